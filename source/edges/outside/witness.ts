import { isIP } from 'node:net';
import { canonicalAddress } from '../../dns/address.ts';
import type { WitnessFact } from '../../facts/outside.ts';
import { WITNESS_PATH } from '../../front/witness.ts';
import { lookAtAddress, lookAtChallenge } from '../acme/look-at-challenge.ts';

/**
 * Asks for the front's token on port 80 as the world, and a certificate authority, would: at every address that the authoritative
 * servers give for a name, over IPv4 and IPv6 each, or at the one address that is given.
 */
export async function lookAsWitness(subject: string, signal: AbortSignal): Promise<WitnessFact> {
  const address = canonicalAddress(subject);
  if (address === undefined) return await lookAtChallenge(urlAt(subject), signal);
  const host = isIP(address) === 6 ? `[${address}]` : address;
  return [await lookAtAddress(urlAt(host), address, signal)];
}

function urlAt(host: string): URL {
  return new URL(`http://${host}${WITNESS_PATH}`);
}
