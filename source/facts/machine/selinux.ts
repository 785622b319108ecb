import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { SelinuxFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';

/** The kernel's own file (selinux(8)): 1 is enforcing. No such file: SELinux is off. */
export const selinuxProbe: HostProbe<'selinux'> = {
  fact: 'selinux',
  command: () => sh`cat /sys/fs/selinux/enforce`,
  parse: ({ stdout }) => {
    const [word] = /^[01]/.exec(stdout) ?? [];
    return { mode: word === undefined ? 'disabled' : word === '1' ? 'enforcing' : 'permissive' };
  },
};

/** Never a warning: only Docker tells whether it puts its containers under SELinux (`docker info`). */
export function selinuxFinding({ mode }: SelinuxFact): Finding {
  return mode === 'enforcing'
    ? unremarkable('SELinux guards the server', "Docker's own package works with it")
    : unremarkable(
        `SELinux is ${mode === 'disabled' ? 'off' : 'on, and only writes down what it would forbid'}`,
      );
}
