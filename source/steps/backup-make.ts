import {
  BACKUP_FORMAT,
  type Backup,
  type BackupReason,
  type BackupSource,
  SPARE_MB,
} from '../backup/backup.ts';
import { makeFolder, packCommand, unfinishedFolder } from '../backup/scripts.ts';
import type { Foreseen } from '../certificates/forecast.ts';
import { containersOf } from '../containers/install-containers.ts';
import { query } from '../facts/facts.ts';
import { dataSizeSubject } from '../facts/machine/data-size.ts';
import type { Goal } from '../goal.ts';
import { backupFolder } from '../paths.ts';
import type { Author } from './record-write.ts';
import { HOLDS, lacks, type Step } from './step.ts';

const PATIENCE_SECONDS = 12 * 3600;

/** A copy of the install's data and settings on the server, read back before it counts. */
export function backupMake(
  goal: Goal,
  why: BackupReason,
  stamp: string,
  sources: readonly BackupSource[],
  author: Author,
  needs: readonly string[],
): Step {
  const { host, install, app, recipe } = goal;
  const backups = query('backups', host, install);
  const record = query('record', host, install);
  const disk = query('disk', host);
  const size = query('dataSize', host, dataSizeSubject(sources));
  const containers = containersOf(goal).map(({ name }) => query('container', host, name));
  const places = sources.map(({ source }) => source).join(', ');
  return {
    id: 'backup.make',
    title: (facts) => {
      const megabytes = facts.get(size)?.megabytes;
      const much = megabytes === undefined ? '' : `, ${megabytes} MB of data`;
      return `Copy ${places === '' ? 'its settings' : places} to ${backupFolder(install, stamp)}${much}, and read it back`;
    },
    because: () =>
      recipe.elsewhere === undefined
        ? undefined
        : `What lies in ${recipe.elsewhere} is not in it: have a copy of that made there before.`,
    needs,
    sees: [backups, record, ...containers],
    weighs: [disk, size],
    check: (facts) =>
      facts.get(backups)?.some((each) => each.stamp === stamp)
        ? HOLDS
        : lacks('There is no such copy yet.'),
    foresees: (facts) =>
      outOfSight(app.label, facts.get(size)?.unseen) ??
      room(app.label, facts.get(disk)?.freeMB, facts.get(size)?.megabytes),
    actions: (facts) => {
      const images = containers.flatMap((each) => {
        const found = facts.get(each);
        return found
          ? [{ container: each.subject, image: found.image, id: found.imageId, digest: null }]
          : [];
      });
      const backup: Backup = {
        ...{ format: BACKUP_FORMAT, install, app: app.id },
        ...{ at: author.at.toISOString(), by: author.by, version: author.version },
        ...{ why, images, sources, record: facts.get(record) ?? null },
      };
      const path = `${unfinishedFolder(install, stamp)}/backup.json`;
      return [
        { do: 'run', command: makeFolder(install, stamp), patienceSeconds: 60 },
        { do: 'write', path, mode: '600', content: [`${JSON.stringify(backup)}\n`] },
        {
          do: 'run',
          command: packCommand(install, stamp, sources),
          patienceSeconds: PATIENCE_SECONDS,
          detached: true,
        },
      ];
    },
    remedies: [
      'Nothing was changed: the app is started again as it was.',
      'Look whether the disk of the server is full: df -h /var/lib',
    ],
  };
}

/** Before the app is stopped for a copy that can't be made. */
function outOfSight(app: string, why: string | undefined): Foreseen | undefined {
  if (why === undefined) return undefined;
  return {
    stops: {
      code: 'backup.unseen',
      what: `The data of ${app} can't be copied as a whole.`,
      why,
      next: [
        'Have what lies there copied where it lies; without a copy, nothing could be undone here.',
        'Or bring it to a volume or a folder of the server itself, and set the app up with that.',
      ],
    },
  };
}

function room(
  app: string,
  freeMB: number | undefined,
  dataMB: number | undefined,
): Foreseen | undefined {
  if (freeMB === undefined || dataMB === undefined || dataMB + SPARE_MB <= freeMB) return undefined;
  return {
    stops: {
      code: 'backup.no-room',
      what: `There is no room on the server for a copy of the data of ${app}.`,
      why: `They are ${dataMB} MB, and ${freeMB} MB are free. Without a copy, nothing could be undone.`,
      next: [
        'Delete old copies: npx setup-server backup list shows them.',
        'Or give the server a larger disk at its provider.',
        'On the server, `docker system df` shows what Docker has on the disk.',
      ],
    },
  };
}
