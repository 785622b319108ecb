import { deleteCommand } from '../backup/scripts.ts';
import { keptWhen } from '../errands/questions.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** One copy goes for good. */
export function backupDelete({ host, install, app }: Goal, stamp: string): Step {
  const backups = query('backups', host, install);
  return {
    id: 'backup.delete',
    title: `Delete the copy of ${app.label} of ${keptWhen(stamp)}`,
    needs: [],
    sees: [backups],
    check: (facts) =>
      facts.get(backups)?.some((each) => each.stamp === stamp) ? lacks('It is there.') : HOLDS,
    actions: () => [{ do: 'run', command: deleteCommand(install, stamp), patienceSeconds: 600 }],
  };
}
