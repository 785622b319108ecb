import { sh } from '../../shell.ts';
import { freePools } from '../docker/address-pools.ts';
import { type Also, type Finding, unremarkable } from '../finding.ts';
import type { RoutesFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';
import { readAddress } from './socket-table.ts';

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

function bitsOf(mask: string): number {
  return [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
}

export function routesFinding({ v4, v6, networks }: RoutesFact, also: Also): Finding {
  if (!v4 && !v6) {
    return {
      status: 'warning',
      text: 'The server has no way out to the internet',
      note: 'nothing can be downloaded there',
      advice: [
        'Ask whoever runs the network for a gateway, or for a proxy that the server may use.',
      ],
    };
  }
  if (!v4) {
    return {
      status: 'warning',
      text: 'It reaches the internet over IPv6 only',
      note: 'some places that programs come from are not there',
      advice: [
        'If a download fails, add an IPv4 address at your provider, or NAT64 in the network.',
      ],
      aside: true,
    };
  }
  const [address] = also('addresses')?.v6 ?? [];
  if (!v6 && address !== undefined) {
    return {
      status: 'warning',
      text: 'Its IPv6 address leads nowhere',
      note: `${address} has no way out; take it out of the DNS`,
      advice: [
        'Remove the AAAA record of the name, so that nobody is sent there.',
        "Or let your provider's documentation tell which IPv6 gateway belongs into the server's settings.",
      ],
      aside: true,
    };
  }
  if (freePools(networks).length === 0 && !hasOwnPools(also)) {
    return {
      status: 'warning',
      text: 'Its networks leave none for Docker',
      note: `${networks.slice(0, 3).join(', ')} overlap those that Docker takes`,
      advice: [
        'Find a network that nobody around uses, and write it into /etc/docker/daemon.json: "default-address-pools": [{"base": "10.213.0.0/16", "size": 24}]',
      ],
    };
  }
  return unremarkable(`Ways out over ${v6 ? 'IPv4 and IPv6' : 'IPv4'}`);
}

function hasOwnPools(also: Also): boolean {
  return also('daemonConfig')?.value?.['default-address-pools'] !== undefined;
}
