import { isPublic, isV4 } from '../../dns/address.ts';
import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { AddressesFact } from '../machine.ts';
import type { HostProbe } from '../probe.ts';

const IP = '--ip';

/** ip(8), or hostname(1) where it is missing. No address at all is an answer too. */
export const addressesProbe: HostProbe<'addresses'> = {
  fact: 'addresses',
  command: () => sh`
    if command -v ip >/dev/null 2>&1; then echo ${IP}; ip -o addr show scope global
    else hostname -I
    fi
  `,
  parse: ({ stdout }) => {
    const [words = '', table] = stdout.split(`${IP}\n`);
    const cards = table === undefined ? [] : readTable(table);
    const found = (
      table === undefined ? words.split(/\s+/) : cards.map(({ address }) => address)
    ).filter(isGlobal);
    const unique = [...new Set(found)];
    const v4 = unique.filter((address) => !address.includes(':'));
    const aliases = v4.filter((address) => !isPublic(address) && isBesidePublic(address, cards));
    return {
      ...{ v4, v6: unique.filter((address) => address.includes(':')) },
      ...(aliases.length > 0 && { aliases }),
    };
  },
};

/** Where the host shows none, that it answers us says more. */
export function addressesFinding({ v4, v6 }: AddressesFact): Finding {
  const all = [...v4, ...v6];
  if (all.length === 0) return unremarkable('It shows no address of its own');
  const text = all.length === 1 ? `Address ${all[0]}` : `Addresses ${all.slice(0, 3).join(', ')}`;
  if (v4.length === 0) {
    return {
      status: 'warning',
      text,
      note: 'IPv6 only: many people cannot reach that',
      advice: ['At your provider, add an IPv4 address to the server, and an A record to the name.'],
    };
  }
  return { status: 'good', text };
}

/** Bridges and tunnels that Docker and the like made: nobody outside knows their addresses. */
const INWARD = /^(lo|docker|br-|veth|virbr|lxcbr|lxdbr|cni|flannel|podman|cali)/;

interface OnCard {
  readonly device: string;
  readonly address: string;
}

/** As DigitalOcean's anchor addresses are, which only lead a reserved address to the droplet. */
function isBesidePublic(address: string, cards: readonly OnCard[]): boolean {
  const { device } = cards.find((each) => each.address === address) ?? {};
  return cards.some(
    (each) => each.device === device && isV4(each.address) && isPublic(each.address),
  );
}

/** `2: eth0    inet 203.0.113.7/20 brd …`, one address a line. */
function readTable(table: string): OnCard[] {
  return table.split('\n').flatMap((line) => {
    const [, device, address, flags] =
      /^\d+:\s+(\S+)\s+inet6?\s+([0-9a-f.:]+)(.*)$/.exec(line) ?? [];
    if (device === undefined || address === undefined) return [];
    return INWARD.test(device) || / deprecated\b/.test(flags ?? '') ? [] : [{ device, address }];
  });
}

/** Not loopback and not link-local (RFC 3927; RFC 4291, 2.5). */
function isGlobal(address: string): boolean {
  return /^[0-9a-f.:]+$/.test(address) && !/^(127\.|169\.254\.|::1$|fe[89ab])/.test(address);
}
