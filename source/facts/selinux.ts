import { sh } from '../shell.ts';
import type { HostProbe } from './probe.ts';

/** The kernel's own file (selinux(8)): 1 is enforcing. No such file: SELinux is off. */
export const selinuxProbe: HostProbe<'selinux'> = {
  fact: 'selinux',
  command: () => sh`cat /sys/fs/selinux/enforce`,
  parse: ({ stdout }) => {
    const [word] = /^[01]/.exec(stdout) ?? [];
    return { mode: word === undefined ? 'disabled' : word === '1' ? 'enforcing' : 'permissive' };
  },
};
