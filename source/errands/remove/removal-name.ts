import type { Action } from '../../action.ts';
import { publicAddresses } from '../../dns/judge-name.ts';
import { type AccountGoal, providerOf } from '../../dns/providers/chosen.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Goal } from '../../goal.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';

/** Only records that lead here: whoever set them to another server keeps them. */
export function nameRemove({ host, reachedAt, names, dns }: Goal, account: AccountGoal): Step {
  const addresses = query('addresses', host);
  const lookups = names.map((name) => query('name', '', name));
  const leadingHere = (facts: Facts) => {
    const own = publicAddresses(facts.get(addresses), reachedAt);
    const all = new Set([...own.v4, ...own.v6]);
    return lookups.flatMap((lookup) => {
      const { a = [], aaaa = [] } = facts.get(lookup) ?? {};
      const found = [...a, ...aaaa];
      return found.length > 0 && found.every((each) => all.has(each)) ? [lookup.subject] : [];
    });
  };
  return {
    id: 'name.remove',
    title: `Remove the records of ${names.join(' and ')} at ${providerOf(account.provider).label}`,
    because: () => 'Records that lead to another server stay.',
    needs: ['app.remove'],
    sees: [addresses, ...lookups],
    check: (facts) => {
      const left = leadingHere(facts);
      return left.length === 0 ? HOLDS : lacks(`${left.join(' and ')} still leads to this server.`);
    },
    actions: (facts) => [
      ...leadingHere(facts).map(
        (name): Action => ({
          ...{ do: 'records', ...(dns ?? account), name, ttl: 60 },
          addresses: { v4: [], v6: [] },
        }),
      ),
      {
        do: 'await',
        saying: 'all name servers to have forgotten it',
        ...{ everySeconds: 3, patienceSeconds: 1800 },
      },
    ],
    remedies: ['Remove the records by hand, where the name is managed.'],
    overridable: 'Go on; the records stay until you remove them.',
  };
}
