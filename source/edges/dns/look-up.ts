import type { RecordType } from '../../dns/providers/edges.ts';
import { type Ask, askingNameServers } from '../outside/ask-name-server.ts';
import { findZone } from '../outside/find-zone.ts';
import { unreachable } from './http.ts';

/**
 * A record's values as the first of its zone's own servers that answers has them; empty where there
 * are none. Resolvers on the way are not asked: they remember what was, and that there was nothing.
 */
export async function lookUp(
  name: string,
  type: RecordType,
  signal: AbortSignal,
  ask: Ask = askingNameServers(signal),
): Promise<string[]> {
  const { zone, blocked } = await findZone(name, ask);
  if (zone === null) throw unreachable('The DNS', `No name server for ${name} could be found.`);
  let code = '';
  for (const server of blocked ? [null] : zone.addresses) {
    const told = await ask(server, name, type);
    if (told.is === 'found') return [...told.values];
    if (told.is !== 'failed') return [];
    code = told.code;
  }
  throw unreachable('The DNS', `No name server of ${zone.name} gave an answer (${code}).`);
}
