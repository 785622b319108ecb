import type { Facts } from '../../facts/facts.ts';
import { HOLDS, hopeless, lacks, type Step } from '../../steps/step.ts';
import type { Ec2Action } from '../ec2/action.ts';
import { ec2Machine } from '../ec2/queries.ts';
import { PRICES_OF } from '../ec2/sizes.ts';
import { SHOWN, waiting } from '../shown.ts';
import type { BalancerAction, BalancerCall } from './action.ts';
import {
  BALANCER_DOLLARS,
  type BalancerFact,
  type BalancerGoal,
  balancerQuery,
  NO_BALANCER,
  SILENCE_SECONDS,
} from './balancer.ts';
import { certificateSteps, shownBy } from './certificate-steps.ts';
import { balancerName as nameStep } from './dns-steps.ts';

/** Everybody may come to it, by IPv4: that is all it has an address for. */
const WEB = ['80 0.0.0.0/0', '443 0.0.0.0/0'];

/** Where there is nothing to do but to say what is in the way. */
const SEE_AGAIN = {
  ...({ do: 'await', saying: 'Amazon' } as const),
  ...{ everySeconds: 1, patienceSeconds: 0 },
};

/** Its firewall, which the machine's own lets in. */
export function balancerDoor({ name, region, hostname }: BalancerGoal): Step[] {
  const seen = balancerQuery(region, name);
  const at = (facts: Facts): BalancerFact => facts.get(seen) ?? NO_BALANCER;
  const ec2 = (what: Ec2Action['what']): Ec2Action => ({ do: 'ec2', region, what });
  const missing = (facts: Facts) => WEB.filter((rule) => !at(facts).group?.rules.includes(rule));
  const steps: Step[] = [
    {
      id: 'balancer.group',
      title: `Make a firewall for the load balancer, a security group named ${name}-balancer`,
      needs: ['ec2.group'],
      sees: [seen],
      check: (facts) => {
        const { group } = at(facts);
        if (!group) return lacks('There is none of that name yet.');
        return group.hostname === hostname
          ? HOLDS
          : hopeless(`The load balancer of ${name} was made for ${group.hostname}.`, [
              `Give the name ${group.hostname} again, or another name to the server.`,
              `Or delete it first: npx setup-server launch ec2 --remove ${name}`,
            ]);
      },
      actions: (facts) => {
        if (at(facts).group) return [SEE_AGAIN];
        const network = at(facts).network ?? '';
        return [ec2({ call: 'make-balancer-group', name, hostname, network })];
      },
    },
    {
      id: 'balancer.ports',
      title: 'Open ports 80 and 443 of the load balancer for everybody',
      needs: ['balancer.group'],
      sees: [seen],
      check: (facts) => (missing(facts).length === 0 ? HOLDS : lacks('They are not all open yet.')),
      actions: (facts) => [
        ec2({ call: 'open-ports', group: at(facts).group?.id ?? '', rules: missing(facts) }),
      ],
    },
  ];
  return steps.map((step) => waiting(step, SHOWN));
}

/** A load balancer that has the certificate, and sends visitors on to the machine. */
export function balancerSteps(goal: BalancerGoal): Step[] {
  const { name, region, hostname } = goal;
  const seen = balancerQuery(region, name);
  const at = (facts: Facts): BalancerFact => facts.get(seen) ?? NO_BALANCER;
  const call = (what: BalancerCall): BalancerAction => ({ do: 'balancer', region, what });
  const listener = (facts: Facts, port: number) =>
    at(facts).listeners.find((each) => each.port === port);
  const steps: Step[] = [
    ...certificateSteps(goal),
    {
      id: 'balancer.targets',
      title: 'Say where it sends visitors: to port 80 of the server, where setup-server answers',
      needs: ['balancer.group'],
      sees: [seen],
      check: (facts) => (at(facts).targets ? HOLDS : lacks('Nothing is said yet.')),
      actions: (facts) => [call({ call: 'make-targets', name, network: at(facts).network ?? '' })],
    },
    {
      id: 'balancer.sticky',
      title: 'Let it bring a visitor who comes again to the same server',
      because: () =>
        'Pages that stay connected (WebSockets) need that, once there are several servers.',
      needs: ['balancer.targets'],
      sees: [seen],
      check: (facts) =>
        at(facts).targets?.sticky ? HOLDS : lacks('It does not keep visitors together yet.'),
      actions: (facts) => [call({ call: 'keep-visitors', targets: at(facts).targets?.id ?? '' })],
    },
    {
      id: 'balancer.make',
      title: 'Make the load balancer, in two zones',
      because: () =>
        `Amazon wants it to stand in two places, so that one may fail. It costs about $${BALANCER_DOLLARS} a month, as of ${PRICES_OF}, until it is deleted.`,
      needs: ['balancer.ports', 'ec2.instance'],
      sees: [seen],
      check: (facts) => {
        if (at(facts).balancer) return HOLDS;
        const few = at(facts).group !== null && at(facts).subnets.length < 2;
        return few
          ? hopeless('The network of the server has no subnet in a second zone.', [
              'Make one: VPC, Subnets, Create subnet, in another zone, with a route to the internet.',
            ])
          : lacks('There is none yet.');
      },
      actions: (facts) => {
        const { group, subnets } = at(facts);
        const [own, other] = subnets;
        if (own === undefined || other === undefined) return [SEE_AGAIN];
        const there = { group: group?.id ?? '', subnets: [own, other] };
        return [call({ call: 'make-balancer', name, ...there })];
      },
    },
    {
      id: 'balancer.silence',
      title: 'Let connections be silent for an hour, as long as a page stays open',
      needs: ['balancer.make'],
      sees: [seen],
      check: (facts) =>
        at(facts).balancer?.silentSeconds === SILENCE_SECONDS
          ? HOLDS
          : lacks('It cuts them off after a minute.'),
      actions: (facts) => [call({ call: 'allow-silence', balancer: at(facts).balancer?.id ?? '' })],
    },
    targetOf(goal, name),
    {
      id: 'balancer.https',
      title: `Have it answer by HTTPS, with the certificate for ${hostname}`,
      needs: [
        goal.certificate ? 'balancer.import' : 'balancer.proof',
        ...['balancer.make', 'balancer.targets'],
      ],
      sees: [seen],
      check: (facts) => {
        const there = listener(facts, 443);
        if (!there) return lacks('It does not answer at port 443 yet.');
        return there.certificate === shownBy(goal, at(facts))
          ? HOLDS
          : lacks('It has another certificate.');
      },
      actions: (facts) => {
        const { balancer, targets } = at(facts);
        const certificate = shownBy(goal, at(facts)) ?? '';
        const there = listener(facts, 443);
        if (there) return [call({ call: 'change-certificate', listener: there.id, certificate })];
        return [
          call({
            ...{ call: 'listen-securely', balancer: balancer?.id ?? '' },
            ...{ targets: targets?.id ?? '', certificate },
          }),
        ];
      },
    },
    {
      id: 'balancer.http',
      title: 'Have it lead everybody who comes by HTTP to HTTPS',
      needs: ['balancer.make'],
      sees: [seen],
      check: (facts) => (listener(facts, 80) ? HOLDS : lacks('It does not answer at port 80 yet.')),
      actions: (facts) => [call({ call: 'lead-to-https', balancer: at(facts).balancer?.id ?? '' })],
    },
    {
      id: 'balancer.active',
      title: 'Wait until the load balancer runs',
      needs: ['balancer.make'],
      sees: [seen],
      check: (facts) => {
        const state = at(facts).balancer?.state;
        if (state === 'failed')
          return hopeless('Amazon could not make it.', [
            `Delete it, and try again: npx setup-server launch ec2 --remove ${name}`,
          ]);
        return state === 'active' ? HOLDS : lacks('Amazon still makes it.');
      },
      actions: () => [
        { do: 'await', saying: 'the load balancer', everySeconds: 5, patienceSeconds: 900 },
      ],
    },
    nameStep(goal),
  ];
  return steps.map((step) => waiting(step, SHOWN));
}

/** It sends visitors to that machine, too. */
function targetOf({ region, name }: Pick<BalancerGoal, 'region' | 'name'>, machine: string): Step {
  const seen = balancerQuery(region, name);
  const its = ec2Machine(region, machine);
  const instance = (facts: Facts) => facts.get(its)?.instance?.id ?? '';
  return {
    id: 'balancer.target',
    title: 'Let it send visitors to the server',
    needs: ['balancer.targets', 'ec2.running'],
    sees: [seen, its],
    check: (facts) =>
      facts.get(seen)?.targets?.instances.includes(instance(facts))
        ? HOLDS
        : lacks('It does not know the server yet.'),
    actions: (facts) => {
      const targets = facts.get(seen)?.targets?.id ?? '';
      const what: BalancerCall = { call: 'register', targets, instance: instance(facts) };
      return [{ do: 'balancer', region, what }];
    },
  };
}

/** The balancer in front of the first machine, `name`, sends visitors to those beside it, as soon as they answer. */
export function furtherTargets(region: string, name: string, machines: readonly string[]): Step[] {
  return machines
    .map((machine) => ({
      ...targetOf({ region, name }, machine),
      id: `balancer.target@${machine}`,
      title: `${machine}: Let the load balancer send visitors there, once it answers`,
      needs: [`ec2.running@${machine}`],
    }))
    .map((step) => waiting(step, SHOWN));
}
