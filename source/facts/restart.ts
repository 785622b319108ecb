import { sh } from '../shell.ts';
import type { HostProbe } from './probe.ts';

/**
 * Debian's and Ubuntu's note (update-notifier-common), openSUSE's (zypper(8), "needs-rebooting"),
 * and dnf's (needs-restarting(1): exit code 1). Modules count as gone only where another kernel's
 * are there: a container, or a kernel without modules, has none at all.
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
    echo "boot $(cat /proc/sys/kernel/random/boot_id)"
  `,
  parse: ({ stdout }) => {
    const packages = [...stdout.matchAll(/^package (\S+)/gm)].map(([, name]) => name ?? '');
    return {
      needed: /^needed$/m.test(stdout),
      packages: [...new Set(packages)],
      modulesGone: /^modules-gone$/m.test(stdout),
      boot: /^boot (\S+)$/m.exec(stdout)?.[1] ?? '',
    };
  },
};
