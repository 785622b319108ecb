import { type Facts, query } from '../../facts/facts.ts';
import { HOLDS, hopeless, lacks, type Step } from '../../steps/step.ts';
import { type BalancerGoal, balancerQuery } from '../balancer/balancer.ts';
import { balancerDoor, balancerSteps } from '../balancer/steps.ts';
import { keyMake } from '../key-make.ts';
import { type MachineFact, type MachineGoal, NOTHING_THERE } from '../machine.ts';
import { doorTitle, EVERYBODY } from '../machine-questions.ts';
import { SHOWN } from '../shown.ts';
import type { Ec2Action, Ec2Call } from './action.ts';
import { ec2Entrance, ec2Machine } from './queries.ts';

const WEB = ['80 0.0.0.0/0', '443 0.0.0.0/0', '80 ::/0', '443 ::/0'];

/** Everything that a machine at EC2 takes, in the order in which a person reads it; and a load balancer in front, where one is wanted. */
export function ec2Steps(machine: MachineGoal, balancer?: BalancerGoal): Step[] {
  const { name, region, key, type, image, diskGB, sshFrom } = machine;
  const seen = ec2Machine(region, name);
  const entrance = ec2Entrance(region, name);
  const keyFile = query('publicKeyFile', '', key.file);
  const at = (facts: Facts): MachineFact => facts.get(seen) ?? NOTHING_THERE;
  const call = (what: Ec2Call): Ec2Action => ({ do: 'ec2', region, what });
  const ofBalancer = balancerQuery(region, name);
  const balanced = balancer !== undefined || machine.behind !== undefined;
  const open = (facts: Facts) => at(facts).group?.rules ?? [];
  const web = (facts: Facts) => {
    if (balancer) return [`80 ${facts.get(ofBalancer)?.group?.id ?? ''}`];
    if (machine.behind !== undefined) return [`80 ${machine.behind}`];
    // It stands behind a load balancer, though nobody said so this time.
    return open(facts).some((rule) => rule.startsWith('80 sg-')) ? [] : WEB;
  };
  const missing = (facts: Facts) =>
    [`22 ${sshFrom}`, ...web(facts)].filter((rule) => !open(facts).includes(rule));
  /** Visitors shall come by the balancer alone. */
  const tooOpen = (facts: Facts) =>
    balanced ? WEB.filter((rule) => open(facts).includes(rule)) : [];
  const whom = sshFrom === EVERYBODY ? 'everybody' : sshFrom;
  return [
    ...(key.make ? [keyMake(key.file)] : []),
    {
      id: 'ec2.key',
      title: 'Give Amazon the public half of your key',
      needs: key.make ? ['key.make'] : [],
      sees: [seen, ...(key.make ? [keyFile] : [])],
      check: (facts) => (at(facts).key ? HOLDS : lacks('Amazon does not know it yet.')),
      actions: (facts) => {
        const publicKey = (key.make ? facts.get(keyFile) : key.publicKey) ?? '';
        return [call({ call: 'import-key', name, publicKey }), SHOWN];
      },
    },
    {
      id: 'ec2.group',
      title: `Make a firewall for it, a security group named ${name}`,
      needs: [],
      sees: [seen],
      check: (facts) => (at(facts).group ? HOLDS : lacks('There is none of that name yet.')),
      actions: () => [
        call({ call: 'make-group', name, network: machine.place?.network ?? null }),
        SHOWN,
      ],
    },
    ...(balancer ? balancerDoor(balancer) : []),
    {
      id: 'ec2.ports',
      title: balanced
        ? `Open port 80 for the load balancer alone, and 22 for ${whom}`
        : doorTitle(sshFrom),
      because: () =>
        balanced
          ? 'Visitors come by the load balancer, you by 22. Nobody else gets to the server.'
          : 'Visitors come in by 80 and 443, you by 22. Nothing else can be reached from outside.',
      needs: ['ec2.group', ...(balancer ? ['balancer.ports'] : [])],
      sees: [seen, ...(balancer ? [ofBalancer] : [])],
      check: (facts) => {
        if (missing(facts).length > 0) return lacks('They are not all open yet.');
        return tooOpen(facts).length === 0 ? HOLDS : lacks('They are open for everybody.');
      },
      actions: (facts) => {
        const group = at(facts).group?.id ?? '';
        const [more, less] = [missing(facts), tooOpen(facts)];
        return [
          ...(more.length > 0 ? [call({ call: 'open-ports', group, rules: more })] : []),
          ...(less.length > 0 ? [call({ call: 'close-ports', group, rules: less })] : []),
          SHOWN,
        ];
      },
    },
    {
      id: 'ec2.instance',
      title: `Start the server: ${type}, ${diskGB} GB of encrypted disk, ${image.name}`,
      because: () => `${name} costs ${machine.cost}, until it is deleted.`,
      needs: ['ec2.key', 'ec2.ports'],
      sees: [seen],
      check: (facts) => (at(facts).instance ? HOLDS : lacks('There is none of that name yet.')),
      actions: (facts) => [
        call({ call: 'run-instance', machine, group: at(facts).group?.id ?? '' }),
        SHOWN,
      ],
    },
    {
      id: 'ec2.running',
      title: 'Wait until it runs',
      needs: ['ec2.instance'],
      sees: [seen],
      check: (facts) => stateOf(at(facts)),
      actions: (facts) => {
        const { instance } = at(facts);
        return [
          ...(instance?.state === 'stopped'
            ? [call({ call: 'start-instance', instance: instance.id })]
            : []),
          { do: 'await', saying: 'the server to run', everySeconds: 2, patienceSeconds: 600 },
        ];
      },
    },
    {
      id: 'ec2.address',
      title: 'Get a fixed address, an Elastic IP',
      because: () =>
        'Without one it would have another address whenever it was stopped and started.',
      needs: ['ec2.running'],
      sees: [seen],
      check: (facts) => (at(facts).address ? HOLDS : lacks('It has none that stays.')),
      actions: () => [call({ call: 'allocate-address', name }), SHOWN],
    },
    {
      id: 'ec2.associate',
      title: 'Give the server that address',
      needs: ['ec2.address'],
      sees: [seen],
      check: (facts) => {
        const { address, instance } = at(facts);
        const its = address !== null && address.instance === instance?.id;
        return its ? HOLDS : lacks('The address is not its own yet.');
      },
      actions: (facts) => {
        const [address = '', instance = ''] = [at(facts).address?.id, at(facts).instance?.id];
        return [call({ call: 'associate-address', address, instance }), SHOWN];
      },
    },
    {
      id: 'ec2.entrance',
      title: 'Wait until it lets you in',
      needs: ['ec2.associate'],
      sees: [entrance],
      check: (facts) =>
        facts.get(entrance)?.open ? HOLDS : lacks('Nobody answers at port 22 yet.'),
      actions: () => [
        {
          do: 'await',
          saying: 'the server to answer at port 22',
          everySeconds: 2,
          patienceSeconds: 300,
        },
      ],
      remedies: [
        'A network that lets nobody out to port 22 (a company, a hotel) keeps you from it: try another.',
        'Run the same once more: what is there already is not made twice.',
      ],
    },
    ...(balancer ? balancerSteps(balancer) : []),
  ];
}

function stateOf({ instance }: MachineFact) {
  if (instance?.state === 'running') return HOLDS;
  return instance === null || instance.state === 'shutting-down'
    ? hopeless('There is none, or somebody or Amazon has ended it.', [
        'Amazon ends a server at once where an account may have no more of them: look under EC2, Limits.',
      ])
    : lacks(`It is ${instance.state}.`);
}
