import { type PublicAddresses, publicAddresses } from '../dns/judge-name.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { AddressesFact } from '../facts/machine.ts';
import { WITNESS_FILE, whatIsInTheWay } from '../front/witness.ts';
import type { Goal } from '../goal.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** Whether the world gets through to the front. Asked from the person's machine, which may be wrong. */
export function outsideCheck({ host, reachedAt, names }: Goal, own?: AddressesFact): Step {
  const addresses: PublicAddresses = publicAddresses(own, reachedAt);
  const token = query('file', host, WITNESS_FILE);
  const byName = names.map((name) => query('witness', '', name));
  const byAddress = [...addresses.v4, ...addresses.v6].map((each) => query('witness', '', each));
  const seen = (facts: Facts, queries: typeof byName) =>
    queries.map((each) => ({ subject: each.subject, looks: facts.get(each) ?? [] }));
  const check = (facts: Facts): Check => {
    const file = facts.get(token);
    if (!file) return lacks('The web server shows nothing yet.');
    const problem = whatIsInTheWay(
      file.sha256,
      seen(facts, byName),
      seen(facts, byAddress),
      addresses,
    );
    return problem === undefined ? HOLDS : lacks(problem);
  };
  return {
    id: 'outside.check',
    title: 'See from outside that port 80 is open',
    needs: ['front.start'],
    sees: [token, ...byName, ...byAddress],
    check,
    // A record just made, or a web server just started, may need a moment.
    actions: () => [
      { do: 'await', saying: 'port 80 to be open', everySeconds: 1, patienceSeconds: 5 },
    ],
    advisory: true,
  };
}
