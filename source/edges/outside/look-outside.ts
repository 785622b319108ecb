import type { Query, Sighting } from '../../facts/facts.ts';
import { caaSubject } from '../../facts/names/caa.ts';
import type { NameFact } from '../../facts/outside.ts';
import { lookAtAuthority } from '../acme/look-at-authority.ts';
import { servedSerial } from '../renewal/served-serial.ts';
import { lookAtDnssec } from './dnssec.ts';
import { lookAtDoors } from './doors.ts';
import { lookAtLibrary } from './experiment-library.ts';
import { lookAtCaa } from './look-at-caa.ts';
import { lookAtName } from './name.ts';
import { lookAtOwnAddress } from './own-address.ts';
import { lookAtRegistration } from './registration.ts';
import { lookAtWebsite } from './website.ts';
import { lookAtWildcard } from './wildcard.ts';
import { lookAsWitness } from './witness.ts';

/** One look from the person's own machine at the outside world: the facts that have no host. */
export async function lookOutside(query: Query, signal: AbortSignal): Promise<Sighting> {
  if (query.fact === 'name')
    return { query, value: timed(await lookAtName(query.subject, signal)) };
  if (query.fact === 'website') return { query, value: await lookAtWebsite(query.subject, signal) };
  if (query.fact === 'served') {
    const [name = '', port = ''] = query.subject.split(' ');
    return { query, value: await servedSerial({ host: name, port: Number(port), name }) };
  }
  if (query.fact === 'doors') return { query, value: await lookAtDoors(query.subject, signal) };
  if (query.fact === 'witness') return { query, value: await lookAsWitness(query.subject, signal) };
  if (query.fact === 'authority')
    return { query, value: await lookAtAuthority(query.subject, signal) };
  if (query.fact === 'dnssec') return { query, value: await lookAtDnssec(query.subject, signal) };
  if (query.fact === 'caa')
    return { query, value: await lookAtCaa(caaSubject(query.subject).name, signal) };
  if (query.fact === 'wildcard')
    return { query, value: await lookAtWildcard(query.subject, signal) };
  if (query.fact === 'registration')
    return { query, value: await lookAtRegistration(query.subject, signal) };
  if (query.fact === 'ownAddress') return { query, value: await lookAtOwnAddress(signal) };
  if (query.fact === 'experimentLibrary') return { query, value: await lookAtLibrary(signal) };
  throw new TypeError(`The fact ${query.fact} cannot be seen from outside.`);
}

/** In clock terms, as of now. */
function timed(fact: NameFact): NameFact {
  const { negativeSeconds } = fact;
  if (negativeSeconds === undefined) return fact;
  const until = new Date(Date.now() + negativeSeconds * 1000);
  return { ...fact, absentUntil: until.toISOString() };
}
