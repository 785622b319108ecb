import { sh } from '../../shell.ts';
import { type Also, type Finding, unremarkable } from '../finding.ts';
import type { VirtualisationFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';

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
    elif [ "$(uname -r | sed 's/.*-//')" = pve ] && ! command -v pveversion >/dev/null 2>&1; then echo lxc
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

/** A container has no kernel of its own: what Docker may do there, the machine around it decides. */
export function virtualisationFinding(
  { kind, container }: VirtualisationFact,
  also: Also,
): Finding {
  if (kind === 'none') return unremarkable('A machine of its own');
  if (!container) return unremarkable('A virtual machine', kind);
  const running = also('docker')?.running ?? false;
  if (kind === 'openvz' && !running) {
    return {
      status: 'stops',
      text: 'It is an OpenVZ container',
      note: 'it shares a kernel on which Docker does not run',
      advice: [
        'At your provider, change to a server with a kernel of its own ("KVM"), and run setup-server there.',
      ],
    };
  }
  if (kind === 'wsl') {
    return {
      status: 'warning',
      text: 'It is a Linux inside Windows (WSL)',
      note: 'it is on only while Windows is, and hard to reach from outside',
      advice: ['For a website that others use, take a server that is always on.'],
      aside: true,
    };
  }
  return {
    status: 'warning',
    text: `It is a container (${kind}), not a machine`,
    note: running ? 'Docker runs in it all the same' : 'Docker may not be allowed to run in it',
    advice: [
      'If Docker does not start, whoever runs the machine around it must allow containers inside: with Proxmox, `pct set NUMBER --features nesting=1,keyctl=1`.',
      'Or take a virtual machine instead.',
    ],
    aside: true,
  };
}
