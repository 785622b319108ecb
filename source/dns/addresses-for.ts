import type { NameFact } from '../facts/outside.ts';
import { canonicalAddress } from './address.ts';
import type { PublicAddresses } from './judge-name.ts';

/**
 * The addresses that a name is to have where its records are ours to set; what is right stays. Where
 * the host can be reached by IPv4 it gets no record for IPv6 from us: certificate authorities ask
 * there first, and whether it works can't be seen from a computer without IPv6. Both empty where we
 * don't know how the world reaches the host.
 */
export function addressesFor(
  fact: Pick<NameFact, 'a' | 'aaaa'> | undefined,
  host: PublicAddresses,
): PublicAddresses {
  const right = (found: readonly string[] = [], known: readonly string[]) =>
    found
      .map((address) => canonicalAddress(address) ?? address)
      .filter((address) => known.includes(address));
  const v4 = right(fact?.a, host.v4);
  const v6 = right(fact?.aaaa, host.v6);
  return {
    v4: v4.length > 0 ? v4 : host.v4.slice(0, 1),
    v6: v6.length > 0 || host.v4.length > 0 ? v6 : host.v6.slice(0, 1),
  };
}
