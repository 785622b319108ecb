import type { Ask, DnsAnswer } from './ask-name-server.ts';

/** A zone and the servers that speak for it. */
export interface Zone {
  readonly name: string;
  readonly servers: readonly string[];
  readonly addresses: readonly string[];
}

export interface FoundZone {
  /** Null where not even the top of the name could be found. */
  readonly zone: Zone | null;
  /** No name server on the way could be asked directly: something blocks DNS from here. */
  readonly blocked: boolean;
}

/**
 * The zone that holds a name, or that would hold it. Goes down from the top, and asks each zone's
 * own servers whether the next name is there before the resolver may hear of it: a resolver that
 * was asked for a name too early remembers for minutes to hours that there is none (RFC 2308).
 */
export async function findZone(name: string, ask: Ask): Promise<FoundZone> {
  const labels = name.split('.');
  let zone: Zone | null = null;
  let blocked = false;
  for (let from = labels.length - 1; from >= 0; from -= 1) {
    const child = labels.slice(from).join('.');
    if (zone !== null && !blocked) {
      const told = await askAnyOf(zone.addresses, child, ask);
      if (told.is === 'no-such-name') break;
      blocked = told.is === 'failed' && isSilence(told.code);
      // Where its own servers can't say that the name is there, the resolver must not hear of it.
      if (told.is === 'failed' && from === 0) break;
    } else if (blocked && from === 0) break;
    zone = (await delegated(child, ask)) ?? zone;
  }
  return { zone, blocked };
}

/** Nobody answered, as opposed to an answer that is an error. */
export function isSilence(code: string): boolean {
  return code !== 'ESERVFAIL' && code !== 'EREFUSED' && code !== 'ENOTIMP' && code !== 'EFORMERR';
}

async function delegated(name: string, ask: Ask): Promise<Zone | null> {
  const told = await ask(null, name, 'NS');
  if (told.is !== 'found') return null;
  const servers = told.values.map((server) => server.toLowerCase()).sort();
  const lists = await Promise.all(
    servers.flatMap((server) => [valuesOf(server, 'A', ask), valuesOf(server, 'AAAA', ask)]),
  );
  return { name, servers, addresses: [...new Set(lists.flat())] };
}

async function valuesOf(name: string, type: 'A' | 'AAAA', ask: Ask): Promise<readonly string[]> {
  const told = await ask(null, name, type);
  return told.is === 'found' ? told.values : [];
}

/** The first answer of three of a zone's servers; a failure only where all of them fail. */
function askAnyOf(addresses: readonly string[], name: string, ask: Ask): Promise<DnsAnswer> {
  const asked = addresses.slice(0, 3);
  if (asked.length === 0) return Promise.resolve({ is: 'failed', code: 'ENOTFOUND' });
  return new Promise((resolve, reject) => {
    let waiting = asked.length;
    const take = (told: DnsAnswer) => {
      waiting -= 1;
      if (told.is !== 'failed' || waiting === 0) resolve(told);
    };
    for (const address of asked) ask(address, name, 'SOA').then(take, reject);
  });
}
