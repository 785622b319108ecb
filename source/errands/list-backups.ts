import { type AwayCopy, bytesOf } from '../backup/away.ts';
import type { BackupReason } from '../backup/backup.ts';
import { type Facts, query } from '../facts/facts.ts';
import { visitHost } from '../status/host-status.ts';
import type { ListVisit } from './list.ts';
import type { ServerList } from './servers/server-list.ts';

/** The copies of apps' data that lie on a server. */
export type BackupList = ServerList<InstallBackups>;

export interface InstallBackups {
  readonly install: string;
  readonly names: readonly string[];
  /** The newest first. */
  readonly copies: readonly ListedBackup[];
}

export interface ListedBackup {
  /** By which it is chosen: when it was made. */
  readonly copy: string;
  readonly at: string;
  readonly by: string;
  readonly why: BackupReason;
  /** What the app was made from then. */
  readonly image: string;
  readonly sizeKB: number;
  /** Whether it lies on the server. */
  readonly here: boolean;
  /** The bucket that has it, too, or alone; null where none has it. */
  readonly away: string | null;
}

/** Looks at a host, and changes nothing. */
export async function listBackups(visit: ListVisit, seen: Facts): Promise<BackupList> {
  const { look, host, author, signal } = visit;
  const found = await visitHost({ ...visit, purpose: 'renewal' }, seen);
  const queries = found.installs.flatMap(({ name }) => [
    query('backups', host, name),
    query('awayCopies', host, name),
  ]);
  let { facts } = found;
  for await (const sighting of look(queries, signal)) facts = facts.with([sighting]);
  const installs = found.installs.map(({ name, status, wanted }) => {
    const goal = 'goal' in wanted ? wanted.goal : undefined;
    const bucket = goal?.away?.place.bucket ?? '';
    const away = facts.get(query('awayCopies', host, name))?.copies ?? [];
    const here = facts.get(query('backups', host, name)) ?? [];
    const copies = [
      ...here.map(({ stamp, at, by, why, images, sizeKB }) => {
        const image = images.find(({ container }) => container === name)?.image ?? '';
        const sent = away.some((each) => each.stamp === stamp);
        const where = { here: true, away: sent ? bucket : null };
        return { copy: stamp, at, by, why, image, sizeKB, ...where };
      }),
      ...away
        .filter(({ stamp }) => here.every((each) => each.stamp !== stamp))
        .map((copy) => onlyAway(copy, bucket)),
    ];
    copies.sort((one, other) => (one.copy < other.copy ? 1 : -1));
    return { install: name, names: status.names, copies };
  });
  return { host, at: author.at.toISOString(), installs, trouble: null };
}

/** What is known of it without fetching it. */
function onlyAway(copy: AwayCopy, bucket: string): ListedBackup {
  const { stamp, why } = copy;
  const at = stamp.replace(/T(..)-(..)-/, 'T$1:$2:');
  const sizeKB = Math.ceil(bytesOf(copy) / 1024);
  return { copy: stamp, at, by: '', why, image: '', sizeKB, here: false, away: bucket };
}
