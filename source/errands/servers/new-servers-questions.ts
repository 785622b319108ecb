import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { FirstServer } from '../../clouds/further.ts';
import { clouds, newAt } from '../../clouds/index.ts';
import { nameQuestion } from '../../clouds/machine-questions.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { type Item, onlyWhile } from '../../interview.ts';
import type { Choice, ChoiceQuestion, Question, TextQuestion } from '../../questions/question.ts';
import { itemUpon } from '../../questions/upon.ts';
import { hostOf, installOfAnswers, recordedAt } from '../../status/renewal-script.ts';
import { CALLED, FROM, firstName, HOSTS, MADE, NEW } from '../../swarm/answers.ts';
import { firstQueries, nodeQueries } from '../../swarm/decide.ts';
import { madeIn, partsOf } from '../../swarm/made.ts';

/** They are there already. */
export const OWN = 'have';
const MOST = 8;

/** The server that the app was set up on. */
export function firstServer(answers: Answers, facts: Facts): FirstServer {
  const host = hostOf(answers);
  const name = firstName(answers);
  const { v4 } = facts.get(query('addresses', host)) ?? { v4: [] };
  const { totalMB: memoryMB } = facts.get(query('memory', host)) ?? { totalMB: 0 };
  return { name, addresses: [...new Set([name, ...v4])], memoryMB };
}

/** Those made there for it before. */
function madeAt(answers: Answers, facts: Facts) {
  return madeIn(recordedAt(answers, facts))
    .map((each) => ({ ...partsOf(each), address: each.address }))
    .filter(({ cloud }) => cloud === textAnswer(answers, FROM));
}

/**
 * What they are called: those that are there, and as many more as are wanted, by numbers that are free. `goes`: one in
 * whose place another comes.
 */
export function namesFor(answers: Answers, facts: Facts, goes = ''): readonly string[] {
  const there = madeAt(answers, facts);
  const taken = there.map(({ name }) => name);
  const made = there.filter(({ address }) => address !== goes).map(({ name }) => name);
  const called = textAnswer(answers, CALLED);
  const wanted = Number(textAnswer(answers, NEW)) || made.length + 1;
  const numbered = Array.from({ length: wanted + taken.length }, (_, at) => `${called}-${at + 2}`);
  const free = numbered.filter((name) => !taken.includes(name));
  return [...made, ...free.slice(0, Math.max(0, wanted - made.length))];
}

/** The providers that make servers beside others. `what`: as one chooses it, `New ones` or `A new one`. */
export function madeAtClouds(what: string, answers: Answers, facts: Facts): readonly Choice[] {
  const app = textAnswer(recordedAt(answers, facts), 'app');
  return clouds.filter(({ further }) => further).map((cloud) => newAt(cloud, what, app));
}

/** Whether they are there, or which provider makes them. */
export const fromQuestion: ChoiceQuestion = {
  id: FROM,
  section: 'Server',
  kind: 'choice',
  title: 'Where shall the other servers come from?',
  hint: 'They should be where the first one is: near to it, and behind the same firewall.',
  help: [
    'Servers that you have: empty ones that you can log in to, at the provider',
    'of the first one.',
    '',
    'New ones: they are made for you beside the first one, and cost what you',
    'choose. All of that is shown before anything is made. When they are not',
    'needed any more, they can be deleted again.',
  ].join('\n'),
  when: (answers) => answers[FROM] !== undefined || answers[HOSTS] === undefined,
  choices: (answers, facts) => [
    { value: OWN, label: 'I have them', note: 'and can log in to them with SSH' },
    ...madeAtClouds('New ones', answers, facts),
  ],
  suggestion: (answers, facts) => {
    const [made] = madeIn(recordedAt(answers, facts)).map(partsOf);
    return made?.cloud ?? OWN;
  },
};

/** How many are made. */
export const howMany: Question = {
  id: NEW,
  section: 'Server',
  kind: 'text',
  title: 'How many servers shall be made?',
  hint: (answers, facts) => {
    const there = madeAt(answers, facts).length;
    return there > 0
      ? `${there} were made before, and count, too.`
      : 'Two and the first one are the usual. Each costs what you choose next.';
  },
  help: [
    'Three servers in all are the usual: any one of them may be lost, and the',
    'others go on, if the app keeps nothing on the first one alone. With two,',
    'both share the work, but nothing can be changed while the first is lost.',
  ].join('\n'),
  example: '2',
  suggestion: (answers, facts) => String(Math.max(2, madeAt(answers, facts).length)),
  problem: (value, answers, facts) => {
    if (!/^[1-9]$/.test(value) || Number(value) > MOST) return `A number from 1 to ${MOST}.`;
    const there = madeAt(answers, facts).length;
    return Number(value) < there
      ? `${there} are there already. To have fewer, take one out: setup-server menu, Servers.`
      : undefined;
  },
};

/** Room for a number, and for what their firewall is called. */
const LONGEST = 30;
const named = nameQuestion(CALLED, 'the provider');

/** What their names begin with. */
export const calledQuestion: TextQuestion = {
  ...named,
  expert: true,
  title: 'What shall the names of the new servers begin with?',
  hint: 'A number is put behind it: study-2, study-3.',
  suggestion: (answers, facts) => {
    const [made] = madeAt(answers, facts);
    if (made) return made.name.replace(/-\d+$/, '');
    const hostname = textAnswer(recordedAt(answers, facts), 'hostname');
    const name = hostname.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    return /^[a-z][a-z0-9-]*/.exec(name.slice(0, LONGEST))?.[0].replace(/-+$/, '') || 'server';
  },
  problem: (value, answers, facts) =>
    value.length > LONGEST ? `At most ${LONGEST} letters.` : named.problem?.(value, answers, facts),
};

/** Only for going on after they were made, or before they are deleted. */
export const made: Question = {
  id: MADE,
  section: 'Server',
  kind: 'text',
  expert: true,
  title: 'Which of the servers did setup-server make?',
  hint: 'What it made, it also offers to delete.',
  help: 'It answers this itself, once it has made some.',
  example: 'ec2://eu-central-1/study-2=203.0.113.8',
  when: (answers) => answers[MADE] !== undefined,
};

function isNew(answers: Answers): boolean {
  return clouds.some(({ id, further }) => further && id === textAnswer(answers, FROM));
}

const upon = (answers: Answers, facts: Facts) => ({
  ...answers,
  app: textAnswer(recordedAt(answers, facts), 'app'),
});

/** Where they come from, and all that must be known for those that are made, and `last` besides; there it waits until they are. */
export function newServersItems(
  from: Question,
  asked: readonly Question[],
  last: readonly Question[] = [],
): readonly Item[] {
  return [
    { ask: made },
    { ask: from },
    ...[
      {
        look: (answers: Answers, facts: Facts) => {
          const host = hostOf(answers);
          return [...nodeQueries(host), ...firstQueries(host, installOfAnswers(answers, facts))];
        },
      },
      ...asked.map((ask) => ({ ask })),
    ].map((item) => onlyWhile(item, isNew)),
    ...clouds.flatMap(({ id, further }) =>
      (further?.items(firstServer) ?? []).map((item) =>
        onlyWhile(itemUpon(item, upon), (answers) => textAnswer(answers, FROM) === id),
      ),
    ),
    ...last.map((ask) => onlyWhile({ ask }, isNew)),
    { until: isNew },
  ];
}
