import { query } from '../facts/facts.ts';
import type { BackupFact } from '../facts/installs/backups.ts';
import type { Goal } from '../goal.ts';
import { backupFolder } from '../paths.ts';
import type { Secret } from '../secrets/secret.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** A copy that was fetched to this computer lies on the server again, compared with its sums there. */
export function copySend(
  { host, install }: Goal,
  from: { readonly file: string; readonly identity?: Secret | undefined },
  { stamp, sizeKB }: BackupFact,
  needs: readonly string[],
): Step {
  const backups = query('backups', host, install);
  const disk = query('disk', host);
  const megabytes = Math.ceil(sizeKB / 1024);
  return {
    id: 'copy.send',
    title: `Send the copy in ${from.file} to ${backupFolder(install, stamp)}, ${megabytes} MB`,
    because: () =>
      'Every archive is compared with the sum that it was made with, where it arrives.',
    needs,
    sees: [backups],
    weighs: [disk],
    check: (facts) =>
      facts.get(backups)?.some((each) => each.stamp === stamp)
        ? HOLDS
        : lacks('It is not there yet.'),
    foresees: (facts) => {
      const free = facts.get(disk)?.freeMB;
      if (free === undefined || 3 * megabytes + 300 <= free) return undefined;
      return {
        stops: {
          code: 'restore.no-room',
          what: 'There is no room for the data on the server.',
          why: `The copy has ${megabytes} MB, packed, and its data need more; ${free} MB are free.`,
          next: ['Give the server a larger disk at its provider. Nothing was touched.'],
        },
      };
    },
    actions: () => [{ do: 'carry', from, install, stamp, patienceSeconds: 600 }],
    remedies: ['Run the same once more: what has arrived does not go twice.'],
  };
}
