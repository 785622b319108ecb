import { type Facts, type Query, query } from '../../facts/facts.ts';
import type { ReceiptLine } from '../../receipt.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';
import { forgotten, shown } from '../shown.ts';
import type { ProviderBalancer } from './balancer-call.ts';
import { machineQuery, type Provider, type ProviderHost, type ProviderId } from './provider.ts';
import { callingAt } from './steps.ts';

/** A load balancer as it is wanted. */
export interface ProviderBalancerGoal {
  readonly name: string;
  /** `€6.41 a month`. */
  readonly cost: string;
  /** The server that is there already. */
  readonly first: ProviderHost;
  /** The names of those beside it that setup-server makes. */
  readonly machines: readonly string[];
  /** Where any others are seen. */
  readonly others: readonly Query<'providerHost'>[];
}

/** What such a balancer is called, by what the names of its servers begin with. */
export function balancerBeside(called: string): string {
  return `${called}-balancer`;
}

/** The balancer, by its name. */
export function providerBalancerQuery(provider: ProviderId, name: string) {
  return query('providerBalancer', '', `${provider} ${name}`);
}

/** It is there, has an address, and sends visitors to these servers and no others, as long as they answer. */
export function providerBalancerSteps(
  provider: Provider,
  { name, cost, first, machines, others }: ProviderBalancerGoal,
): readonly Step[] {
  const { id, label } = provider;
  const seen = providerBalancerQuery(id, name);
  const call = callingAt(provider);
  const ofMachines = machines.map((each) => machineQuery(id, each));
  const wanted = (facts: Facts) => {
    const made = ofMachines.flatMap((each) => facts.get(each)?.machine?.id ?? []);
    const known = others.flatMap((each) => facts.get(each)?.id ?? []);
    return [...new Set([first.id, ...made, ...known])];
  };
  const lacking = (facts: Facts) =>
    wanted(facts).filter((each) => !facts.get(seen)?.targets.includes(each));
  // Behind what the account does not find by its address may be any of them.
  const strange = (facts: Facts) =>
    others.every((each) => facts.get(each))
      ? (facts.get(seen)?.targets ?? []).filter((each) => !wanted(facts).includes(each))
      : [];
  const steps: readonly Step[] = [
    {
      id: `${id}.balancer`,
      title: `Make the load balancer ${name}, to which visitors come`,
      because: () =>
        `It costs ${cost}, until it is deleted. HTTPS goes through it unread; the app sees its address in place of each visitor's.`,
      needs: machines.map((each) => `${id}.entrance@${each}`),
      sees: [seen, ...ofMachines, ...others],
      check: (facts) => (facts.get(seen) ? HOLDS : lacks('There is none of that name yet.')),
      actions: (facts) => {
        const { region, network } = first;
        const targets = wanted(facts);
        return [call({ call: 'balancer', name, region, network, targets }), shown(label)];
      },
    },
    {
      id: `${id}.balancer-ready`,
      title: 'Wait until the load balancer has an address',
      needs: [`${id}.balancer`],
      sees: [seen],
      check: (facts) => {
        const { ip = null, ready = false } = facts.get(seen) ?? {};
        return ready && ip !== null ? HOLDS : lacks(`${label} still makes it.`);
      },
      actions: () => [
        { do: 'await', saying: 'the load balancer', everySeconds: 3, patienceSeconds: 900 },
      ],
    },
    {
      id: `${id}.balancer-targets`,
      title: 'Have it send visitors to each of these servers, once it answers',
      needs: [`${id}.balancer-ready`],
      sees: [seen, ...ofMachines, ...others],
      check: (facts) =>
        lacking(facts).length === 0 && strange(facts).length === 0
          ? HOLDS
          : lacks('It does not know them all, or others, too.'),
      actions: (facts) => {
        const balancer = facts.get(seen)?.id ?? '';
        return [
          ...lacking(facts).map((machine) => call({ call: 'add-target', balancer, machine })),
          ...strange(facts).map((machine) => call({ call: 'drop-target', balancer, machine })),
          shown(label),
        ];
      },
    },
  ];
  return steps;
}

/** It goes, and its address with it. */
export function providerBalancerEnd(provider: Provider, name: string): Step {
  const { id, label } = provider;
  const seen = providerBalancerQuery(id, name);
  return {
    id: `${id}.balancer-end`,
    title: `Delete the load balancer ${name}`,
    needs: [],
    sees: [seen],
    check: (facts) => (facts.get(seen) ? lacks('It is still there.') : HOLDS),
    actions: (facts) => [
      callingAt(provider)({ call: 'drop-balancer', balancer: facts.get(seen)?.id ?? '' }),
      forgotten(label),
    ],
  };
}

/** All that setup-server made there. */
export function providerBalancersQuery(provider: ProviderId) {
  return query('providerBalancers', '', provider);
}

/** Before a server is deleted, nobody is sent to it any more; what led to it alone goes, since nobody would need it. */
export function providerBalancerOut(provider: Provider, name: string): Step {
  const { id, label } = provider;
  const [all, machine] = [providerBalancersQuery(id), machineQuery(id, name)];
  const call = callingAt(provider);
  const itsId = (facts: Facts) => facts.get(machine)?.machine?.id ?? '';
  const before = (facts: Facts) =>
    (facts.get(all) ?? []).filter(({ targets }) => targets.includes(itsId(facts)));
  const others = (facts: Facts, { targets }: ProviderBalancer) =>
    targets.filter((each) => each !== itsId(facts)).length;
  return {
    id: `${id}.balancer-out`,
    title: (facts) => {
      const [one, ...rest] = before(facts);
      if (!one) return 'Have no load balancer send visitors to it';
      if (rest.length > 0 || others(facts, one) > 0)
        return `Have the load balancer ${before(facts)
          .map((each) => each.name)
          .join(' and ')} send nobody to it any more`;
      return `Delete the load balancer ${one.name}, which sends visitors to it alone`;
    },
    because: (facts) => {
      const kept = before(facts).filter((each) => others(facts, each) > 0);
      if (kept.length === 0) return undefined;
      return kept
        .map((each) => {
          const count = others(facts, each);
          return `${each.name} sends them to ${count === 1 ? 'one other server' : `${count} other servers`} still, and costs money until it is deleted.`;
        })
        .join(' ');
    },
    needs: [],
    sees: [all, machine],
    check: (facts) =>
      before(facts).length === 0 ? HOLDS : lacks('One sends visitors to it still.'),
    actions: (facts) => [
      ...before(facts).map((each) =>
        others(facts, each) > 0
          ? call({ call: 'drop-target', balancer: each.id, machine: itsId(facts) })
          : call({ call: 'drop-balancer', balancer: each.id }),
      ),
      forgotten(label),
    ],
  };
}

/** What a last look showed of load balancers that cost money for nothing. */
export function balancersLeft(
  { id, label, balancers: where }: Provider,
  facts: Facts,
): readonly ReceiptLine[] {
  const all = facts.get(providerBalancersQuery(id));
  if (all === null)
    return [
      {
        label: 'To look at',
        text: `The token may not see load balancers at ${label}. If one stood in front of it, it costs money until it is deleted: ${where}`,
        tone: 'warning',
      },
    ];
  return (all ?? [])
    .filter(({ targets }) => targets.length === 0)
    .map(({ name }) => ({
      label: 'Load balancer',
      text: `${name} sends visitors to no server any more, and costs money until it is deleted: ${where}`,
      tone: 'warning',
    }));
}
