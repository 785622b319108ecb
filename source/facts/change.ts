import { isStamp } from '../backup/backup.ts';
import { type Change, readChange } from '../change.ts';
import { changeFile, restoredFile } from '../paths.ts';
import { sh } from '../shell.ts';
import { parseJson } from '../untrusted-json.ts';
import { onlyFile } from './file.ts';
import { type HostProbe, SAYS, unreadable } from './probe.ts';

/** A change of an install's images or data that is under way, or can still be undone. */
export interface ChangeFact extends Change {
  /** The copy whose data were put back since it began. */
  readonly restored: string | null;
}

export const changeProbe: HostProbe<'change'> = {
  fact: 'change',
  command: (install) => sh`
    ${onlyFile(changeFile(install))}
    tr -d '\n' < ${changeFile(install)} && echo && cat ${restoredFile(install)} 2>/dev/null
    true
  `,
  parse: (reply, install) => {
    if (reply.code === SAYS.absent) return null;
    const [text = '', restored = ''] = reply.stdout.split('\n');
    const change = readChange(parseJson(text));
    if (reply.code !== 0 || !change) throw unreadable('change', install, reply);
    return { ...change, restored: isStamp(restored) ? restored : null };
  },
};
