import { isStarred } from '../dns/hostname.ts';
import { publicAddresses } from '../dns/judge-name.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { reachedAt } from '../hosts/index.ts';
import { onlyThose } from '../plan.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import type { ClusterNode } from './cluster.ts';

/** Visitors come to the first server by the name. */
export const LED_HERE = 'swarm.led';

/**
 * Where a name leads to others alone, nobody comes to the first server once they are gone: that is mended before.
 * What stands in front of all of them has other addresses than theirs, and is left alone.
 */
export function nameLedHere(
  { host, names, reachedAt: connectedTo }: Goal,
  grown: Goal,
  first: ClusterNode,
  whole: readonly Step[],
): readonly Step[] {
  const others = (grown.cluster?.others ?? []).map(reachedAt);
  const addresses = query('addresses', host);
  const lookups = names.filter((name) => !isStarred(name)).map((name) => query('name', '', name));
  const astray = (facts: Facts) => {
    const { v4, v6 } = publicAddresses(facts.get(addresses), connectedTo);
    return lookups.flatMap((lookup) => {
      const { a = [], aaaa = [] } = facts.get(lookup) ?? {};
      const led = [...a, ...aaaa];
      const there = led.filter((each) => others.includes(each));
      const here = led.some((each) => v4.includes(each) || v6.includes(each));
      if (here || there.length === 0) return [];
      return [`${lookup.subject} leads to ${there.join(' and ')}, and not to ${first.name}.`];
    });
  };
  return onlyThose(whole, ['name.record']).map((step) => ({
    ...step,
    id: LED_HERE,
    title: `See that ${names[0]} leads to ${first.name}`,
    because: () => 'The others answer nobody once they have left the cluster.',
    needs: ['site.open'],
    sees: [...step.sees, addresses, ...lookups],
    check: (facts) => {
      const [wrong] = astray(facts);
      return wrong === undefined ? HOLDS : lacks(wrong);
    },
    overridable: 'Go on without waiting. Nobody is answered until the name leads there.',
  }));
}
