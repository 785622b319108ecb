import { sh } from '../../shell.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

export const folderProbe: HostProbe<'folder'> = {
  fact: 'folder',
  command: (path) => sh`
    [ -d ${path} ] || exit ${SAYS.absent}
    stat -L -c '%a %u:%g' -- ${path}
  `,
  parse: (reply, path) => {
    if (reply.code === SAYS.absent) return null;
    const [, mode, owner] = /^([0-7]{3,4}) (\d+:\d+)$/m.exec(reply.stdout) ?? [];
    if (reply.code !== 0 || mode === undefined || owner === undefined)
      throw unreadable('folder', path, reply);
    return { mode, owner };
  },
};
