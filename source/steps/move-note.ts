import type { Change, MovePart } from '../changes/change.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { CHANGES, changeFile, restoredFile } from '../paths.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** What was noted of the same is gone on with; another copy begins it anew. */
export function noting(
  { host, install }: Goal,
  id: string,
  title: string,
  change: Change,
  needs: readonly string[],
): Step {
  const seen = query('change', host, install);
  const same = (facts: Facts) => {
    const found = facts.get(seen);
    return (
      found?.kind === 'move' &&
      samePart(found.move, change.move) &&
      found.backup === change.backup &&
      found.restoring === change.restoring
    );
  };
  return {
    id,
    title,
    needs,
    sees: [seen],
    check: (facts) => {
      const state = facts.get(seen)?.state;
      return same(facts) && (state === change.state || state === 'done')
        ? HOLDS
        : lacks('It is not noted there yet.');
    },
    actions: (facts) => [
      ...(same(facts)
        ? []
        : [
            {
              do: 'run',
              command: sh`rm -f ${restoredFile(install)} && install -d -m 700 ${CHANGES}`,
              patienceSeconds: 30,
            } as const,
          ]),
      {
        do: 'write',
        path: changeFile(install),
        mode: '600',
        content: [`${JSON.stringify(change)}\n`],
      },
    ],
  };
}

function samePart(one: MovePart | undefined, other: MovePart | undefined): boolean {
  return one?.role === other?.role;
}
