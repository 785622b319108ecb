import type { Action } from '../action.ts';
import type { BackedUpImage } from '../backup/backup.ts';
import { containersOf } from '../containers/install-containers.ts';
import { query } from '../facts/facts.ts';
import type { BackupFact } from '../facts/installs/backups.ts';
import type { Goal } from '../goal.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/**
 * The images by the names that they had when the copy was made: a tag may mean a newer one by now.
 * One that this server does not have is downloaded by what its name means today.
 */
export function imagesRestore(goal: Goal, { images }: BackupFact, needs: readonly string[]): Step {
  const { host, app } = goal;
  const wanted = new Set(containersOf(goal).map(({ image }) => image));
  const ours = images.filter(({ image }) => wanted.has(image));
  const named = ours.map((each) => ({ each, seen: query('image', host, each.image) }));
  const kept = ours.map(({ id }) => query('image', host, id));
  return {
    id: 'images.restore',
    title: `See that ${app.label} is started from the image that it had`,
    needs,
    sees: [...named.map(({ seen }) => seen), ...kept],
    check: (facts) => {
      const other = named.some(({ each, seen }) => {
        const there = facts.get(query('image', host, each.id));
        return there && facts.get(seen)?.id !== there.id;
      });
      return other ? lacks('Its name means another image now.') : HOLDS;
    },
    actions: (facts) =>
      ours
        .filter(({ id }) => facts.get(query('image', host, id)))
        .map(
          ({ id, image }: BackedUpImage): Action => ({
            do: 'run',
            command: sh`docker tag ${id} ${image}`,
            patienceSeconds: 60,
          }),
        ),
  };
}
