import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { RestartFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';

/**
 * Debian's and Ubuntu's note (update-notifier-common), openSUSE's (zypper(8), "needs-rebooting"),
 * and dnf's (needs-restarting(1): exit code 1). Modules count as gone only where another kernel's
 * are there: a container, or a kernel without modules, has none at all. A container has its host's
 * boot_id, so the moment when its first process was started is told with it.
 */
export const restartProbe: HostProbe<'restart'> = {
  fact: 'restart',
  slow: true,
  command: () => sh`
    for note in /run/reboot-required /var/run/reboot-required /run/reboot-needed; do [ ! -e "$note" ] || echo needed; done
    sed 's/^/package /' /run/reboot-required.pkgs 2>/dev/null
    if command -v needs-restarting >/dev/null 2>&1; then
      told=$(needs-restarting -r 2>/dev/null)
      [ "$?" != 1 ] || { echo needed; echo "$told" | sed -n 's/^ *\\* /package /p'; }
    fi
    if [ ! -d "/lib/modules/$(uname -r)" ] && ls -d /lib/modules/*/kernel >/dev/null 2>&1; then echo modules-gone; fi
    echo "boot $(cat /proc/sys/kernel/random/boot_id) $(sed 's/.*) //' /proc/1/stat | cut -d ' ' -f 20)"
  `,
  parse: ({ stdout }) => {
    const packages = [...stdout.matchAll(/^package (\S+)/gm)].map(([, name]) => name ?? '');
    return {
      needed: /^needed$/m.test(stdout),
      packages: [...new Set(packages)],
      modulesGone: /^modules-gone$/m.test(stdout),
      boot: /^boot (\S+(?: \d+)?)$/m.exec(stdout)?.[1] ?? '',
    };
  },
};

export function restartFinding({ needed, packages, modulesGone }: RestartFact): Finding {
  const advice = [
    'On the server: reboot. Wait until it is back, then run setup-server again; it goes on from there.',
  ];
  if (modulesGone) {
    return {
      status: 'warning',
      text: 'It must be restarted first: its kernel was replaced',
      note: 'Docker cannot use the firewall until then',
      advice,
    };
  }
  if (!needed) return unremarkable('It wants no restart');
  const names = packages.slice(0, 3).join(', ');
  return {
    status: 'warning',
    text: 'It wants a restart after its updates',
    note: names === '' ? 'it can wait' : `${names}; it can wait`,
    advice,
    aside: true,
  };
}
