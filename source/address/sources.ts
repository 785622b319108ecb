import { canonicalAddress, isPublic, isV4 } from '../dns/address.ts';

export type Family = 'v4' | 'v6';

/** Kinds of addresses that a name is to have. */
export type Families = 'ipv4' | 'ipv6' | 'both';

export const FAMILIES: Readonly<Record<Families, readonly Family[]>> = {
  ipv4: ['v4'],
  ipv6: ['v6'],
  both: ['v4', 'v6'],
};

/**
 * Pages that answer with nothing but the address of whoever asks; free, without an account. Behind
 * each stands somebody else, so that two of them are two witnesses.
 */
const SOURCES: Readonly<Record<Family, readonly string[]>> = {
  v4: [
    'https://api.ipify.org/', // https://www.ipify.org
    'https://checkip.amazonaws.com/',
    'https://ipv4.icanhazip.com/', // Cloudflare
    'https://checkipv4.dedyn.io/', // deSEC
  ],
  v6: [
    'https://api6.ipify.org/',
    'https://ipv6.icanhazip.com/',
    'https://checkipv6.dedyn.io/',
    'https://v6.ident.me/', // https://api.ident.me
  ],
};

/** All sources, begun with another one every few minutes: none is asked all the time. */
export function sourcesFor(family: Family, now: Date): readonly string[] {
  const all = SOURCES[family];
  const first = Math.floor(now.getTime() / 300_000) % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

/** The public address of that family that a page tells; undefined where it tells none. */
export function addressIn(body: string, family: Family): string | undefined {
  const address = canonicalAddress(body.trim());
  if (address === undefined || isV4(address) !== (family === 'v4')) return undefined;
  return isPublic(address) ? address : undefined;
}
