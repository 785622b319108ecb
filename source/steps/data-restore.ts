import { unpackCommand } from '../backup/scripts.ts';
import type { BackupFact } from '../facts/backups.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { HOLDS, lacks, type Step } from './step.ts';

const PATIENCE_SECONDS = 12 * 3600;

/** The data and settings of a copy in the place of those that are there. */
export function dataRestore(goal: Goal, backup: BackupFact, needs: readonly string[]): Step {
  const { host, install, app } = goal;
  const { stamp, sources, at } = backup;
  const change = query('change', host, install);
  return {
    id: 'data.restore',
    title: `Put back the data of ${app.label} as they were on ${at.slice(0, 16).replace('T', ' at ')} UTC`,
    needs,
    sees: [change],
    check: (facts) =>
      facts.get(change)?.restored === stamp ? HOLDS : lacks('They are not back yet.'),
    actions: () => [
      {
        do: 'run',
        command: unpackCommand(install, stamp, sources),
        patienceSeconds: PATIENCE_SECONDS,
        detached: true,
      },
    ],
    remedies: ['The copy is still there. Run the same once more.'],
  };
}
