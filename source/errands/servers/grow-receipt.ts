import { textAnswer } from '../../answers/answers.ts';
import { clouds } from '../../clouds/index.ts';
import { type AccountGoal, providerOf } from '../../dns/providers/chosen.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { addressOf, type Goal, isBehindBalancer } from '../../goal.ts';
import { type Receipt, type ReceiptLine, tokenLines } from '../../receipt.ts';
import { BALANCED, DELETE, wordsOf } from '../../swarm/answers.ts';
import { type Cluster, type ClusterNode, managersAmong, whyManagers } from '../../swarm/cluster.ts';
import { balancerIn, type MadeServer, madeIn, partsOf } from '../../swarm/made.ts';
import { appParts } from '../../swarm/parts.ts';
import { restedLine } from '../upgrade/receipt.ts';

/** What stands after an app was taken to several servers. */
export function growReceipt(
  goal: Goal,
  cluster: Cluster,
  facts: Facts,
  rested: number | null,
  account?: AccountGoal,
): Receipt {
  const { app, install } = goal;
  const [first] = cluster.nodes;
  const spread = goal.cluster?.spread;
  return {
    headline: `${app.label} runs on ${cluster.nodes.length} servers, at ${addressOf(goal)}`,
    lines: [
      ...whereItRuns(goal, cluster, facts),
      ...restedLine(rested),
      ...tokenLines(goal),
      ...(goal.timetableBefore
        ? [
            {
              label: 'Your data',
              text: `are not copied by themselves as long as there are several servers. To copy them now and then: npx setup-server backup make --install ${install}`,
              tone: 'warning' as const,
            },
          ]
        : []),
      ...howVisited(goal, cluster, account),
      { label: 'If one is lost', text: ifLost(goal, cluster) },
      {
        label: 'Encrypted',
        text: cluster.encrypted
          ? 'What goes from server to server is encrypted.'
          : 'Nothing that goes from server to server is encrypted, as you agreed.',
      },
      ...(spread?.note === undefined ? [] : [{ label: 'To know', text: spread.note }]),
      {
        label: 'The way back',
        text: `npx setup-server shrink --install ${install} goes back to one server. ${spread?.stays ? 'The web server from before is' : 'The app and the web server from before are'} still on ${first.name}, stopped.`,
      },
    ],
  };
}

/** Which of them the app can do without. */
function ifLost(goal: Goal, { nodes }: Cluster): string {
  const [{ name: first }] = nodes;
  const isAlone =
    goal.cluster?.spread.stays !== undefined || appParts(goal).some(({ runs }) => runs === 'once');
  if (isAlone)
    return `While ${first} is lost, nobody is answered: what is there only once runs on it. Without another one, the rest goes on.`;
  return managersAmong(nodes.length) === 1
    ? `The rest goes on. While ${first} is lost, nothing can be changed: it decides what runs where.`
    : `The rest goes on. ${whyManagers(nodes.length)}`;
}

/** By what visitors come to it, and what is left to do for that. */
function howVisited(
  { names: all, certificate, answers, install }: Goal,
  { nodes: [first, ...others] }: Cluster,
  account: AccountGoal | undefined,
): ReceiptLine[] {
  const addresses = others.map(({ visited }) => visited).join(', ');
  if (isBehindBalancer(certificate))
    return [
      {
        label: 'Load balancer',
        text: `it must know ${addresses}, too: port 80 of each, let in from the balancer alone. Those that setup-server made behind its balancer at Amazon, it knows already.`,
      },
    ];
  const names = all.join(', ');
  const by = account && providerOf(account.provider).label;
  const balancer = balancerIn(answers);
  if (balancer) {
    const { name } = partsOf(balancer);
    const { address } = balancer;
    const made = [
      ...madeIn(answers).map((each) => each.address),
      ...wordsOf(textAnswer(answers, BALANCED)),
    ];
    const own = others.map(({ visited }) => visited).filter((each) => !made.includes(each));
    return [
      {
        label: 'The name',
        text: by
          ? `${names} leads to the load balancer (${address}), as set at ${by}.`
          : `at your DNS provider, let ${names} lead to ${address}, the load balancer: one A record, in place of ${first.name} and the others. Until then visitors come to those.`,
      },
      {
        label: 'Load balancer',
        text: `${name} costs money until it is deleted: npx setup-server shrink --install ${install} --set ${DELETE}=yes`,
        tone: 'warning',
      },
      ...(own.length > 0
        ? [
            {
              label: 'It must know',
              text: `${own.join(', ')}, of which setup-server did not tell it. Look whether it does, else add what is missing: ${placeOf(balancer)}`,
            },
          ]
        : []),
    ];
  }
  return [
    {
      label: 'The name',
      text: by
        ? `${names} leads to all of them, as set at ${by}.`
        : `so far ${names} leads to ${first.name} alone. At your DNS provider, add ${others.length === 1 ? 'an A record with the value' : 'A records with each of these values:'} ${addresses}. Then visitors come to all.`,
    },
  ];
}

/** Servers of an app that are none of it any more. */
interface Gone {
  readonly left: readonly ClusterNode[];
  /** Those that could not be reached. */
  readonly away: readonly ClusterNode[];
  /** Which of them setup-server made. */
  readonly made: readonly MadeServer[];
}

/** The same receipt, with what became of those. */
export function withGone(receipt: Receipt, { names }: Goal, { left, away, made }: Gone): Receipt {
  const all = [...left, ...away].map(({ visited }) => visited).join(', ');
  if (all === '') return receipt;
  const others = away.map(({ name }) => name).join(', ');
  const gone: ReceiptLine[] = [
    {
      label: 'Taken out',
      text: `${all}. Nothing was kept there alone. If ${names.join(', ')} leads there, take that A record away.`,
    },
    ...(others === ''
      ? []
      : [
          {
            label: 'Not reached',
            text: `${others}. ${away.length === 1 ? 'What ran there may start again with it: delete that server, or run there if it comes back' : 'What ran there may start again with them: delete these servers, or run on each that comes back'}: docker swarm leave --force`,
            tone: 'warning' as const,
          },
        ]),
    ...made.map((each) => madeLine(each, false)),
  ];
  return { ...receipt, lines: [...receipt.lines, ...gone] };
}

/** What is told of one that setup-server made for it. */
export function madeLine(server: MadeServer, isDeleted: boolean): ReceiptLine {
  const { cloud, name } = partsOf(server);
  const what = `${name} (${server.address}) was made for it`;
  const command = `npx setup-server launch ${cloud} --remove ${name}`;
  return isDeleted
    ? { label: 'Next', text: `${what}, and is deleted. Should that be cut off: ${command}` }
    : {
        label: 'Costs',
        text: `${what}, and costs money until it is deleted: ${command}`,
        tone: 'warning',
      };
}

/** The same of the load balancer in front of them, where the app runs on the first server alone again. */
export function balancerLine(
  { names }: Goal,
  balancer: MadeServer,
  isDeleted: boolean,
  own: readonly string[],
): ReceiptLine {
  const { name } = partsOf(balancer);
  return isDeleted
    ? {
        label: 'Next',
        text: `${name} (${balancer.address}) was made for it, and is deleted. Should that be cut off: ${placeOf(balancer)}`,
      }
    : {
        label: 'Load balancer',
        text: `${name} (${balancer.address}) leads to this server alone now, and costs money until it is deleted: let ${names.join(', ')} lead to ${own.join(', ')}, then delete it: ${placeOf(balancer)}`,
        tone: 'warning',
      };
}

/** Where a person sees it. */
function placeOf(balancer: MadeServer): string {
  const { cloud } = partsOf(balancer);
  return clouds.find(({ id }) => id === cloud)?.further?.balancer?.where ?? cloud;
}

/** What runs in copies, and what is on the first server alone. */
function whereItRuns(goal: Goal, cluster: Cluster, facts: Facts): ReceiptLine[] {
  const [{ host, name: first }] = cluster.nodes;
  const services = facts.get(query('swarmServices', host, goal.install)) ?? [];
  const parts = appParts(goal);
  const copied = parts.filter(({ runs }) => runs === 'copies');
  const once = parts.filter(({ runs }) => runs === 'once').map(({ label }) => label);
  return [
    ...copied.map(({ name, label }) => {
      const tasks = services.find((each) => each.name === name)?.tasks ?? [];
      const running = tasks.filter((task) => task.running).length;
      const of = copied.length > 1 ? ` of ${label}` : '';
      const { replicas } = cluster;
      const rest = running < replicas ? ' so far; the rest starts by itself' : '';
      return { label: 'Copies', text: `${running} of ${replicas}${of} run${rest}.` };
    }),
    ...(once.length > 0
      ? [
          {
            label: 'Its data',
            text: `${once.join(' and ')} run${once.length > 1 ? '' : 's'} on ${first} alone, with the data.`,
          },
        ]
      : []),
  ];
}
