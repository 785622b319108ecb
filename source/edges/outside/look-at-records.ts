import { ExpectedError } from '../../expected-error.ts';
import type { Ask, DnsAnswer, RecordType } from './ask-name-server.ts';
import { findZone, type Zone } from './find-zone.ts';

/** The records of one type at a name, as its authoritative servers have them. */
export interface RecordsLook {
  /** Where they stand: the name itself, or where its aliases (CNAME) lead. */
  readonly at: string;
  /** The zone that holds them; '' where it could not be found. */
  readonly zone: string;
  /** Each server's address with its answer. Empty: none can be asked from here. */
  readonly servers: readonly { readonly address: string; readonly told: DnsAnswer }[];
}

/** How far a chain of aliases is followed. */
const ALIASES = 8;

/**
 * Asks every authoritative server, over IPv4 and IPv6, and never the system's resolver about the
 * name itself: that would remember that there is nothing yet (RFC 2308). Aliases are followed as a
 * CA does. Throws `dns.aliases` where they end nowhere.
 */
export async function lookAtRecords(
  name: string,
  type: Exclude<RecordType, 'CNAME'>,
  ask: Ask,
): Promise<RecordsLook> {
  let at = name;
  for (let aliases = 0; aliases <= ALIASES; aliases += 1) {
    const alias = await aliasOf(at, ask);
    if (alias === undefined) {
      const zone = await zoneHolding(at, ask);
      if (zone === null) return { at, zone: '', servers: [] };
      const asked = zone.addresses.map(async (address) => ({
        address,
        told: await ask(address, at, type),
      }));
      return { at, zone: zone.name, servers: await Promise.all(asked) };
    }
    at = alias;
  }
  throw new ExpectedError({
    code: 'dns.aliases',
    what: `${name} is an alias (CNAME) that leads from alias to alias without an end.`,
    next: ['Remove or correct its CNAME record, then check again.'],
  });
}

/**
 * Only the servers of the zone above are asked: of a resolver, any question about an alias is one
 * about its target, too.
 */
async function aliasOf(name: string, ask: Ask): Promise<string | undefined> {
  const zone = await zoneHolding(above(name), ask);
  const addresses = zone?.addresses ?? [];
  const answers = await Promise.all(addresses.map((server) => ask(server, name, 'CNAME')));
  return answers.flatMap(valuesOf)[0]?.toLowerCase();
}

function above(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/**
 * A resolver that is asked for the NS of an alias tells those of its target. The target's servers
 * know nothing of the alias itself, so the zone above it is the right one then.
 */
async function zoneHolding(name: string, ask: Ask): Promise<Zone | null> {
  for (let below = name; ; ) {
    const { zone, blocked } = await findZone(below, ask);
    if (zone === null || blocked) return null;
    const answers = await Promise.all(zone.addresses.map((each) => ask(each, zone.name, 'SOA')));
    if (answers.some(({ is }) => is === 'found')) return zone;
    if (!zone.name.includes('.')) return null;
    below = above(zone.name);
  }
}

export function valuesOf(told: DnsAnswer): readonly string[] {
  return told.is === 'found' ? told.values : [];
}
