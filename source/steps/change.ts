import type { Action } from '../action.ts';
import type { BackedUpImage } from '../backup/backup.ts';
import { CHANGE_FORMAT, type Change } from '../changes/change.ts';
import type { RestoreRevision, UpgradeRevision } from '../changes/revision.ts';
import { containersOf } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { backupFolder, CHANGES, changeFile, restoredFile } from '../paths.ts';
import { sh } from '../shell.ts';
import type { Author } from './record-write.ts';
import { HOLDS, lacks, type Step } from './step.ts';

type Noted = UpgradeRevision | RestoreRevision;

/** The name under which an image is kept that containers of ours were made from before. */
export function keptImage({ container }: Pick<BackedUpImage, 'container'>, stamp: string): string {
  return `setup-server-kept/${container}:${stamp}`;
}

/** Notes what is begun before it is begun, and keeps the old images by a name of their own. */
export function changeBegin(
  goal: Goal,
  revision: Noted,
  stamp: string | null,
  author: Author,
  needs: readonly string[],
): Step {
  const { host, install, app } = goal;
  const seen = query('change', host, install);
  const from = revision.kind === 'upgrade' ? revision.from : [];
  const images = from.map(({ image }) => query('image', host, image));
  const to = Object.fromEntries(containersOf(goal).map(({ name, image }) => [name, image]));
  const restoring = revision.kind === 'restore' ? (revision.backup?.stamp ?? null) : null;
  return {
    id: 'change.begin',
    title:
      revision.kind === 'upgrade'
        ? `Note what ${app.label} was, and keep its old image`
        : `Note that the data of ${app.label} are being put back`,
    because: () => 'If anything cuts this off, the next run knows what to finish or to undo.',
    needs,
    sees: [seen],
    weighs: images,
    check: (facts) => {
      const found = facts.get(seen);
      return found?.kind === revision.kind &&
        (found.state === 'begun' || found.state === 'done') &&
        found.backup === stamp &&
        found.restoring === restoring
        ? HOLDS
        : lacks('The server does not know of it yet.');
    },
    actions: (facts) => {
      const change: Change = {
        ...{ format: CHANGE_FORMAT, kind: revision.kind, state: 'begun' },
        ...{ backup: stamp, restoring, to },
        ...(revision.kind === 'restore' && revision.arriving && { arriving: true }),
        from: from.map((each) => ({ ...each, digest: digestOf(host, each, facts) })),
        ...{ at: author.at.toISOString(), by: author.by },
      };
      const earlier = facts.get(seen);
      return [
        ...(earlier && earlier.backup !== stamp ? releasing(earlier) : []),
        ...from.map((each): Action => {
          const command = sh`docker tag ${each.id} ${keptImage(each, stamp ?? '')}`;
          return { do: 'run', command, patienceSeconds: 60 };
        }),
        {
          do: 'run',
          command: sh`install -d -m 700 ${CHANGES} && rm -f ${restoredFile(install)}`,
          patienceSeconds: 30,
        },
        noting(install, change),
      ];
    },
  };
}

/** An upgrade can be undone until it is settled; a copy that was put back is at its end. */
export function changeEnd(goal: Goal, { kind }: Noted): Step {
  const { host, install, app } = goal;
  const seen = query('change', host, install);
  const upgrade = kind === 'upgrade';
  return {
    id: 'change.end',
    title: upgrade
      ? `Note that ${app.label} is upgraded; it can still be undone`
      : `Note that the data of ${app.label} are back`,
    needs: ['record.write'],
    undoneBy: ['change.begin'],
    sees: [seen],
    check: (facts) => {
      const found = facts.get(seen);
      return (upgrade ? found?.state === 'done' : !found)
        ? HOLDS
        : lacks('The server still takes it for unfinished.');
    },
    actions: (facts) => {
      const found = facts.get(seen);
      if (!upgrade || !found) {
        const command = sh`rm -f ${changeFile(install)} ${restoredFile(install)}`;
        return [...(found ? releasing(found) : []), { do: 'run', command, patienceSeconds: 30 }];
      }
      const { restored: _, ...change } = found;
      return [noting(install, { ...change, state: 'done' })];
    },
  };
}

/** The upgrade stays: its old image goes, the copy of the data does not. */
export function changeRelease({ host, install, app }: Goal, change: Change): Step {
  const seen = query('change', host, install);
  return {
    id: 'change.release',
    title: `Let go of the image that ${app.label} had before`,
    because: () =>
      change.backup
        ? `The copy of its data stays in ${backupFolder(install, change.backup)}.`
        : undefined,
    needs: [],
    sees: [seen],
    check: (facts) => (facts.get(seen) ? lacks('It is kept for undoing the upgrade.') : HOLDS),
    actions: () => [
      ...releasing(change),
      { do: 'run', command: sh`rm -f ${changeFile(install)}`, patienceSeconds: 30 },
    ],
  };
}

/** What an upgrade kept for being undone goes; its copy of the data stays. */
function releasing({ from, backup }: Change): readonly Action[] {
  return from.map((each) => ({
    do: 'run',
    command: sh`docker image rm ${keptImage(each, backup ?? '')} || true`,
    patienceSeconds: 60,
  }));
}

function noting(install: string, change: Change): Action {
  const content = [`${JSON.stringify(change)}\n`];
  return { do: 'write', path: changeFile(install), mode: '600', content };
}

/** Null where the name means another image by now. */
function digestOf(
  host: string,
  { image, id }: Omit<BackedUpImage, 'digest'>,
  facts: Facts,
): string | null {
  const found = facts.get(query('image', host, image));
  return found?.id === id ? found.digest : null;
}
