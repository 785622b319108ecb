import { sh } from '../../shell.ts';
import type { Finding, Needs } from '../finding.ts';
import type { DiskFact } from '../machine.ts';
import { type HostProbe, unreadable } from '../probe.ts';
import { diskSize } from './sizes.ts';

/**
 * Docker's root, and containerd's, where newer engines keep the images; /var/lib while there is
 * neither. daemon.json names another root without waking the daemon.
 */
export const diskProbe: HostProbe<'disk'> = {
  fact: 'disk',
  command: () => sh`
    root=$(sed -n 's/.*"data-root"[[:space:]]*:[[:space:]]*"\\([^"]*\\)".*/\\1/p' /etc/docker/daemon.json 2>/dev/null | head -n 1)
    seen=
    for path in "\${root:-/var/lib/docker}" /var/lib/containerd; do
      if [ -d "$path" ]; then seen=1; df -P -k "$path"; df -P -i "$path"; fi
    done
    [ "$seen" ] || { df -P -k /var/lib; df -P -i /var/lib; }
  `,
  parse: (reply, subject) => {
    const tables = reply.stdout.split(/^Filesystem.*\n/m).slice(1);
    const volumes: DiskFact[] = [];
    for (let index = 0; index < tables.length; index += 2) {
      const volume = readVolume(tables[index] ?? '', tables[index + 1] ?? '');
      if (volume) volumes.push(volume);
    }
    volumes.sort((one, other) => one.freeMB - other.freeMB);
    const [tightest] = volumes;
    if (!tightest) throw unreadable('disk', subject, reply);
    return tightest;
  },
};

/** Fewer free inodes than a large image has files. */
const FEW_INODES = 50_000;

/** Whether the app fits, and how much is left. */
export function diskFinding(fact: DiskFact, { app, diskMB }: Needs): Finding {
  const text = `${diskSize(fact.freeMB)} of ${diskSize(fact.totalMB)} disk free`;
  if (fact.freeMB < diskMB / 3) {
    return {
      status: 'stops',
      text,
      note: `${app} wants ${diskSize(diskMB)}; make room first`,
      advice: makeRoom(fact.path),
    };
  }
  if (fact.freeInodes !== null && fact.freeInodes < FEW_INODES) {
    return {
      status: 'warning',
      text,
      note: `but only for ${fact.freeInodes} more files (inodes); an app can need more`,
      advice: [
        `On the server, \`df -i ${fact.path}\` counts them; \`docker system prune\` removes what Docker does not use any more.`,
        'More of them come only with a larger disk, or a new file system.',
      ],
    };
  }
  return fact.freeMB < diskMB
    ? {
        status: 'warning',
        text,
        note: `${app} wants ${diskSize(diskMB)}; it may fill up`,
        advice: makeRoom(fact.path),
      }
    : { status: 'good', text, note: `enough for ${app}` };
}

/** The path tells which volume is the tight one: Docker's, or containerd's. */
function makeRoom(path: string): string[] {
  return [
    `On the server, \`df -h ${path}\` shows the disk, \`docker system df\` what Docker has on it; \`docker image prune -a\` removes images that no container uses.`,
    'Or enlarge the disk at your provider.',
  ];
}

/** One file system by `df -P -k` and `df -P -i` (POSIX, df): size, used, free, share, mount. */
function readVolume(blocks: string, inodes: string): DiskFact | undefined {
  const [, total, free, path] = LINE.exec(blocks) ?? [];
  if (total === undefined || free === undefined || path === undefined) return undefined;
  const [, all, left] = LINE.exec(inodes) ?? [];
  return {
    path,
    totalMB: Math.floor(Number(total) / 1024),
    freeMB: Math.max(0, Math.floor(Number(free) / 1024)),
    freeInodes: left === undefined || all === '0' ? null : Number(left),
  };
}

const LINE = /\s(\d+)\s+\d+\s+(-?\d+)\s+\S+\s+(\/.*)$/m;
