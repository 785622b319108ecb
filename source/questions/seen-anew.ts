import type { Answers } from '../answers/answers.ts';
import { isAboutDns } from '../dns/providers/remembered.ts';
import type { Facts } from '../facts/facts.ts';
import { isAboutRegistry } from './registry-login.ts';

/** Without what must be looked at anew once these answers are given: it was seen with others. */
export function withoutOutdated(facts: Facts, given: Answers): Facts {
  const ids = Object.keys(given);
  const rest = ids.some(isAboutDns) ? facts.withoutFact('dnsAccount') : facts;
  const manifests = ids.some(isAboutRegistry) ? rest.withoutFact('manifest') : rest;
  // What opens a store is among the app's own settings.
  const known = ids.some((id) => id.startsWith('settings.'))
    ? manifests.withoutFact('store')
    : manifests;
  // Given once more, a path on the person's computer means: look again.
  const again = known
    .sightings()
    .some(({ query }) => query.fact === 'ownImage' && Object.values(given).includes(query.subject));
  return again ? known.withoutFact('ownImage') : known;
}
