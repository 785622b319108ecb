import { type Answers, textAnswer } from '../../answers/answers.ts';
import { OTHER_SERVER, otherServer, withoutOtherServer } from '../../answers/other-server.ts';
import { byHand } from '../../dns/providers/by-hand.ts';
import { PROVIDER } from '../../dns/providers/chosen.ts';
import { answersIn } from '../../doctor/install.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { ChangeFact } from '../../facts/installs/change.ts';
import { hostKinds, reachedAt } from '../../hosts/index.ts';
import { type Item, onlyWhile } from '../../interview.ts';
import { type Choice, type Question, textOf } from '../../questions/question.ts';
import { itemUpon } from '../../questions/upon.ts';
import { waysIn } from '../../script.ts';
import { hostOf, installOfAnswers } from '../../status/renewal-script.ts';
import { answersThere, askedThere } from '../app-elsewhere.ts';
import { wayToApp } from '../running.ts';

/** Id of the question what is to become of a move that was begun. */
export const HOW = 'move.how';

const how: Question = {
  id: HOW,
  section: 'App',
  kind: 'choice',
  title: (answers, facts) =>
    changeIn(answers, facts)?.state === 'begun'
      ? 'A move of this app is not at its end. What shall be done?'
      : 'This app was moved. What shall be done?',
  hint: 'Both servers keep what they have until you confirm it.',
  help: [
    'While a move is not confirmed, the old server keeps everything as it was',
    'when the app left it, and the app rests there.',
    '',
    'To undo it brings the app back to the old server, with its data as they',
    'were. What came in on the new one since then stays there, as a copy.',
    '',
    'To confirm it ends that way back. Nothing is deleted by that.',
  ].join('\n'),
  when: (answers, facts) => changeIn(answers, facts) !== undefined || answers[HOW] !== undefined,
  choices: (answers, facts): readonly Choice[] => {
    const change = changeIn(answers, facts);
    const undo = { value: 'undo', label: 'Undo it', note: 'back to the old server' };
    const go = { value: 'go', label: 'Go on with it', note: 'where it was cut off' };
    const confirm = { value: 'confirm', label: 'Confirm it', note: 'all is well on the new one' };
    return change?.state === 'begun' ? [go, undo] : [confirm, undo];
  },
  suggestion: (answers, facts) => (changeIn(answers, facts)?.state === 'begun' ? 'go' : undefined),
};

/** What a move has noted of the chosen app; undefined where there is none, or it went back as a whole. */
function changeIn(answers: Answers, facts: Facts): ChangeFact | undefined {
  const change = facts.get(query('change', hostOf(answers), installOfAnswers(answers, facts)));
  const over = change?.move?.role === 'returned' && change.state === 'done';
  return change?.kind === 'move' && !over ? change : undefined;
}

/** A question that leads to a server, about the other one. */
function aboutOther(item: Item): Item {
  const upon = itemUpon(item, otherServer);
  if (!('ask' in upon)) return upon;
  const { ask } = upon;
  const form = ask.form === undefined ? {} : { form: `${OTHER_SERVER}${ask.form}` };
  const other = { ...ask, ...form, id: `${OTHER_SERVER}${ask.id}` } as Question;
  if (ask.id === 'server')
    return { ask: { ...other, title: 'What is the address of the other server?' } };
  if (ask.id !== 'host.kind' || other.kind !== 'choice') return { ask: other };
  const { choices } = other;
  return {
    ask: {
      ...other,
      // It is there already.
      choices: (answers, facts) =>
        choices(answers, facts).filter(({ value }) => value !== hostOf(answers)),
      title: 'Which is the other server?',
      hint: 'The one that the app shall go to; where it went already, the one that it came from.',
      suggestion: (answers, facts) => {
        const peer = changeIn(answers, facts)?.move?.peer;
        const there = choices(answers, facts).find(
          ({ value }) => value.startsWith('ssh:') && reachedAt(value) === peer,
        );
        return there?.value ?? hostKinds[0]?.id;
      },
    },
  };
}

/** The way to the server that the app is to be on in the end. */
function wayThere(answers: Answers, facts: Facts): Answers {
  const role = changeIn(answers, facts)?.move?.role;
  const stays = textAnswer(answers, HOW) === 'undo' ? role === 'left' : role === 'taken';
  return stays ? withoutOtherServer(answers) : otherServer(answers);
}

function known(answers: Answers, facts: Facts): Answers {
  const install = installOfAnswers(answers, facts);
  const record = facts.get(query('record', hostOf(answers), install));
  const recorded = { ...(record && answersIn(record)), install };
  return answersThere(recorded, answers, wayThere(answers, facts));
}

/** Who changes the name at once has visitors at a server where the app is not yet. */
function switchedLast(item: Item): Item {
  if (!('ask' in item) || item.ask.id !== PROVIDER || item.ask.kind !== 'choice') return item;
  const { ask } = item;
  const byHandToo = (answers: Answers, facts: Facts) =>
    ask.choices(answers, facts).some(({ value }) => value === byHand.id);
  return {
    ask: {
      ...ask,
      title: 'Who should switch the name?',
      hint: (answers, facts) =>
        byHandToo(answers, facts) ? LAST : textOf(ask.hint ?? '', answers, facts),
    },
  };
}

const LAST =
  'It is switched last, once the app runs on the other server. Change nothing before: you are told when.';

const hasOther = (answers: Answers) => textAnswer(answers, HOW) !== 'confirm';

/** The way to an app, whether a move was begun, the way to the other server, and what only a person knows of it. */
export const moveScript: readonly Item[] = [
  ...wayToApp('It goes to another server, with its data, its settings and its name.'),
  {
    look: (answers, facts) => {
      const install = installOfAnswers(answers, facts);
      return install === '' ? [] : [query('change', hostOf(answers), install)];
    },
  },
  { ask: how },
  ...waysIn.map((item) => onlyWhile(aboutOther(item), hasOther)),
  ...askedThere(known).map((item) => onlyWhile(switchedLast(item), hasOther)),
];

/** Its own questions; the others are those of the whole job. */
export const moveQuestions: readonly Question[] = [
  how,
  ...waysIn.flatMap((item) => {
    const other = aboutOther(item);
    return 'ask' in other ? [other.ask] : [];
  }),
];
