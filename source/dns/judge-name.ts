import type { AddressesFact } from '../facts/machine.ts';
import type { NameFact } from '../facts/outside.ts';
import { canonicalAddress, isPublic, isV4 } from './address.ts';
import { inFrontOf } from './content-network.ts';
import { isStarred } from './hostname.ts';
import { relativeName } from './relative-name.ts';

/** The addresses at which a name may reach a host. Both empty: we can't know them. */
export interface PublicAddresses {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}

/** A record as it is typed in where the name is managed. */
export interface DnsRecord {
  readonly type: 'A' | 'AAAA';
  /** The whole name: `study.example.org`. */
  readonly name: string;
  /** The name as most providers want it, relative to the zone: `study`, `@` for the zone itself. */
  readonly relative: string;
  readonly value: string;
  /** The site works without it. */
  readonly optional?: true;
}

export type NameJudgement =
  | { readonly points: true }
  | {
      readonly points: false;
      /** One or two sentences. */
      readonly why: string;
      readonly create: readonly DnsRecord[];
      readonly remove: readonly DnsRecord[];
    };

export interface NamedFact {
  readonly name: string;
  readonly fact: NameFact;
}

/**
 * Where the world reaches a host: its own public addresses, and the one by which we reach it
 * ourselves (behind NAT or a floating address the host does not know it). `connectedTo` is what
 * stands in the SSH target; a name or an alias there tells nothing. A host that has private
 * addresses only and is reached by one of them is taken to serve its own network.
 */
export function publicAddresses(
  addresses: AddressesFact | undefined,
  connectedTo: string,
): PublicAddresses {
  const own = [...(addresses?.v4 ?? []), ...(addresses?.v6 ?? [])];
  const target = canonicalAddress(connectedTo);
  const all = [...(target === undefined ? [] : [target]), ...own]
    .map((address) => canonicalAddress(address))
    .filter((address) => address !== undefined);
  const open = [...new Set(all)].filter(isPublic);
  const known = open.length > 0 || target === undefined ? open : [target];
  return { v4: known.filter(isV4), v6: known.filter((address) => !isV4(address)) };
}

/** Whether a name leads to a host, and if not, which records would make it so. */
export function judgeName(name: string, fact: NameFact, host: PublicAddresses): NameJudgement {
  if (fact.problem !== null) return judged(`${name} could not be looked up: ${fact.problem}`);
  const found = { v4: canonical(fact.a), v6: canonical(fact.aaaa) };
  // Where all other names of a domain lead is none of our business, once they lead somewhere.
  if (isStarred(name) && found.v4.length + found.v6.length > 0) return { points: true };
  if (host.v4.length === 0 && host.v6.length === 0) return judged(unknownHost(name, found));
  const front = inFrontOf([...found.v4, ...found.v6]);
  if (front !== null && without([...found.v4, ...found.v6], [...host.v4, ...host.v6]).length > 0)
    return judged(behind(name, front, found));
  const missingDomain = unknownDomain(name, fact);
  if (missingDomain !== undefined) return judged(missingDomain);
  const record = recorder(name, fact.zone);
  const remove = [
    ...without(found.v4, host.v4).map((value) => record('A', value)),
    ...without(found.v6, host.v6).map((value) => record('AAAA', value)),
  ];
  // One family is enough; where the host has both, visitors without IPv6 need the A record.
  const missing = host.v4.length > 0 ? found.v4.length === 0 : found.v6.length === 0;
  const astray = remove.length > 0;
  if (!missing && !astray) {
    return fact.agreed
      ? { points: true }
      : judged(`${name} is right, but not all of its name servers say so yet.`);
  }
  const create = [
    ...host.v4.slice(0, 1).map((value) => record('A', value)),
    ...host.v6.slice(0, 1).map((value) => record('AAAA', value, host.v4.length > 0)),
  ].filter(({ type, value }) => !(type === 'A' ? found.v4 : found.v6).includes(value));
  const needed = create.filter(({ type }) => missing || remove.some((each) => each.type === type));
  return { points: false, why: sentence(name, found, remove), create: needed, remove };
}

/** The same for several names at once: all must lead to the host. */
export function judgeNames(names: readonly NamedFact[], host: PublicAddresses): NameJudgement {
  const wrong = names
    .map(({ name, fact }) => judgeName(name, fact, host))
    .filter((judgement) => !judgement.points);
  if (wrong.length === 0 && names.length > 0) return { points: true };
  return {
    points: false,
    why: wrong.map(({ why }) => why).join(' ') || 'The name has not been looked up yet.',
    create: wrong.flatMap(({ create }) => create),
    remove: wrong.flatMap(({ remove }) => remove),
  };
}

function judged(why: string): NameJudgement {
  return { points: false, why, create: [], remove: [] };
}

function sentence(name: string, found: PublicAddresses, astray: readonly DnsRecord[]): string {
  const all = [...found.v4, ...found.v6];
  if (all.length === 0) return `${name} has no address yet.`;
  if (astray.length === 0) return `${name} has no address that everybody can use (type A).`;
  const wrong = astray.map(({ value }) => value).join(' and ');
  return astray.length === all.length
    ? `${name} leads to ${wrong}, which is not this server.`
    : `${name} leads to this server, but also to ${wrong}, which is not this server.`;
}

/** The records that lead through such a network are not those that its customer types in. */
function behind(name: string, front: string, { v4, v6 }: PublicAddresses): string {
  const off =
    front === 'Cloudflare'
      ? 'At Cloudflare, switch "Proxy status" off for it (DNS only, a grey cloud)'
      : 'Let it lead to this server itself';
  return `${name} leads to ${front} (${[...v4, ...v6][0]}), which stands in front of websites; whether it passes visitors on to this server can't be seen. ${off} until the certificate is there.`;
}

/** Where domains are sold one level further down; those of a single word need no list. */
const REGISTRIES = [
  ...['co.uk', 'org.uk', 'ac.uk', 'me.uk', 'com.au', 'org.au', 'edu.au', 'net.au', 'co.nz'],
  ...['ac.nz', 'org.nz', 'co.jp', 'ac.jp', 'or.jp', 'com.br', 'org.br', 'co.in', 'ac.in'],
  ...['co.za', 'ac.za', 'org.za', 'com.tr', 'edu.tr', 'ac.at', 'co.at', 'co.kr', 'ac.kr'],
];

/** The domain's own registry knows nothing of it: never bought, or switched off. */
function unknownDomain(name: string, fact: NameFact): string | undefined {
  const { zone, a, aaaa, secondHand } = fact;
  // A resolver that was asked in their place may only have been slow.
  if (zone === '' || secondHand || a.length + aaaa.length > 0) return undefined;
  const registry = !zone.includes('.') || REGISTRIES.includes(zone);
  if (!registry || !name.endsWith(`.${zone}`)) return undefined;
  const domain = name
    .split('.')
    .slice(-zone.split('.').length - 1)
    .join('.');
  return `There is no domain ${domain}: the name servers of .${zone} do not know it. Check it for a typing mistake. If it is yours, it was switched off: ask the company where it was bought.`;
}

function unknownHost(name: string, found: PublicAddresses): string {
  const all = [...found.v4, ...found.v6];
  const leads = all.length === 0 ? 'has no address yet' : `leads to ${all.join(' and ')}`;
  return `${name} ${leads}. The server knows only a private address of its own, so it can't tell which public one is right.`;
}

function recorder(name: string, zone: string) {
  const relative = relativeName(name, zone);
  return (type: DnsRecord['type'], value: string, optional = false): DnsRecord => ({
    type,
    name,
    relative,
    value,
    ...(optional ? { optional: true } : {}),
  });
}

function canonical(addresses: readonly string[]): string[] {
  return addresses.map((address) => canonicalAddress(address) ?? address);
}

function without(addresses: readonly string[], known: readonly string[]): string[] {
  return addresses.filter((address) => !known.includes(address));
}
