import type { Action } from '../action.ts';
import { unpackCommand } from '../backup/scripts.ts';
import { LABEL } from '../containers/container.ts';
import { containersOf } from '../containers/install-containers.ts';
import { query } from '../facts/facts.ts';
import type { BackupFact } from '../facts/installs/backups.ts';
import type { Goal } from '../goal.ts';
import { sh } from '../shell.ts';
import { momentOf } from '../text/day.ts';
import { dataElsewhere } from './data-elsewhere.ts';
import { HOLDS, lacks, type Step } from './step.ts';

const PATIENCE_SECONDS = 12 * 3600;

/** The data and settings of a copy in the place of those that are there. */
export function dataRestore(goal: Goal, backup: BackupFact, needs: readonly string[]): Step {
  const { host, install, app } = goal;
  const { stamp, sources, at } = backup;
  const proven = containersOf(goal).filter(({ stop }) => stop.proof !== undefined);
  const change = query('change', host, install);
  return {
    id: 'data.restore',
    title: `Put back the data of ${app.label} as they were on ${momentOf(at)}`,
    needs,
    sees: [change],
    weighs: [query('container', host, install), query('record', host, install)],
    foresees: (facts) => dataElsewhere(goal, backup, facts),
    check: (facts) =>
      facts.get(change)?.restored === stamp ? HOLDS : lacks('They are not back yet.'),
    actions: () => [
      // These have data in the container itself, and would go on with them.
      ...proven.map(
        ({ name }): Action => ({
          do: 'run',
          command: sh`docker ps --all --quiet --filter ${`label=${LABEL.install}=${install}`} --filter ${`name=^/${name}$`} | xargs -r docker rm`,
          patienceSeconds: 120,
        }),
      ),
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
