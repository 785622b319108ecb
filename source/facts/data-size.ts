import type { BackupSource } from '../backup/backup.ts';
import { sh } from '../shell.ts';
import { asArray, parseJson } from '../text/untrusted-json.ts';
import { askEngine } from './engine.ts';
import type { HostProbe } from './probe.ts';

/** Which places are meant, as the subject of the look. */
export function dataSizeSubject(sources: readonly BackupSource[]): string {
  return JSON.stringify(sources.map(({ kind, source }) => [kind, source]));
}

/** How much lies in an install's volumes and folders, in MB, rounded up. */
export const dataSizeProbe: HostProbe<'dataSize'> = {
  fact: 'dataSize',
  slow: true,
  command: (subject) => {
    const places = asArray(parseJson(subject)).map((each) => {
      const [kind, source] = asArray(each).map(String);
      return kind === 'volume'
        ? sh`docker volume inspect --format '{{.Mountpoint}}' -- ${source ?? ''}`
        : sh`echo ${source ?? ''}`;
    });
    const all = places.reduce(
      (before, each) => sh`${before}
${each} | while read -r place; do du -skx "$place"; done`,
      sh`true`,
    );
    return askEngine(all);
  },
  parse: ({ stdout }) => {
    const sizes = [...stdout.matchAll(/^(\d+)\s/gm)].map(([, size]) => Number(size));
    return { megabytes: Math.ceil(sizes.reduce((sum, each) => sum + each, 0) / 1024) };
  },
};
