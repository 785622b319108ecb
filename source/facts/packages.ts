import { type ShellCommand, sh } from '../shell.ts';
import type { Finding } from './finding.ts';
import type { PackagesFact } from './machine.ts';
import { type HostProbe, unreadable } from './probe.ts';

/** Whoever changes packages locks one of these: dpkg and apt, rpm, zypper, apk. */
const LOCKS = [
  '/var/lib/dpkg/lock-frontend',
  '/var/lib/dpkg/lock',
  '/var/lib/apt/lists/lock',
  '/var/cache/apt/archives/lock',
  '/var/lib/rpm/.rpm.lock',
  '/run/zypp.pid',
  '/lib/apk/db/lock',
];

const TOLD = '--told';

/**
 * Prints `busy PID PROGRAM` for each process that holds a lock on one of the files. /proc/locks
 * (proc(5)) instead of fuser, which small systems lack. It names a file by device and inode, and
 * the device is not the one that stat(1) shows on some file systems (btrfs, overlay); so a process
 * counts as the holder when the inode fits and it has that very file open.
 */
export function holdersOf(files: readonly string[]): ShellCommand {
  return sh`
    for file in ${files}; do
      [ -e "$file" ] && inode=$(stat -c %i "$file") || continue
      while read -r _ kind _ _ pid where _; do
        [ "$kind" != '->' ] && [ "\${where##*:}" = "$inode" ] || continue
        ls -l "/proc/$pid/fd" 2>/dev/null | grep -q -- "-> $file\$" || continue
        echo "busy $pid $(cat "/proc/$pid/comm")"
      done </proc/locks
    done
  `;
}

export const packagesProbe: HostProbe<'packages'> = {
  fact: 'packages',
  slow: true,
  command: () => sh`
    ${holdersOf(LOCKS)}
    if command -v dpkg >/dev/null 2>&1; then
      for update in /var/lib/dpkg/updates/[0-9]*; do [ ! -e "$update" ] || echo "update $update"; done
      dpkg --audit | sed 's/^/audit /'
    fi
    echo ${TOLD}
  `,
  parse: (reply, subject) => {
    if (!reply.stdout.includes(TOLD)) throw unreadable('packages', subject, reply);
    const [, pid, comm] = /^busy (\d+) (.+)$/m.exec(reply.stdout) ?? [];
    const unfinished = /^update |^audit .*(not yet configured|only half configured)/m;
    return {
      busy: comm === undefined ? null : { program: FULL_NAMES[comm] ?? comm, pid: Number(pid) },
      // Whoever works just now leaves the same traces.
      interrupted: comm === undefined && unfinished.test(reply.stdout),
    };
  },
};

/** Undefined where nobody uses it: that is not worth a line. */
export function packagesFinding({ busy, interrupted }: PackagesFact): Finding | undefined {
  if (busy) {
    return {
      status: 'warning',
      text: 'It is still installing its own updates',
      note: `we wait for it (${busy.program})`,
    };
  }
  if (!interrupted) return undefined;
  return {
    status: 'warning',
    text: 'An earlier installation was interrupted',
    note: 'it is finished first',
  };
}

/** The kernel keeps 15 characters of a program's name. */
const FULL_NAMES: Readonly<Record<string, string>> = { 'unattended-upgr': 'unattended-upgrades' };
