import { CONFIGURATION, RESERVED_INSTALLS } from '../../paths.ts';
import { sh } from '../../shell.ts';
import type { Finding } from '../finding.ts';
import { type HostProbe, unreadable } from '../probe.ts';
import type { RecordFact } from './record.ts';
import { readRecordText } from './record-file.ts';

/** Another install on the same host, as the host remembers it. */
export interface NeighbourFact {
  readonly install: string;
  readonly record: RecordFact;
}

/** The records of all installs but one, which is the subject. */
export const neighboursProbe: HostProbe<'neighbours'> = {
  fact: 'neighbours',
  command: () => sh`
    [ -d ${CONFIGURATION} ] || exit 0
    cd ${CONFIGURATION} || exit 1
    for each in */install.json; do
      if [ -f "$each" ]; then echo "install $each"; cat -- "$each" || exit 1; echo; fi
    done
  `,
  parse: (reply, subject) => {
    if (reply.code !== 0) throw unreadable('neighbours', subject, reply);
    // What is ours has no line that begins like this one: JSON breaks no text over lines.
    const [, ...parts] = reply.stdout.split(/^install ([a-z0-9][a-z0-9-]*)\/install\.json$/m);
    return parts.flatMap((install, index) => {
      const text = parts[index + 1];
      const isOther = install !== subject && !RESERVED_INSTALLS.includes(install);
      return index % 2 === 0 && text !== undefined && isOther
        ? [{ install, record: readRecordText(text) }]
        : [];
    });
  },
};

/** Whoever comes for the second time must see that what is there stays. */
export function neighboursFinding(found: readonly NeighbourFact[]): Finding | undefined {
  if (found.length === 0) return undefined;
  const names = found.map(({ install, record }) => record.answers.hostname || install);
  return {
    status: 'good',
    text: found.length === 1 ? 'Another app is here' : `${found.length} other apps are here`,
    note: `${names.join(', ')}; ${found.length === 1 ? 'it stays as it is' : 'they stay as they are'}`,
  };
}
