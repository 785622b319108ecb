import { type ShellCommand, sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { PackagesFact } from '../machine.ts';
import { type HostProbe, unreadable } from '../probe.ts';

/** Whoever changes packages holds the kernel's lock on one of these. */
const LOCKS = [
  // dpkg and apt
  '/var/lib/dpkg/lock-frontend',
  '/var/lib/dpkg/lock',
  '/var/lib/apt/lists/lock',
  '/var/cache/apt/archives/lock',
  // rpm, and dnf 5 above it (libdnf5, TRANSACTION_LOCK_FILEPATH)
  '/var/lib/rpm/.rpm.lock',
  '/run/dnf/rpmtransaction.lock',
  // apk
  '/lib/apk/db/lock',
];

/** Whoever changes packages writes its process id into one of these. */
const PID_FILES = [
  // dnf 4 (dnf/lock.py); a dead one's file is taken over by the next
  '/var/cache/dnf/metadata_lock.pid',
  '/var/cache/dnf/download_lock.pid',
  '/var/lib/dnf/rpmdb_lock.pid',
  // libzypp (zypp/ZYppFactory.cc)
  '/run/zypp.pid',
];

/** Whoever changes packages makes this empty file, and removes it at the end unless it is killed. */
const PACMAN_LOCK = '/var/lib/pacman/db.lck';

const TOLD = '--told';

/** Shell function: `busy PID SECONDS PROGRAM`. Linux counts hundredths of a second here (proc(5)). */
const TELL = sh`
  tell() {
    read -r up _ </proc/uptime
    began=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20)
    echo "busy $1 $(( \${up%%.*} - \${began:-0} / 100 )) $(cat "/proc/$1/comm")"
  }
`;

/**
 * Prints `busy PID SECONDS PROGRAM` for each process that holds a lock on one of the files.
 * /proc/locks (proc(5)) instead of fuser, which small systems lack. It names a file by device and
 * inode, and the device is not the one that stat(1) shows on some file systems (btrfs, overlay); so
 * a process counts as the holder when the inode fits and it has that very file open.
 */
export function holdersOf(files: readonly string[]): ShellCommand {
  return sh`
    ${TELL}
    for file in ${files}; do
      file=$(readlink -f "$file") && [ -e "$file" ] && inode=$(stat -c %i "$file") || continue
      while read -r _ kind _ _ pid where _; do
        [ "$kind" != '->' ] && [ "\${where##*:}" = "$inode" ] || continue
        ls -l "/proc/$pid/fd" 2>/dev/null | grep -q -- "-> $file\$" || continue
        tell "$pid"
      done </proc/locks
    done
  `;
}

/** The same for each living process that one of the files names. */
export function namedIn(files: readonly string[]): ShellCommand {
  return sh`
    ${TELL}
    for file in ${files}; do
      [ -f "$file" ] && pid=$(cat "$file") || continue
      case $pid in '' | *[!0-9]*) continue ;; esac
      [ ! -d "/proc/$pid" ] || tell "$pid"
    done
  `;
}

/** `lck` where pacman's lock is there, and the same as above for the pacman that runs. */
export function pacmanLock(file: string): ShellCommand {
  return sh`
    ${TELL}
    if [ -e ${file} ]; then
      echo lck
      for pid in $(pidof pacman 2>/dev/null); do tell "$pid"; done
    fi
  `;
}

export const packagesProbe: HostProbe<'packages'> = {
  fact: 'packages',
  slow: true,
  command: () => sh`
    ${holdersOf(LOCKS)}
    ${namedIn(PID_FILES)}
    ${pacmanLock(PACMAN_LOCK)}
    if command -v dpkg >/dev/null 2>&1; then
      for update in /var/lib/dpkg/updates/[0-9]*; do [ ! -e "$update" ] || echo "update $update"; done
      dpkg --audit | sed 's/^/audit /'
    fi
    sed -n 's/^root:[^:]*:\\([^:]*\\):[^:]*:\\([^:]*\\):.*/aged \\1 \\2/p' /etc/shadow 2>/dev/null
    echo "today $(( $(date +%s) / 86400 ))"
    echo ${TOLD}
  `,
  parse: (reply, subject) => {
    if (!reply.stdout.includes(TOLD)) throw unreadable('packages', subject, reply);
    const [, pid, seconds, comm] = /^busy (\d+) (-?\d+) (.+)$/m.exec(reply.stdout) ?? [];
    const unfinished = /^lck$|^update |^audit .*(not yet configured|only half configured)/m;
    return {
      busy:
        comm === undefined
          ? null
          : {
              program: FULL_NAMES[comm] ?? comm,
              pid: Number(pid),
              forSeconds: Math.max(0, Number(seconds)),
            },
      // Whoever works just now leaves the same traces.
      interrupted: comm === undefined && unfinished.test(reply.stdout),
      ...(isExpired(reply.stdout) ? { rootExpired: true } : {}),
    };
  },
};

export function packagesFinding({ busy, interrupted, rootExpired }: PackagesFact): Finding {
  if (busy) {
    return {
      status: 'warning',
      text: 'It is still installing its own updates',
      note: `we wait for it (${packagesUser(busy)})`,
      advice: ['Wait until it has ended. Never delete its lock: the package database could break.'],
      aside: true,
    };
  }
  if (interrupted) {
    return {
      status: 'warning',
      text: 'An earlier installation was interrupted',
      note: 'it is finished first',
      advice: ['On the server: dpkg --configure -a (Debian, Ubuntu)'],
      aside: true,
    };
  }
  // Their scripts make users, by chfn and the like, which PAM then refuses.
  if (rootExpired) {
    return {
      status: 'warning',
      text: "Root's password has expired",
      note: 'some packages cannot be installed until it is changed',
      advice: ['On the server: passwd root', 'Or take the date away: chage -d "$(date +%F)" root'],
    };
  }
  return unremarkable('Nobody is installing anything');
}

/** shadow(5): days since 1970 of the last change, where 0 means "at once"; and for how many it holds. */
function isExpired(stdout: string): boolean {
  const [, changed, holds] = /^aged (\d*) (-?\d*)$/m.exec(stdout) ?? [];
  const [, today] = /^today (\d+)$/m.exec(stdout) ?? [];
  if (changed === undefined || changed === '' || today === undefined) return false;
  if (changed === '0') return true;
  return Number(holds) > 0 && Number(changed) + Number(holds) < Number(today);
}

/** "unattended-upgrades", and since when, once that is worth telling. */
export function packagesUser({
  program,
  forSeconds = 0,
}: NonNullable<PackagesFact['busy']>): string {
  const minutes = Math.floor(forSeconds / 60);
  if (minutes === 0) return program;
  return `${program}, for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} now`;
}

/** The kernel keeps 15 characters of a program's name. */
const FULL_NAMES: Readonly<Record<string, string>> = { 'unattended-upgr': 'unattended-upgrades' };
