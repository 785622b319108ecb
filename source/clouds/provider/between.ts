import type { Facts } from '../../facts/facts.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';
import { betweenName } from '../firewall-rules.ts';
import { forgotten, shown } from '../shown.ts';
import {
  betweenQuery,
  machineQuery,
  type Provider,
  type ProviderCall,
  type ProviderHost,
} from './provider.ts';
import { callingAt } from './steps.ts';

interface First extends ProviderHost {
  /** As the person named it. */
  readonly label: string;
}

/** A firewall of their own, beside the one that each has: it lets in the others, and nobody else. */
export function providerBetween(
  provider: Provider,
  called: string,
  names: readonly string[],
  first: First,
): readonly Step[] {
  const { id, label } = provider;
  const name = betweenName(called);
  const seen = betweenQuery(id, name);
  const call = callingAt(provider);
  const made = (facts: Facts) =>
    names.flatMap((each) => facts.get(machineQuery(id, each))?.machine ?? []);
  const rulesIn = (facts: Facts) => {
    const all = [first, ...made(facts)].map((each) => ({ id: each.id, ip: each.ip ?? '' }));
    return all.flatMap(provider.between);
  };
  // A firewall of ours would shut whatever only the person's own one lets in, or none keeps out.
  const isOurs = first.guarded;
  const members = (facts: Facts) => [
    ...made(facts).map((each) => each.id),
    ...(isOurs ? [first.id] : []),
  ];
  const outside = (facts: Facts) => {
    const guards = facts.get(seen)?.guards ?? [];
    return members(facts).filter((each) => !guards.includes(each));
  };
  return [
    {
      id: `${id}.between`,
      title: 'Open the ports of a cluster from each server to the others, and to nobody else',
      because: () =>
        isOurs
          ? `These are ${provider.ports}.`
          : `These are ${provider.ports}. ${first.label} is behind no firewall of setup-server's: if it is behind one of yours, let that let them through from the new servers, too.`,
      needs: names.map((each) => `${id}.entrance@${each}`),
      sees: [seen, ...names.map((each) => machineQuery(id, each))],
      check: (facts) => {
        const there = facts.get(seen);
        const isSo =
          made(facts).length === names.length &&
          there &&
          isSame(there.rules, rulesIn(facts)) &&
          outside(facts).length === 0;
        return isSo ? HOLDS : lacks('They can not all reach each other yet.');
      },
      actions: (facts) => {
        const there = facts.get(seen);
        const rules = rulesIn(facts);
        const calls: ProviderCall[] = there
          ? [
              ...(isSame(there.rules, rules)
                ? []
                : [
                    {
                      ...({ call: 'between-rules', name, firewall: there.id } as const),
                      ...{ guards: there.guards, rules },
                    },
                  ]),
              ...outside(facts).map((machine) => {
                return { call: 'guard', firewall: there.id, machine } as const;
              }),
            ]
          : [{ call: 'between', name, guards: members(facts), rules }];
        return [...calls.map(call), shown(label)];
      },
    },
  ];
}

function isSame(there: readonly string[], wanted: readonly string[]): boolean {
  return [...there].sort().join('\n') === [...new Set(wanted)].sort().join('\n');
}

/** No server is behind that firewall any more, and then it goes. */
export function providerApart(
  provider: Provider,
  called: string,
  needs: readonly string[],
): readonly Step[] {
  const { id, label } = provider;
  const name = betweenName(called);
  const seen = betweenQuery(id, name);
  const call = callingAt(provider);
  return [
    {
      id: `${id}.between-leave`,
      title: 'Close the ports of a cluster between the servers that stay',
      needs,
      sees: [seen],
      check: (facts) =>
        (facts.get(seen)?.guards ?? []).length === 0
          ? HOLDS
          : lacks('Some can still be reached by them.'),
      actions: (facts) => {
        const { id: firewall = '', guards = [] } = facts.get(seen) ?? {};
        return [
          ...guards.map((machine) => call({ call: 'unguard', firewall, machine })),
          forgotten(label),
        ];
      },
    },
    {
      id: `${id}.between-end`,
      title: `Delete the firewall for what went between the servers, ${name}`,
      needs: [`${id}.between-leave`],
      sees: [seen],
      check: (facts) => (facts.get(seen) ? lacks('It is still there.') : HOLDS),
      actions: (facts) => [
        call({ call: 'drop-firewall', firewall: facts.get(seen)?.id ?? '' }),
        forgotten(label),
      ],
    },
  ];
}

/** The id of that step. */
export function outOf({ id }: Pick<Provider, 'id'>): string {
  return `${id}.between-out`;
}

/** A server that is to be deleted is let in by the others no more: its address is somebody else's soon. */
export function providerOut(provider: Provider, name: string): Step {
  const { id, label } = provider;
  const between = betweenName(name.replace(/-\d+$/, ''));
  const seen = betweenQuery(id, between);
  const machine = machineQuery(id, name);
  const kept = (facts: Facts) => {
    const { id: own = '', ip } = facts.get(machine)?.machine ?? {};
    const its = ip ? provider.between({ id: own, ip }) : [];
    return (facts.get(seen)?.rules ?? []).filter((rule) => !its.includes(rule));
  };
  return {
    id: outOf(provider),
    title: `Let the other servers of ${between} let ${name} in no more`,
    needs: [],
    sees: [seen, machine],
    check: (facts) => {
      const left = kept(facts).length;
      // Without the last of them, the firewall itself is of no use to anybody.
      return left === 0 || left === facts.get(seen)?.rules.length
        ? HOLDS
        : lacks('They let it in still.');
    },
    actions: (facts) => {
      const { id: firewall = '', guards = [] } = facts.get(seen) ?? {};
      const call = callingAt(provider);
      const rules = kept(facts);
      return [
        call({ call: 'between-rules', name: between, firewall, guards, rules }),
        shown(label),
      ];
    },
  };
}
