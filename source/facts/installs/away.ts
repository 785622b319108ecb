import { type AwayState, readAwayState } from '../../backup/away.ts';
import { awayStateFile } from '../../paths.ts';
import { sh } from '../../shell.ts';
import { onlyFile } from '../files/file.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

/** Null where the server has not looked into a store for it. */
export const awayCopiesProbe: HostProbe<'awayCopies'> = {
  fact: 'awayCopies',
  command: (install) => sh`
    ${onlyFile(awayStateFile(install))}
    cat -- ${awayStateFile(install)}
  `,
  parse: (reply, install): AwayState | null => {
    if (reply.code === SAYS.absent) return null;
    if (reply.code !== 0) throw unreadable('awayCopies', install, reply);
    return readAwayState(reply.stdout);
  },
};
