import { sh } from '../shell.ts';
import type { HostProbe } from './probe.ts';

const V6 = '--v6';

/** The kernel's own tables (proc(5)), which are there without any program. */
export const routesProbe: HostProbe<'routes'> = {
  fact: 'routes',
  command: () => sh`cat /proc/net/route; echo ${V6}; cat /proc/net/ipv6_route; :`,
  parse: ({ stdout }) => {
    const [v4 = '', v6 = ''] = stdout.split(`${V6}\n`);
    const routes = v4.split('\n').flatMap(readRoute);
    const wide = routes.filter(({ network }) => /\/[01]$/.test(network));
    const networks = routes.filter((each) => !wide.includes(each) && !DOCKERS.test(each.device));
    return {
      v4: wide.length > 0,
      v6: v6.split('\n').some(isWayOut),
      networks: [...new Set(networks.map(({ network }) => network))],
    };
  },
};

/** Docker's bridges, and its Swarm's; other networks of Docker's own are named `br-` and twelve digits. */
const DOCKERS = /^(docker\d+|docker_gwbridge|br-[0-9a-f]{12}|veth\w+)$/;
const UP = 0x1;
const REJECT = 0x200;

interface Route {
  readonly device: string;
  readonly network: string;
}

/** `eth0 000200C0 00000000 0001 0 0 0 00FFFFFF …`: addresses with their bytes turned round. */
function readRoute(line: string): Route[] {
  const [device = '', destination = '', , flags = '', , , , mask = ''] = line.split(/\s+/);
  if (!/^[0-9A-F]{8}$/.test(destination) || !(Number.parseInt(flags, 16) & UP)) return [];
  if (device === '*' || Number.parseInt(flags, 16) & REJECT) return [];
  return [{ device, network: `${readAddress(destination)}/${bitsOf(mask)}` }];
}

/** `00…0 00 … GATEWAY METRIC REF USE FLAGS DEVICE`, and not the one that refuses everything. */
function isWayOut(line: string): boolean {
  const [destination, length, , , , , , , flags = '', device] = line.split(/\s+/);
  if (destination !== '0'.repeat(32) || length !== '00' || device === 'lo') return false;
  const bits = Number.parseInt(flags, 16);
  return (bits & UP) !== 0 && (bits & REJECT) === 0;
}

function readAddress(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).reverse();
  return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
}

function bitsOf(mask: string): number {
  return [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
}
