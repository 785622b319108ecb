import { textAnswer } from '../answers/answers.ts';
import { isStamp } from '../backup/backup.ts';
import { ExpectedError } from '../expected-error.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { backupDelete } from '../steps/backup-delete.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { keptWhen } from './questions.ts';
import { COPY_CHOSEN, copyScript, whichCopy } from './restore/copy.ts';

const which = {
  ...whichCopy,
  title: 'Which copy shall be deleted?',
  hint: 'It is gone for good then; the app and its data are not touched.',
};

/** A copy of an app's data goes for good. */
export const deleteCopyTask: Task = {
  command: 'backup delete',
  doing: 'Deleting a copy of',
  heading: 'Copies',
  questions: [which],
  script: copyScript('A copy of its data is deleted.', which),
  looks: (host, install) => [query('backups', host, install), query('change', host, install)],
  undertake,
};

function undertake({ host, name, goal, answers, facts, wishes }: Occasion): Undertaking {
  const stamp = textAnswer(wishes, COPY_CHOSEN);
  const copies = facts.get(query('backups', host, name)) ?? [];
  if (!isStamp(stamp) || !copies.some((each) => each.stamp === stamp)) throw noSuchCopy(goal);
  const change = facts.get(query('change', host, name));
  if (change?.backup === stamp || change?.restoring === stamp) throw needed(goal);
  return {
    answers,
    steps: () => [backupDelete(goal, stamp)],
    receipt: ({ app }) => ({
      headline: `The copy of ${keptWhen(stamp)} is deleted`,
      lines: [{ label: app.label, text: 'was not touched.' }],
    }),
  };
}

function noSuchCopy({ app }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'backup.none',
    what: `There is no such copy of the data of ${app.label}.`,
    next: ['npx setup-server backup list shows those that there are.'],
  });
}

function needed({ app }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'backup.needed',
    what: `This copy is needed for undoing the last upgrade of ${app.label}.`,
    next: ['If all is well: npx setup-server upgrade --keep. Then it can be deleted.'],
  });
}
