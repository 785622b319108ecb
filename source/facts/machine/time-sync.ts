import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { TimeSyncFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';

/** Who may keep the clock right: the units' names on the distributions that we know. */
const UNITS = [
  ...['systemd-timesyncd', 'chronyd', 'chrony', 'ntpd', 'ntp', 'ntpsec', 'openntpd'],
] as const;

/** A container has no clock of its own: nothing there keeps it right, and nothing can. */
export const timeSyncProbe: HostProbe<'timeSync'> = {
  fact: 'timeSync',
  slow: true,
  command: () => sh`
    if [ -e /run/systemd/container ] || [ -e /.dockerenv ]; then exit 0; fi
    timedatectl show -p NTPSynchronized 2>/dev/null
    if command -v systemctl >/dev/null 2>&1; then
      for unit in ${UNITS}; do
        state=$(systemctl is-active "$unit.service" 2>/dev/null)
        if [ "$state" = active ] || systemctl cat "$unit.service" >/dev/null 2>&1; then echo "unit $unit $state"; fi
      done
    else
      for unit in ${UNITS}; do
        [ ! -e "/etc/init.d/$unit" ] || { rc-service "$unit" status >/dev/null 2>&1 && echo "unit $unit active" || echo "unit $unit inactive"; }
      done
    fi
    :
  `,
  parse: ({ stdout }) => {
    if (stdout === '') return { synchronised: null, program: null, running: false };
    const [, told] = /^NTPSynchronized=(yes|no)$/m.exec(stdout) ?? [];
    const units = [...stdout.matchAll(/^unit (\S+) (\S*)$/gm)];
    const running = units.find(([, , state]) => state === 'active');
    return {
      synchronised: told === undefined ? null : told === 'yes',
      program: (running ?? units[0])?.[1] ?? null,
      running: running !== undefined,
    };
  },
};

export function timeSyncFinding({ synchronised, program, running }: TimeSyncFact): Finding {
  if (synchronised === true) return unremarkable('Its clock is kept right', program ?? undefined);
  if (running) return unremarkable('Its clock is being set', program ?? undefined);
  if (synchronised === null) return unremarkable('It does not tell what keeps its clock right');
  return {
    status: 'warning',
    text: 'Nothing keeps its clock right',
    note: 'a wrong clock makes certificates fail',
    advice: [`On the server: ${keepRightCommand(program)}`],
    aside: true,
  };
}

/** `timedatectl set-ntp` knows timesyncd, and chrony where its package says so (systemd-timedated(8)). */
function keepRightCommand(program: TimeSyncFact['program']): string {
  if (program === null)
    return 'install chrony (apt-get install chrony, or dnf install chrony), and systemctl enable --now chronyd';
  return program === 'systemd-timesyncd'
    ? 'timedatectl set-ntp true'
    : `systemctl enable --now ${program}`;
}
