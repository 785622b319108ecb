import { sh } from '../shell.ts';
import type { PackageManager } from './distribution.ts';
import { long } from './long.ts';

/**
 * pacman(8) with all updates at once: installing against newer lists without them is unsupported
 * (wiki.archlinux.org/title/System_maintenance#Partial_upgrades_are_unsupported).
 */
export const pacman = {
  name: 'pacman',
  install: (packages: readonly string[]) =>
    long(sh`pacman -Syu --noconfirm --needed --disable-download-timeout ${packages}`),
  // It came with systemd.
  timeSync: { service: 'systemd-timesyncd', packages: [] },
  /** Its lock is a file that outlives a killed pacman; it is nobody's when no pacman runs. */
  repair: {
    do: 'run',
    command: sh`pidof pacman >/dev/null || rm -f /var/lib/pacman/db.lck`,
    patienceSeconds: 30,
  },
} as const satisfies PackageManager;
