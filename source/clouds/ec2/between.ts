import type { Facts, Query } from '../../facts/facts.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';
import { betweenName, CLUSTER_PORTS, encryptedRules } from '../firewall-rules.ts';
import { type HostFact, NOTHING_THERE } from '../machine.ts';
import { GONE, SHOWN } from '../shown.ts';
import type { Ec2Action, Ec2Call } from './action.ts';
import { ec2Behind, ec2Machine } from './queries.ts';

interface First extends HostFact {
  /** As the person named it. */
  readonly label: string;
  readonly seen: Query<'ec2Host'>;
}

/** A firewall of their own, which lets in whoever stands behind it, too. */
export function ec2Between(
  region: string,
  called: string,
  names: readonly string[],
  first: First,
): readonly Step[] {
  const group = ec2Machine(region, betweenName(called));
  const call = (what: Ec2Call): Ec2Action => ({ do: 'ec2', region, what });
  const made = (facts: Facts) => (facts.get(group) ?? NOTHING_THERE).group;
  const id = (facts: Facts) => made(facts)?.id ?? '';
  const isOurs = first.name !== null;
  const missing = (facts: Facts) => {
    const wanted = [
      ...encryptedRules(id(facts)),
      ...(isOurs ? [] : encryptedRules(`${first.address}/32`)),
    ];
    return wanted.filter((rule) => !made(facts)?.rules.includes(rule));
  };
  const behind = (
    name: string,
    needs: readonly string[],
    sees: Query,
    at: (facts: Facts) => { readonly id: string; readonly groups: readonly string[] } | null,
  ): Step => ({
    id: `ec2.between@${name}`,
    title: `${name}: Let the other servers reach it`,
    needs: ['ec2.between-ports', ...needs],
    sees: [group, sees],
    check: (facts) =>
      made(facts) && at(facts)?.groups.includes(id(facts))
        ? HOLDS
        : lacks('The others can not reach it yet.'),
    actions: (facts) => {
      const { id: instance, groups } = at(facts) ?? { id: '', groups: [] };
      return [call({ call: 'set-groups', instance, groups: [...groups, id(facts)] }), SHOWN];
    },
  });
  return [
    {
      id: 'ec2.between-group',
      title: `Make a firewall for what goes between the servers, a security group named ${betweenName(called)}`,
      needs: ['ec2.allowed'],
      sees: [group],
      check: (facts) => (made(facts) ? HOLDS : lacks('There is none of that name yet.')),
      actions: () => [
        call({ call: 'make-group', name: betweenName(called), network: first.network }),
        SHOWN,
      ],
    },
    {
      id: 'ec2.between-ports',
      title: 'Open the ports of a cluster from each server to the others, and to nobody else',
      because: () =>
        isOurs
          ? `These are ${CLUSTER_PORTS}.`
          : `These are ${CLUSTER_PORTS}. ${first.label} was not made by setup-server: let its own firewall let them through from the group ${betweenName(called)}, too.`,
      needs: ['ec2.between-group'],
      sees: [group],
      check: (facts) =>
        made(facts) && missing(facts).length === 0 ? HOLDS : lacks('They are not all open yet.'),
      actions: (facts) => [
        call({ call: 'open-ports', group: id(facts), rules: missing(facts) }),
        SHOWN,
      ],
    },
    ...names.map((name) =>
      behind(
        name,
        [`ec2.running@${name}`],
        ec2Machine(region, name),
        (facts) => facts.get(ec2Machine(region, name))?.instance ?? null,
      ),
    ),
    ...(isOurs
      ? [
          behind(first.label, [], first.seen, (facts) => {
            const host = facts.get(first.seen);
            return host ? { id: host.instance, groups: host.groups } : null;
          }),
        ]
      : []),
  ];
}

/** No server is behind that firewall any more, and then it goes. */
export function ec2Apart(
  region: string,
  called: string,
  needs: readonly string[],
): readonly Step[] {
  const group = ec2Machine(region, betweenName(called));
  const behind = ec2Behind(region, betweenName(called));
  const call = (what: Ec2Call): Ec2Action => ({ do: 'ec2', region, what });
  const id = (facts: Facts) => facts.get(group)?.group?.id ?? '';
  return [
    {
      id: 'ec2.between-leave',
      title: 'Close the ports of a cluster between the servers that stay',
      needs,
      sees: [group, behind],
      check: (facts) =>
        facts.get(behind)?.length === 0 ? HOLDS : lacks('Some can still be reached by them.'),
      actions: (facts) => [
        ...(facts.get(behind) ?? []).map(({ instance, groups }) => {
          const rest = groups.filter((each) => each !== id(facts));
          return call({ call: 'set-groups', instance, groups: rest });
        }),
        GONE,
      ],
    },
    {
      id: 'ec2.between-end',
      title: `Delete the firewall for what went between the servers, ${betweenName(called)}`,
      needs: ['ec2.between-leave'],
      sees: [group],
      check: (facts) => (facts.get(group)?.group ? lacks('It is still there.') : HOLDS),
      actions: (facts) => [call({ call: 'delete-group', group: id(facts) }), GONE],
    },
  ];
}
