import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { FileSystemsFact } from '../machine.ts';
import { type HostProbe, unreadable } from '../probe.ts';

/** What must be writable: where settings, Docker's data and packages go. */
const PATHS = ['/', '/etc', '/usr', '/var', '/var/lib'];

const MOUNTS = '--mounts';

export const fileSystemsProbe: HostProbe<'fileSystems'> = {
  fact: 'fileSystems',
  command: () => sh`
    for path in ${PATHS}; do echo "path $path $(df -P -k "$path" | tail -n 1)"; done
    echo ${MOUNTS}
    cut -d ' ' -f 2-4 /proc/mounts | cut -c -200
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

/** `/ ext4 rw,relatime`; what was mounted last at a place hides what was before. */
function mountedAs(mounts: string, place: string): { type: string; options: string } {
  const lines = mounts.split('\n').map((line) => line.split(' '));
  const [, type = '', options = ''] = lines.findLast((words) => words[0] === place) ?? [];
  return { type, options };
}

export function fileSystemsFinding({ readOnly, root }: FileSystemsFact): Finding {
  if (readOnly.length === 0) return unremarkable('Its file systems can be written', root);
  return {
    status: 'stops',
    text: `Nothing can be written to ${readOnly.join(', ')}`,
    note: 'its disk is damaged, or the system is meant to be read-only',
    advice: [
      'On the server, `dmesg | grep -iE "error|remount"` tells whether the disk is damaged. Then restart it: it repairs the file system.',
      'On a system that is read-only on purpose, Docker must come with the image; take another one.',
    ],
  };
}
