import { sh } from '../../shell.ts';
import type { Finding } from '../finding.ts';
import type { SystemFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';

/**
 * os-release(5), then lines of the same shape from elsewhere. The architecture is the one of the
 * installed programs: a 32-bit system may run on a 64-bit kernel.
 */
export const systemProbe: HostProbe<'system'> = {
  fact: 'system',
  command: () => sh`
    cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release
    echo
    echo "SEEN_MACHINE=$(dpkg --print-architecture 2>/dev/null || uname -m)"
    echo "SEEN_KERNEL=$(uname -r)"
    echo "SEEN_HOSTNAME=$(uname -n)"
    echo "SEEN_CORES=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || grep -c ^processor /proc/cpuinfo)"
  `,
  parse: ({ stdout }) => {
    const { ID, ID_LIKE, VERSION_ID, VERSION_CODENAME, NAME, PRETTY_NAME, ...seen } =
      readAssignments(stdout);
    const id = ID || 'linux';
    const like = (ID_LIKE ?? '').split(/\s+/).filter(Boolean);
    const base = baseOf(like, seen);
    return {
      id,
      like,
      version: VERSION_ID ?? '',
      codename: VERSION_CODENAME ?? '',
      ...(base ? { base } : {}),
      name: PRETTY_NAME || NAME || id,
      architecture: ARCHITECTURES[seen.SEEN_MACHINE ?? ''] ?? 'other',
      kernel: seen.SEEN_KERNEL ?? '',
      hostname: seen.SEEN_HOSTNAME ?? '',
      cores: Math.max(1, Number.parseInt(seen.SEEN_CORES ?? '', 10) || 1),
    };
  },
};

/** "Debian 12, 2 cores"; stops where no image could run on the processor. */
export function systemFinding({ name, architecture, cores, kernel }: SystemFact): Finding {
  const text = `${shortName(name)}, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
  if (architecture === 'other') {
    return {
      status: 'stops',
      text,
      note: 'needs a 64-bit Intel, AMD or ARM processor and a 64-bit system on it',
      advice: ['At your provider, create a server of such a kind, and run setup-server there.'],
    };
  }
  return kernelFinding(kernel, text) ?? { status: 'good', text };
}

/**
 * Docker's floor is 3.10 (docs.docker.com/engine/install/binaries), and 4.0 for its storage, or Red
 * Hat's 3.10.0-514 (docs.docker.com/engine/storage/drivers/overlayfs-driver).
 */
function kernelFinding(kernel: string, text: string): Finding | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.\d+-(\d+))?/.exec(kernel) ?? [];
  if (major === undefined || Number(major) >= 4) return undefined;
  const advice = [
    'Update the system to a newer release of the distribution, then restart it.',
    'Where the kernel is the provider\'s (OpenVZ), change to a server with one of its own ("KVM").',
  ];
  if (Number(major) < 3 || Number(minor) < 10) {
    return { status: 'stops', text, note: `its kernel ${kernel} is too old for Docker`, advice };
  }
  if (Number(minor) === 10 && Number(patch) >= 514) return undefined;
  return {
    status: 'warning',
    text,
    note: `its kernel ${kernel} is old: Docker may not start`,
    advice,
  };
}

const ARCHITECTURES: Readonly<Record<string, SystemFact['architecture']>> = {
  amd64: 'amd64',
  x86_64: 'amd64',
  arm64: 'arm64',
  aarch64: 'arm64',
};

/** Ubuntu names its own release by UBUNTU_CODENAME, too, but is not like itself. */
function baseOf(
  like: readonly string[],
  { UBUNTU_CODENAME, DEBIAN_CODENAME }: Partial<Record<string, string>>,
): SystemFact['base'] {
  if (UBUNTU_CODENAME && like.includes('ubuntu'))
    return { id: 'ubuntu', codename: UBUNTU_CODENAME };
  if (DEBIAN_CODENAME && like.includes('debian'))
    return { id: 'debian', codename: DEBIAN_CODENAME };
  return undefined;
}

/** "Debian GNU/Linux 12 (bookworm)" as people say it. */
function shortName(name: string): string {
  return name.replace(' GNU/Linux', '').replace(/ \([^)]*\)$/, '');
}

/** Shell assignments as os-release(5) allows them: bare or quoted, with backslash escapes. */
function readAssignments(text: string): Partial<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name, raw] = /^([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || raw === undefined) continue;
    const [, , inner] = /^(["'])(.*)\1$/.exec(raw) ?? [];
    found[name] = inner === undefined ? raw : inner.replace(/\\(.)/g, '$1');
  }
  return found;
}
