import type { BackupSource } from '../../backup/backup.ts';
import { PLACES, placeOf } from '../../backup/scripts.ts';
import { inLines, sh } from '../../shell.ts';
import { asArray, parseJson } from '../../text/untrusted-json.ts';
import { askEngine } from '../docker/engine.ts';
import type { HostProbe } from '../probe.ts';

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
      const [kind, source = ''] = asArray(each).map(String);
      const place = placeOf({ kind: kind === 'volume' ? 'volume' : 'folder', source });
      return sh`( ${place} && du -skx "$place" )`;
    });
    return askEngine(sh`
      fail() { echo "unseen $1"; exit 0; }
      ${PLACES}
      ${inLines(places)}
      true
    `);
  },
  parse: ({ stdout }) => {
    const sizes = [...stdout.matchAll(/^(\d+)\s/gm)].map(([, size]) => Number(size));
    const [, unseen] = /^unseen (.*)$/m.exec(stdout) ?? [];
    return {
      megabytes: Math.ceil(sizes.reduce((sum, each) => sum + each, 0) / 1024),
      ...(unseen !== undefined && { unseen }),
    };
  },
};
