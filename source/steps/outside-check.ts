import { isWithin } from '../address/within.ts';
import { type PublicAddresses, publicAddresses } from '../dns/judge-name.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { AddressesFact } from '../facts/machine.ts';
import { learntAddresses } from '../facts/network/address-updates.ts';
import { WITNESS_FILE, whatIsInTheWay } from '../front/witness.ts';
import type { Goal } from '../goal.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** At home, the public address is the router's own. */
export const FROM_WITHIN =
  'If this computer is in the same network as the server, the router may only refuse a way round from within: a phone without Wi-Fi tells. For everybody else it must pass on ports 80 and 443 to the server ("port forwarding").';

/** Whether the world gets through to the front. Asked from the person's machine, which may be wrong. */
export function outsideCheck(goal: Goal, own?: AddressesFact): Step {
  const { host, install, reachedAt, names, follows, trustNames } = goal;
  const updates = query('addressUpdates', host);
  const addresses: PublicAddresses = publicAddresses(own, reachedAt);
  const token = query('file', host, WITNESS_FILE);
  const byName = names.map((name) => query('witness', '', name));
  const byAddress = [...addresses.v4, ...addresses.v6].map((each) => query('witness', '', each));
  const seen = (facts: Facts, queries: typeof byName) =>
    queries.map((each) => ({ subject: each.subject, looks: facts.get(each) ?? [] }));
  const check = (facts: Facts): Check => {
    const file = facts.get(token);
    if (!file) return lacks('The web server shows nothing yet.');
    const learnt = follows && learntAddresses(facts.get(updates), install);
    const problem = whatIsInTheWay(
      file.sha256,
      seen(facts, byName),
      seen(facts, byAddress),
      learnt || addresses,
    );
    if (problem === undefined) return HOLDS;
    return lacks(isWithin(goal) ? `${problem} ${FROM_WITHIN}` : problem);
  };
  return {
    id: 'outside.check',
    title: 'See from outside that port 80 is open',
    needs: ['front.start', ...(follows && !trustNames ? ['name.record'] : [])],
    sees: [...(follows ? [updates] : []), token, ...byName, ...byAddress],
    check,
    // A record just made, or a web server just started, may need a moment.
    actions: () => [
      { do: 'await', saying: 'port 80 to be open', everySeconds: 1, patienceSeconds: 5 },
    ],
    advisory: true,
  };
}
