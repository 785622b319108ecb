import { type Backup, type BackupSource, isReason, isStamp } from '../../backup/backup.ts';
import { readImages } from '../../changes/change.ts';
import { backupsFolder } from '../../paths.ts';
import { sh } from '../../shell.ts';
import { asArray, asRecord, parseJson } from '../../text/untrusted-json.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';
import { readRecord } from './record-file.ts';

/** A complete copy of an install that lies on the host. */
export interface BackupFact extends Backup {
  /** The name of its folder: when it was made. */
  readonly stamp: string;
  readonly sizeKB: number;
}

/** A copy in a file of the person's; `encrypted` as long as no key was given that opens it. */
export type OwnCopyFact = BackupFact | 'encrypted';

/** `copy STAMP KB JSON`, a line each; the newest last. */
export const backupsProbe: HostProbe<'backups'> = {
  fact: 'backups',
  slow: true,
  command: (install) => sh`
    cd ${backupsFolder(install)} 2>/dev/null || exit ${SAYS.absent}
    for each in *Z; do
      if [ -f "$each/backup.json" ]; then
        # Not by echo: some shells' makes new lines of the \\n in an answer of several lines.
        printf 'copy %s %s %s\\n' "$each" "$(du -sk "$each" | cut -f 1)" "$(tr -d '\n' < "$each/backup.json")"
      fi
    done
  `,
  parse: (reply, install) => {
    if (reply.code === SAYS.absent) return [];
    if (reply.code !== 0) throw unreadable('backups', install, reply);
    return [...reply.stdout.matchAll(/^copy (\S+) (\d+) (\{.*\})$/gm)].flatMap(
      ([, stamp = '', size, text = '']) => {
        const backup = readBackup(parseJson(text));
        return isStamp(stamp) && backup?.install === install
          ? [{ ...backup, stamp, sizeKB: Number(size) }]
          : [];
      },
    );
  },
};

/** What a copy's `backup.json` says; undefined where it is none. */
export function readBackup(value: unknown): Backup | undefined {
  const told = asRecord(value);
  const text = (key: string) => (typeof told[key] === 'string' ? told[key] : '');
  if (typeof told.format !== 'number') return undefined;
  return {
    format: told.format,
    ...{ install: text('install'), app: text('app'), at: text('at'), by: text('by') },
    version: text('version'),
    why: isReason(told.why) ? told.why : 'wish',
    images: readImages(told.images),
    sources: asArray(told.sources).flatMap((each): BackupSource[] => {
      const { kind, source } = asRecord(each);
      return (kind === 'volume' || kind === 'folder') && typeof source === 'string'
        ? [{ kind, source }]
        : [];
    }),
    record: told.record === null ? null : readRecord(told.record),
  };
}
