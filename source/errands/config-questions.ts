import { type Answers, textAnswer } from '../answers/answers.ts';
import { answersIn } from '../doctor/install.ts';
import type { Facts } from '../facts/facts.ts';
import { applies, type Item } from '../interview.ts';
import type { Choice, Question } from '../questions/question.ts';
import { valuesIn } from '../questions/several.ts';
import { itemUpon } from '../questions/upon.ts';
import { appItems, hostItems, wholeJob } from '../script.ts';
import { installOfAnswers, recordOf } from '../status/renewal-script.ts';
import { HOSTS } from '../swarm/answers.ts';
import { wayToApp } from './running.ts';

/** Id of the question about what shall be changed. */
export const TOPICS = 'config.topics';

/** What answers are about, as people look for them. */
export const TOPIC_LABELS = {
  app: 'What it runs',
  name: 'Its name on the internet',
  certificate: 'Its certificate',
  notify: 'Who is told when a renewal fails',
  backups: 'Copies of its data by themselves',
  settings: 'Settings of the app',
} as const;

export type Topic = keyof typeof TOPIC_LABELS;

const ALL_TOPICS = Object.keys(TOPIC_LABELS) as Topic[];

/** What of an app on several servers can be changed there. */
export const ON_SEVERAL: readonly Topic[] = ['name', 'certificate', 'notify', 'settings'];

/** By these an install is found, or they are about one moment: another answer would be another install. */
const FIXED: ReadonlySet<string> = new Set(['app', 'install', 'hostname.from', 'adopt.folders']);

/** What a question is about; undefined where its answer can't be changed later. */
export function topicOf({ id, section }: Pick<Question, 'id' | 'section'>): Topic | undefined {
  if (FIXED.has(id)) return undefined;
  if (id.startsWith('notify.')) return 'notify';
  if (id.startsWith('backup.')) return 'backups';
  switch (section) {
    case 'App':
      return 'app';
    case 'Name':
      return 'name';
    case 'Certificate':
      return 'certificate';
    case 'Settings':
      return 'settings';
    default:
      return undefined;
  }
}

const asked: readonly Item[] = [...appItems, ...hostItems, ...wholeJob];
const changeable = asked.flatMap((item) =>
  'ask' in item && topicOf(item.ask) !== undefined ? [item.ask] : [],
);

/** What the server remembers of the chosen app, and how we come in. */
function recorded(answers: Answers, facts: Facts): Answers | undefined {
  const install = installOfAnswers(answers, facts);
  const record = recordOf(answers, facts);
  return record && record.damage === undefined
    ? { ...answersIn(record), install, ...waysOf(answers) }
    : undefined;
}

/** Without the answers that are about to be given. */
function waysOf(answers: Answers): Answers {
  const ids = changeable.map(({ id }) => id);
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !ids.includes(id)));
}

function known(answers: Answers, facts: Facts): Answers {
  return { ...recorded(answers, facts), ...answers };
}

function topicsThere(answers: Answers, facts: Facts): readonly Topic[] {
  const before = recorded(answers, facts);
  if (!before) return [];
  const topics = textAnswer(before, HOSTS) === '' ? ALL_TOPICS : ON_SEVERAL;
  return topics.filter((topic) =>
    changeable.some((each) => topicOf(each) === topic && applies(each, before, facts)),
  );
}

/** How it is now, from what may be seen: the first answer, and what was typed next to it. */
function present(topic: Topic, answers: Answers, facts: Facts): string {
  // They are of all kinds: one of them says nothing of the others.
  if (topic === 'settings') return '';
  const before = recorded(answers, facts) ?? {};
  const values = changeable.flatMap((each) => {
    const value = before[each.id];
    if (topicOf(each) !== topic || typeof value !== 'string' || value === '') return [];
    const choices = each.kind === 'choice' ? each.choices(before, facts) : [];
    const label = choices.find((choice) => choice.value === value)?.label;
    return [{ text: label ?? value, typed: each.kind !== 'choice' }];
  });
  return values
    .slice(0, 2)
    .filter(({ typed }, at) => typed || at === 0)
    .map(({ text }) => text)
    .join(', ');
}

/** Whether an answer was given that is not what the server remembers. */
function isOneOther(answers: Answers, facts: Facts): boolean {
  const before = recorded(answers, facts) ?? {};
  return changeable.some(({ id }) => answers[id] !== undefined && answers[id] !== before[id]);
}

/** What those answers are about that are others than before. */
export function topicsGiven(given: Answers, before: Answers): readonly Topic[] {
  const others = changeable.filter(
    ({ id }) => given[id] !== undefined && given[id] !== (before[id] ?? ''),
  );
  return ALL_TOPICS.filter((topic) => others.some((each) => topicOf(each) === topic));
}

const topicsQuestion: Question = {
  id: TOPICS,
  section: 'App',
  kind: 'several',
  title: 'What shall be changed?',
  hint: 'Each question then begins with what it is now. Nothing is done before you have seen it all.',
  help: [
    'Choose one or several. What you do not choose stays as it is.',
    '',
    'Passwords are not shown. A field of one that is left empty leaves it as',
    'it is.',
    '',
    'Variables that no question asks for: npx setup-server env edit',
  ].join('\n'),
  example: 'name,settings',
  optional: true,
  // Whoever gave another answer beforehand has said what shall be changed.
  when: (answers, facts) =>
    answers[TOPICS] !== undefined ||
    (topicsThere(answers, facts).length > 0 && !isOneOther(answers, facts)),
  choices: (answers, facts) =>
    topicsThere(answers, facts).map((topic): Choice => {
      const note = present(topic, answers, facts);
      return { value: topic, label: TOPIC_LABELS[topic], ...(note !== '' && { note }) };
    }),
};

/** Asks what was chosen, what was given and is not so yet, and what only matters by another answer. */
function ifMeant(item: Item): Item {
  if (!('ask' in item)) return item;
  const { ask } = item;
  const topic = topicOf(ask);
  const isMeant = (answers: Answers, facts: Facts) => {
    if (topic === undefined) return false;
    const before = recorded(answers, facts);
    const given = answers[ask.id];
    if (given !== undefined && given !== before?.[ask.id]) return true;
    if (valuesIn(textAnswer(answers, TOPICS)).includes(topic)) return true;
    return before !== undefined && !applies(ask, before, facts);
  };
  const upon = itemUpon(item, known);
  if (!('ask' in upon)) return upon;
  const question = upon.ask.kind === 'secret' ? keeping(upon.ask) : remembering(upon.ask);
  return {
    ask: {
      ...question,
      when: (answers, facts) => isMeant(answers, facts) && applies(upon.ask, answers, facts),
    },
  };
}

/** What is secret is not in the record: left empty, it stays as it is on the server. */
function keeping(question: Extract<Question, { kind: 'secret' }>): Question {
  return { ...question, optional: true };
}

/** Begins with what it is now. */
function remembering(question: Exclude<Question, { kind: 'secret' }>): Question {
  const now = (answers: Answers, facts: Facts) => recorded(answers, facts)?.[question.id];
  if (question.kind === 'confirm')
    return {
      ...question,
      suggestion: (answers, facts) => {
        const value = now(answers, facts);
        return typeof value === 'boolean' ? value : question.suggestion?.(answers, facts);
      },
    };
  return {
    ...question,
    suggestion: (answers: Answers, facts: Facts) => {
      const value = now(answers, facts);
      return typeof value === 'string' ? value : question.suggestion?.(answers, facts);
    },
  };
}

/** The way to an app, what shall be changed of it, and the questions about that. */
export const configScript: readonly Item[] = [
  ...wayToApp('Its answers can be changed; you see first what that takes.'),
  { ask: topicsQuestion },
  ...asked.map((item) => ('ask' in item ? ifMeant(item) : itemUpon(item, known))),
];

/** Its own questions; the others are those of the whole job. */
export const configQuestions: readonly Question[] = [topicsQuestion];

/** Ids of the answers that can be changed. */
export const changeableIds: readonly string[] = changeable.map(({ id }) => id);
