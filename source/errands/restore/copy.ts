import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { BackupReason } from '../../backup/backup.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import type { Question } from '../../questions/question.ts';
import { hostOf, installOfAnswers } from '../../status/renewal-script.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { keptWhen } from '../questions.ts';
import { wayToApp } from '../running.ts';
import { restored } from './restored.ts';

/** Id of the question which copy is meant. */
export const COPY_CHOSEN = 'backup.copy';

export const whichCopy: Question = {
  id: COPY_CHOSEN,
  section: 'Settings',
  kind: 'choice',
  title: 'Which copy?',
  hint: 'What is there now is copied first, so this can be undone, too.',
  help: [
    'The data and settings of the app become what they were when the copy was',
    'made, and it is started from the image that it had then. The certificate',
    'stays as it is.',
    '',
    'What was written since then is not lost: before anything is put back, it',
    'is copied as well.',
  ].join('\n'),
  when: (answers, facts) =>
    copiesIn(answers, facts).length > 0 || answers[COPY_CHOSEN] !== undefined,
  choices: (answers, facts) =>
    copiesIn(answers, facts).map(({ stamp, why, sizeKB }) => ({
      value: stamp,
      label: keptWhen(stamp),
      note: `${WHY[why]}, ${Math.ceil(sizeKB / 1024)} MB`,
    })),
};

/** Why a copy was made, in a few words. */
export const WHY: Readonly<Record<BackupReason, string>> = {
  wish: 'by hand',
  upgrade: 'before an upgrade',
  restore: 'before another one was put back',
  schedule: 'by the timetable',
  move: 'for a move to another server',
};

/** The newest first. */
export function copiesIn(answers: Answers, facts: Facts) {
  const found = facts.get(query('backups', hostOf(answers), installOfAnswers(answers, facts)));
  return [...(found ?? [])].reverse();
}

/** The way to an app, a look at the copies of its data, and which is meant. */
export function copyScript(hint: string, which: Question): readonly Item[] {
  return [
    ...wayToApp(hint),
    {
      look: (answers, facts) => {
        const install = installOfAnswers(answers, facts);
        return install === '' ? [] : [query('backups', hostOf(answers), install)];
      },
    },
    { ask: which },
  ];
}

/** A copy's data in the place of those that are there. */
export const restoreCopyTask: Task = {
  command: 'restore',
  doing: 'Putting back',
  heading: 'Put back',
  questions: [whichCopy],
  script: copyScript('Its data become what they were when a copy was made.', whichCopy),
  looks: (host, install) => [query('backups', host, install), query('change', host, install)],
  undertake,
};

function undertake(occasion: Occasion): Undertaking {
  const { [COPY_CHOSEN]: _, ...answers } = occasion.answers;
  return restored({ ...occasion, answers }, textAnswer(occasion.wishes, COPY_CHOSEN), 'wish');
}
