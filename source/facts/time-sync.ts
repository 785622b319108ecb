import { sh } from '../shell.ts';
import type { HostProbe } from './probe.ts';

/** Who may keep the clock right: the units' names on the distributions that we know. */
const UNITS = [
  ...['systemd-timesyncd', 'chronyd', 'chrony', 'ntpd', 'ntp', 'ntpsec', 'openntpd'],
] as const;

export const timeSyncProbe: HostProbe<'timeSync'> = {
  fact: 'timeSync',
  slow: true,
  command: () => sh`
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
