import { sh } from '../shell.ts';
import type { HostProbe } from './probe.ts';
import { unreadable } from './probe.ts';

/** What must be writable: where settings, Docker's data and packages go. */
const PATHS = ['/', '/etc', '/usr', '/var', '/var/lib'];

const MOUNTS = '--mounts';

export const fileSystemsProbe: HostProbe<'fileSystems'> = {
  fact: 'fileSystems',
  command: () => sh`
    for path in ${PATHS}; do echo "path $path $(df -P -k "$path" | tail -n 1)"; done
    echo ${MOUNTS}
    cat /proc/mounts
  `,
  parse: (reply, subject) => {
    const [paths = '', mounts = ''] = reply.stdout.split(`${MOUNTS}\n`);
    const seen = [...paths.matchAll(/^path (\S+) .*?(\d+) +\d+% +(\/.*)$/gm)].map(
      ([, path = '', free = '0', mount = '']) => ({ path, free, mount }),
    );
    const root = seen.find(({ path }) => path === '/');
    if (!root) throw unreadable('fileSystems', subject, reply);
    const readOnly = seen.filter(({ mount }) =>
      /(^|,)ro(,|$)/.test(mountedAs(mounts, mount).options),
    );
    return {
      readOnly: readOnly.map(({ path }) => path),
      root: mountedAs(mounts, root.mount).type,
      freeMB: Math.floor(Number(root.free) / 1024),
    };
  },
};

/** `/dev/vda1 / ext4 rw,relatime 0 0`; what was mounted last at a place hides what was before. */
function mountedAs(mounts: string, place: string): { type: string; options: string } {
  const lines = mounts.split('\n').map((line) => line.split(' '));
  const [, , type = '', options = ''] = lines.findLast((words) => words[1] === place) ?? [];
  return { type, options };
}
