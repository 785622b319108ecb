import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import { recipientOf } from '../backup/age-key.ts';
import { bytesOf } from '../backup/away.ts';
import { ExpectedError } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import type { Item } from '../interview.ts';
import { onlyThose } from '../plan.ts';
import { awayLooks, awayQuestions } from '../questions/away.ts';
import type { Question } from '../questions/question.ts';
import type { Receipt } from '../receipt.ts';
import { hostOf, installOfAnswers } from '../status/renewal-script.ts';
import { backupFetch, backupSend } from '../steps/away.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { keptWhen } from './questions.ts';
import { COPY_CHOSEN, copiesIn, copyScript, whichCopy } from './restore/copy.ts';
import { wayToApp } from './running.ts';

/** What was answered before is suggested, for the app that is meant here. */
function remembered(question: Question): Question {
  if (question.kind === 'secret' || question.kind === 'confirm') return question;
  return {
    ...question,
    expert: false,
    suggestion: (answers: Answers, facts: Facts) => {
      const install = installOfAnswers(answers, facts);
      const record = facts.get(query('record', hostOf(answers), install));
      const before = textAnswer(record?.answers ?? {}, question.id);
      return before || question.suggestion?.(answers, facts);
    },
  };
}

const questions = awayQuestions(installOfAnswers).map(remembered);

/** Where copies are sent. */
export const awayTask: Task = {
  command: 'backup away',
  doing: 'Setting where copies go of',
  heading: 'Copies',
  questions,
  script: [
    ...wayToApp('Where copies of its data are sent comes next.'),
    ...questions.flatMap((ask): Item[] =>
      ask.thenLook ? [{ ask }, { look: ask.thenLook }] : [{ ask }],
    ),
    { look: awayLooks },
  ],
  looks: (host, install) => [query('awayCopies', host, install)],
  undertake: ({ answers, wishes }): Undertaking => {
    const given = questions.map(({ id }) => [id, wishes[id] ?? ''] as const);
    return {
      answers: { ...answers, ...Object.fromEntries(given) },
      steps: (steps) => {
        const own = steps.map(({ id }) => id).filter((id) => id.startsWith('timetable.'));
        return onlyThose(steps, ['renewal.download', 'record.write', ...own]);
      },
      receipt: awayReceipt,
    };
  },
};

function awayReceipt({ away, app, host, install, timetable }: Goal, facts: Facts): Receipt {
  if (!away) {
    return {
      headline: `Copies of the data of ${app.label} stay on the server`,
      lines: [{ label: 'Those sent', text: 'stay where they are, until you delete them there.' }],
    };
  }
  const there = facts.get(query('awayCopies', host, install))?.copies.length ?? 0;
  return {
    headline: `Copies of the data of ${app.label} are sent to the bucket ${away.place.bucket}`,
    lines: [
      {
        label: 'When',
        text: timetable
          ? 'each that the timetable makes.'
          : `when you say so. By itself: npx setup-server backup schedule --install ${install}`,
      },
      { label: 'One now', text: `npx setup-server backup send --install ${install}` },
      { label: 'There now', text: `${there} ${there === 1 ? 'copy' : 'copies'}` },
      away.recipient === ''
        ? {
            label: 'Mind',
            text: 'They are not encrypted: whoever has the storage can read them.',
            tone: 'warning',
          }
        : {
            label: 'Mind',
            text: 'Only the key that you keep opens them. Without it they are lost.',
            tone: 'warning',
          },
    ],
  };
}

const copyToSend: Question = { ...whichCopy, title: 'Which copy shall be sent?', hint: '' };

/** A copy that is on the server goes to the storage, too. */
export const sendTask: Task = {
  command: 'backup send',
  doing: 'Sending a copy of',
  heading: 'Copies',
  questions: [copyToSend],
  script: copyScript('A copy of its data is sent to your storage.', copyToSend),
  looks: (host, install) => [query('backups', host, install), query('awayCopies', host, install)],
  undertake: ({ goal, answers, facts, wishes, host, name }: Occasion): Undertaking => {
    const away = goal.away ?? nowhere(goal);
    const stamp = textAnswer(wishes, COPY_CHOSEN);
    const copies = facts.get(query('backups', host, name)) ?? [];
    if (!copies.some((each) => each.stamp === stamp)) throw noSuchCopy(goal);
    const { bucket } = away.place;
    return {
      answers,
      steps: () => [backupSend(goal, stamp, bucket)],
      receipt: ({ install }) => ({
        headline: `The copy of ${keptWhen(stamp)} is in the bucket ${bucket}, too`,
        lines: [{ label: 'Back', text: `npx setup-server backup fetch --install ${install}` }],
      }),
    };
  },
};

function awayCopiesIn(answers: Answers, facts: Facts) {
  const install = installOfAnswers(answers, facts);
  const here = copiesIn(answers, facts).map(({ stamp }) => stamp);
  const found = facts.get(query('awayCopies', hostOf(answers), install))?.copies ?? [];
  return [...found].reverse().filter(({ stamp }) => !here.includes(stamp));
}

/** Id of the question which of the copies in the storage is meant. */
const COPY_THERE = 'backup.there';

const copyToFetch: Question = {
  id: COPY_THERE,
  section: 'Settings',
  kind: 'choice',
  title: 'Which copy shall be fetched?',
  hint: 'It comes to the server, and can be put back from there.',
  help: [
    'These are the copies in your storage that are not on the server. Nothing of',
    'the app changes by fetching one: npx setup-server restore puts it back.',
  ].join('\n'),
  when: (answers, facts) =>
    awayCopiesIn(answers, facts).length > 0 || answers[COPY_THERE] !== undefined,
  choices: (answers, facts) =>
    awayCopiesIn(answers, facts).map((copy) => ({
      value: copy.stamp,
      label: keptWhen(copy.stamp),
      note: `${Math.ceil(bytesOf(copy) / 1048576)} MB${copy.encrypted ? ', encrypted' : ''}`,
    })),
};

/** Opens an encrypted copy; never written down. */
const IDENTITY = 'backup.identity';

export const identity: Question = {
  id: IDENTITY,
  section: 'Settings',
  kind: 'secret',
  title: 'The key that opens it',
  hint: 'It begins with AGE-SECRET-KEY-1. The server forgets it afterwards.',
  help: 'It stands in the file that age-keygen made, in the line that begins so.',
  example: 'AGE-SECRET-KEY-1…',
  when: (answers, facts) =>
    awayCopiesIn(answers, facts).some(
      ({ stamp, encrypted }) => encrypted && stamp === answers[COPY_THERE],
    ),
  problem: (value) =>
    recipientOf(value.reveal()) !== undefined
      ? undefined
      : 'That is no such key, or not the whole of it. It begins with AGE-SECRET-KEY-1.',
};

/** A copy in the storage comes back to the server. */
export const fetchTask: Task = {
  command: 'backup fetch',
  doing: 'Fetching a copy of',
  heading: 'Copies',
  questions: [copyToFetch, identity],
  script: [
    ...copyScript('A copy of its data is fetched from your storage.', copyToFetch).map((item) =>
      'look' in item
        ? {
            look: (answers: Answers, facts: Facts) => [
              ...item.look(answers, facts),
              ...item
                .look(answers, facts)
                .filter(({ fact }) => fact === 'backups')
                .map(({ host, subject }) => query('awayCopies', host, subject)),
            ],
          }
        : item,
    ),
    { ask: identity },
  ],
  looks: (host, install) => [query('backups', host, install), query('awayCopies', host, install)],
  undertake: ({ goal, answers, facts, wishes, host, name }: Occasion): Undertaking => {
    const away = goal.away ?? nowhere(goal);
    const stamp = textAnswer(wishes, COPY_THERE);
    const copies = facts.get(query('awayCopies', host, name))?.copies ?? [];
    if (!copies.some((each) => each.stamp === stamp)) throw noSuchCopy(goal);
    return {
      answers,
      steps: () => [backupFetch(goal, stamp, away.place.bucket, secretAnswer(wishes, IDENTITY))],
      receipt: ({ install }) => ({
        headline: `The copy of ${keptWhen(stamp)} is on the server`,
        lines: [
          {
            label: 'Put it back',
            text: `npx setup-server restore --install ${install} --copy ${stamp}`,
          },
        ],
      }),
    };
  },
};

function nowhere({ app, install }: Goal): never {
  throw new ExpectedError({
    code: 'backup.nowhere',
    what: `Copies of the data of ${app.label} are not sent anywhere.`,
    next: [`npx setup-server backup away --install ${install} asks where to.`],
  });
}

function noSuchCopy({ app }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'backup.none',
    what: `There is no such copy of the data of ${app.label}.`,
    next: ['npx setup-server backup list shows those that there are.'],
  });
}
