import { ExpectedError } from '../../expected-error.ts';
import { type Ask, askingNameServers, type DnsAnswer } from '../outside/ask-name-server.ts';
import { findZone, type Zone } from '../outside/find-zone.ts';

/** The TXT records of a name as its authoritative servers have them. */
export interface TextLook {
  /** Where the texts stand: the name itself, or where its aliases (CNAME) lead. */
  readonly at: string;
  /** The zone that must be edited; '' where it could not be found. */
  readonly zone: string;
  /** Each server's address with its texts, null where it gave no answer. Empty: none can be asked from here. */
  readonly servers: readonly {
    readonly address: string;
    readonly texts: readonly string[] | null;
  }[];
}

/** How far a chain of aliases is followed. */
const ALIASES = 8;

/**
 * Asks every authoritative server, over IPv4 and IPv6, and never the system's resolver about the
 * name itself: that would remember that there is nothing yet (RFC 2308). Aliases are followed to
 * the zone that is edited, as a CA does (RFC 8555, 8.4). Throws `acme.aliases` where they end nowhere.
 */
export async function lookAtText(
  name: string,
  signal: AbortSignal,
  ask: Ask = askingNameServers(signal),
): Promise<TextLook> {
  let at = name;
  for (let aliases = 0; aliases <= ALIASES; aliases += 1) {
    const alias = await aliasOf(at, ask);
    if (alias === undefined) {
      const zone = await zoneHolding(at, ask);
      if (zone === null) return { at, zone: '', servers: [] };
      return { at, zone: zone.name, servers: await textsAt(at, zone, ask) };
    }
    at = alias;
  }
  throw new ExpectedError({
    code: 'acme.aliases',
    what: `${name} is an alias (CNAME) that leads from alias to alias without an end.`,
    next: ['Remove or correct its CNAME record, then check again.'],
  });
}

/** Whether every server that answers shows the text. False where none answers. */
export function showEverywhere({ servers }: TextLook, value: string): boolean {
  const answers = servers.flatMap(({ texts }) => (texts === null ? [] : [texts]));
  return answers.length > 0 && answers.every((texts) => texts.includes(value));
}

async function textsAt(at: string, zone: Zone, ask: Ask): Promise<TextLook['servers']> {
  return await Promise.all(
    zone.addresses.map(async (address) => {
      const told = await ask(address, at, 'TXT');
      return { address, texts: told.is === 'failed' ? null : valuesOf(told) };
    }),
  );
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

function valuesOf(told: DnsAnswer): readonly string[] {
  return told.is === 'found' ? told.values : [];
}
