import type { Answers } from '../answers/answers.ts';
import { EC2_KEY_ID, EC2_PROFILE, EC2_SECRET } from '../clouds/ec2/answers.ts';
import { opensAccount } from '../clouds/provider/provider.ts';
import { isAboutDns } from '../dns/providers/remembered.ts';
import type { FactName, Facts } from '../facts/facts.ts';
import { COPY_KEY } from './own-copy.ts';
import { isAboutRegistry } from './registry-login.ts';

/** What is looked at by a path that was typed. */
const FILES = ['ownImage', 'ownEnvFile', 'ownCopy'] as const;

/** Without what must be looked at anew once these answers are given: it was seen with others. */
export function withoutOutdated(facts: Facts, given: Answers): Facts {
  const ids = Object.keys(given);
  const rest = ids.some(isAboutDns) ? facts.withoutFact('dnsAccount') : facts;
  const manifests = ids.some(isAboutRegistry)
    ? rest.withoutFact('manifest').withoutFact('tags')
    : rest;
  // What opens a store is among the app's own settings.
  const known = ids.some((id) => id.startsWith('settings.'))
    ? manifests.withoutFact('store')
    : manifests;
  const opened = ids.includes(COPY_KEY) ? known.withoutFact('ownCopy') : known;
  const clouds = credentialFacts(ids).reduce((seen, fact) => seen.withoutFact(fact), opened);
  // Given once more, a path on the person's computer means: look again.
  return FILES.reduce((seen, fact) => {
    const again = seen
      .sightings()
      .some(({ query }) => query.fact === fact && Object.values(given).includes(query.subject));
    return again ? seen.withoutFact(fact) : seen;
  }, clouds);
}

/** What is seen by credentials that are given now. */
function credentialFacts(ids: readonly string[]): readonly FactName[] {
  return [
    ...(ids.some(opensAccount)
      ? ([
          ...(['providerAccount', 'providerMachine', 'providerHost'] as const),
          ...(['providerBetween', 'providerBalancer', 'providerBalancers'] as const),
        ] as const)
      : []),
    ...([EC2_KEY_ID, EC2_SECRET, EC2_PROFILE].some((id) => ids.includes(id))
      ? ([
          'ec2Account',
          'ec2Machine',
          'ec2Host',
          'ec2Behind',
          'ec2Balancer',
          'ec2Entrance',
        ] as const)
      : []),
  ];
}
