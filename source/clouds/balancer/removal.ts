import type { Facts } from '../../facts/facts.ts';
import type { ReceiptLine } from '../../receipt.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';
import { GONE, waiting } from '../shown.ts';
import type { BalancerAction, BalancerCall } from './action.ts';
import { type BalancerFact, balancerQuery, NO_BALANCER } from './balancer.ts';

/** What takes away a machine, with what takes away the load balancer in front of it. */
export function withBalancer(region: string, name: string, machine: readonly Step[]): Step[] {
  const before = balancerRemoval(region, name).map((step) => waiting(step, GONE));
  return [...before, ...machine, waiting(balancerGroupEnd(region, name), GONE)];
}

/** All but its firewall, which the machine's own still speaks of. */
function balancerRemoval(region: string, name: string): Step[] {
  const seen = balancerQuery(region, name);
  const at = (facts: Facts): BalancerFact => facts.get(seen) ?? NO_BALANCER;
  const call = (what: BalancerCall): BalancerAction => ({ do: 'balancer', region, what });
  const step = (id: string, title: string, needs: string[]) => ({ id, title, needs, sees: [seen] });
  const stillThere = (there: unknown) => (there ? lacks('It is still there.') : HOLDS);
  return [
    {
      ...step('balancer.name-end', 'Remove the record that leads the name to it', []),
      check: (facts) => stillThere(at(facts).zone?.alias),
      actions: (facts) => {
        const { zone, balancer, group } = at(facts);
        const alias = {
          ...{ hostname: group?.hostname ?? '', host: balancer?.host ?? '' },
          hostZone: balancer?.zone ?? '',
        };
        return [call({ call: 'remove-alias', zone: zone?.id ?? '', alias })];
      },
    },
    {
      ...step('balancer.end', 'Delete the load balancer', ['balancer.name-end']),
      check: (facts) => {
        const { balancer, certificate, imported, group } = at(facts);
        if (balancer) return lacks('It is still there.');
        return certificate?.used || imported?.used || group?.used
          ? lacks('Amazon still clears it away.')
          : HOLDS;
      },
      actions: (facts) => {
        const { balancer } = at(facts);
        return [
          ...(balancer ? [call({ call: 'delete-balancer', balancer: balancer.id })] : []),
          {
            ...{ do: 'await', saying: 'Amazon to clear it away' },
            ...{ everySeconds: 5, patienceSeconds: 900 },
          },
        ];
      },
    },
    {
      ...step('balancer.targets-end', 'Delete where it sent visitors to', ['balancer.end']),
      check: (facts) => stillThere(at(facts).targets),
      actions: (facts) => [call({ call: 'delete-targets', targets: at(facts).targets?.id ?? '' })],
    },
    {
      ...step('balancer.certificate-end', 'Delete its certificate', ['balancer.end']),
      check: (facts) => stillThere(certificates(at(facts)).length > 0),
      actions: (facts) =>
        certificates(at(facts)).map((certificate) =>
          call({ call: 'delete-certificate', certificate }),
        ),
    },
  ];
}

/** Once nothing else speaks of it. By it all of the rest is found, so it goes last. */
function balancerGroupEnd(region: string, name: string): Step {
  const seen = balancerQuery(region, name);
  const group = (facts: Facts) => facts.get(seen)?.group;
  return {
    id: 'balancer.group-end',
    title: "Delete the load balancer's firewall",
    needs: ['balancer.targets-end', 'balancer.certificate-end', 'ec2.group-end'],
    sees: [seen],
    check: (facts) => (group(facts) ? lacks('It is still there.') : HOLDS),
    actions: (facts) => [
      { do: 'ec2', region, what: { call: 'delete-group', group: group(facts)?.id ?? '' } },
    ],
  };
}

/** What a last look showed to be there still, in words. */
export function balancerLeft(fact: BalancerFact | undefined): readonly string[] {
  if (!fact) return ['what was not seen of the load balancer'];
  return fact.group ? ['the load balancer or its firewall'] : [];
}

/** Another certificate for the name, in another region, would be proved by the same record. */
export const RECORDS_LEFT: ReceiptLine = {
  label: 'In the DNS',
  text: 'The record that proved the name to Amazon stays: other certificates may need it. It does no harm. Records that are not in Route 53 of this account stay, too. Remove them when nothing of Amazon has that name any more.',
};

function certificates({ certificate, imported, dead }: BalancerFact): readonly string[] {
  return [certificate, imported]
    .flatMap((each) => (each ? [each.id] : []))
    .concat(dead.map(({ id }) => id));
}
