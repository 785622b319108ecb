import type { BackupReason } from '../backup/backup.ts';
import type { Trouble } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import { visitHost } from '../status/host-status.ts';
import type { ListVisit } from './list.ts';

/** The copies of apps' data that lie on a server. Times are ISO 8601. */
export interface BackupList {
  /** The host's id: `ssh://root@203.0.113.7:22`. */
  readonly host: string;
  readonly at: string;
  readonly installs: readonly InstallBackups[];
  /** Why it could not be looked at. */
  readonly trouble: Trouble | null;
}

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
}

/** Looks at a host, and changes nothing. */
export async function listBackups(visit: ListVisit, seen: Facts): Promise<BackupList> {
  const { look, host, author, signal } = visit;
  const found = await visitHost({ ...visit, purpose: 'renewal' }, seen);
  const queries = found.installs.map(({ name }) => query('backups', host, name));
  let { facts } = found;
  for await (const sighting of look(queries, signal)) facts = facts.with([sighting]);
  const installs = found.installs.map(({ name, status }) => ({
    install: name,
    names: status.names,
    copies: [...(facts.get(query('backups', host, name)) ?? [])]
      .reverse()
      .map(({ stamp, at, by, why, images, sizeKB }) => {
        const image = images.find(({ container }) => container === name)?.image ?? '';
        return { copy: stamp, at, by, why, image, sizeKB };
      }),
  }));
  return { host, at: author.at.toISOString(), installs, trouble: null };
}
