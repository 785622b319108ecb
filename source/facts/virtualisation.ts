import { sh } from '../shell.ts';
import type { VirtualisationFact } from './machine.ts';
import type { HostProbe } from './probe.ts';

/**
 * systemd-detect-virt(1), which names a container before the machine that it is on; where it is
 * missing, what it looks at itself (systemd, src/basic/virt.c).
 */
export const virtualisationProbe: HostProbe<'virtualisation'> = {
  fact: 'virtualisation',
  command: () => sh`
    if [ -d /proc/vz ] && [ ! -d /proc/bc ]; then echo openvz
    elif command -v systemd-detect-virt >/dev/null 2>&1; then systemd-detect-virt
    elif grep -qi microsoft /proc/sys/kernel/osrelease; then echo wsl
    elif [ -e /run/systemd/container ]; then cat /run/systemd/container
    elif tr '\\0' '\\n' </proc/1/environ 2>/dev/null | grep '^container='; then :
    elif [ -e /.dockerenv ]; then echo docker
    elif grep -q '^flags.* hypervisor' /proc/cpuinfo; then echo vm-other
    else echo none
    fi
  `,
  parse: ({ stdout }) => {
    const kind = /^(?:container=)?([a-z0-9-]+)$/m.exec(stdout)?.[1] ?? 'none';
    return { kind, container: CONTAINERS.includes(kind) };
  },
};

/** In systemd-detect-virt's words. */
const CONTAINERS: readonly VirtualisationFact['kind'][] = [
  ...['openvz', 'lxc', 'lxc-libvirt', 'systemd-nspawn', 'docker', 'podman', 'rkt', 'wsl'],
  ...['proot', 'pouch', 'container-other'],
];
