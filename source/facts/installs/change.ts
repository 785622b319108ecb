import { isStamp } from '../../backup/backup.ts';
import { type Change, readChange } from '../../changes/change.ts';
import { ExpectedError } from '../../expected-error.ts';
import { changeFile, restoredFile } from '../../paths.ts';
import { sh } from '../../shell.ts';
import { parseJson } from '../../text/untrusted-json.ts';
import { onlyFile } from '../files/file.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

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
    if (reply.code !== 0) throw unreadable('change', install, reply);
    if (!change) throw damaged(install);
    return { ...change, restored: isStamp(restored) ? restored : null };
  },
};

/** It may have been in the middle of an upgrade: only a person can see whether the app is well. */
function damaged(install: string): ExpectedError {
  const file = changeFile(install);
  return new ExpectedError({
    code: 'change.damaged',
    what: `What the server noted about an upgrade of ${install} is damaged.`,
    why: 'So it is not known whether one was begun and not ended. The app and its data were not touched.',
    next: [
      'Look whether the app works, and all its data are there.',
      `If so, put the note aside on the server: mv ${file} ${file}.damaged`,
      'If not, do the same, and then put back a copy: npx setup-server restore',
    ],
  });
}
