import { randomBytes } from 'node:crypto';
import { ExpectedError } from '../../expected-error.ts';
import type { WildcardFact } from '../../facts/names/wildcard.ts';
import { lookUp } from '../dns/look-up.ts';
import { type Ask, askingNameServers } from './ask-name-server.ts';

/** Asks the name servers for a name beside this one that nobody can have made. */
export async function lookAtWildcard(
  name: string,
  signal: AbortSignal,
  ask: Ask = askingNameServers(signal),
): Promise<WildcardFact> {
  const random = `w${randomBytes(8).toString('hex')}`;
  const sibling = [random, ...name.split('.').slice(1)].join('.');
  try {
    return await lookUp(sibling, 'A', signal, ask);
  } catch (error) {
    if (error instanceof ExpectedError) return [];
    throw error;
  }
}
