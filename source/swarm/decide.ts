import { type Answers, textAnswer, yesAnswer } from '../answers/answers.ts';
import { ExpectedError } from '../expected-error.ts';
import { executionSubject } from '../facts/execution.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import {
  ADDRESSES,
  FILES,
  FORCE,
  firstName,
  HEALTH,
  IMAGE,
  OPEN,
  type OtherHost,
  otherHosts,
  REPLICAS,
  wordsOf,
} from './answers.ts';
import {
  addressesBetween,
  type Cluster,
  type ClusterNode,
  type Health,
  managersAmong,
  poolBeside,
} from './cluster.ts';
import { imageOnAll } from './image.ts';
import { PORTS_SCRIPT } from './ports.ts';
import { CAN_TELL, healthSeen } from './stack.ts';

/** What must be seen of a server that is to be one of several. */
export function nodeQueries(host: string): readonly Query[] {
  return [
    ...(['system', 'login', 'memory', 'docker', 'packages', 'firstBoot', 'addresses'] as const),
    ...(['clock', 'routes', 'daemonConfig', 'listeners', 'abilities'] as const),
    ...(['swarm', 'swarmNodes', 'installs'] as const),
  ]
    .map((fact): Query => query(fact, host))
    .concat(query('file', host, PORTS_SCRIPT));
}

/** What must be seen of one that shall leave. */
export function leavingQueries(host: string): readonly Query[] {
  return (['system', 'login', 'swarm'] as const).map((fact) => query(fact, host));
}

/** What must be seen of the first one besides. */
export function firstQueries(host: string, install: string): readonly Query[] {
  return [
    query('container', host, install),
    query('container', host, FRONT_CONTAINER),
    query('swarmServices', host, install),
    query('execution', host, executionSubject(install, CAN_TELL)),
  ];
}

/** A server by its name, where nothing else of it matters. */
export function nodeNamed({ host, name }: OtherHost): ClusterNode {
  return { host, name, address: '', visited: name.replace(/:\d+$/, ''), role: 'worker' };
}

/** The cluster that these answers ask for. What was settled before is kept. */
export function decideCluster(goal: Goal, answers: Answers, facts: Facts): Cluster {
  const servers = [{ host: goal.host, name: firstName(answers) }, ...otherHosts(answers)];
  const candidates = servers.map(({ host, name }) => {
    const addresses = facts.get(query('addresses', host));
    return { name, addresses: addresses ?? { v4: [], v6: [] } };
  });
  const settled = wordsOf(textAnswer(answers, ADDRESSES));
  const addresses = settled.length === servers.length ? settled : addressesBetween(candidates);
  const managers = managersAmong(servers.length);
  const nodes = servers.map(({ host, name }, index): ClusterNode => {
    return {
      ...nodeNamed({ host, name }),
      address: addresses[index] ?? '',
      role: index < managers ? 'manager' : 'worker',
    };
  });
  const [first, ...others] = nodes;
  if (!first) throw new Error('There is not even one server.');
  const seen = servers.map(({ host }) => facts.get(query('abilities', host)));
  return {
    nodes: [first, ...others],
    image: imageOnAll(goal, textAnswer(answers, IMAGE), facts),
    replicas: Number(textAnswer(answers, REPLICAS)) || servers.length,
    encrypted: !yesAnswer(answers, OPEN),
    openFiles:
      FILES in answers ? yesAnswer(answers, FILES) : seen.every((each) => each?.openFiles === true),
    pool: poolBeside(
      servers.flatMap(({ host }) => facts.get(query('routes', host))?.networks ?? []),
      candidates.flatMap((each) => each.addresses.v4),
    ),
    ...(yesAnswer(answers, FORCE) && { anew: true }),
    health: (textAnswer(answers, HEALTH) as Health) || healthNow(goal, facts),
  };
}

function healthNow({ host, install }: Goal, facts: Facts): Health {
  const container = facts.get(query('container', host, install));
  const told = facts.get(query('execution', host, executionSubject(install, CAN_TELL)));
  return healthSeen(container?.health ?? null, told?.code === 0);
}

/** Throws what keeps this app from running on several servers. */
export function refuseUnfit(goal: Goal, facts: Facts): void {
  const { app, host } = goal;
  const why = unfit(goal, facts);
  if (why === undefined) return;
  throw new ExpectedError({
    code: 'swarm.unfit',
    what: `${app.label} can't be put on several servers as it is.`,
    why: why.why,
    next: [why.next],
    detail: host,
  });
}

interface Unfit {
  readonly why: string;
  readonly next: string;
}

function unfit(goal: Goal, facts: Facts): Unfit | undefined {
  const { recipe, certificate, host, install } = goal;
  const { volumes, ports, stop, rights } = recipe.container;
  const others = (facts.get(query('installs', host)) ?? []).filter((each) => each !== install);
  const [other] = others;
  if (other !== undefined)
    return {
      why: `There is ${other} on this server, too, and its visitors come in by the same web server.`,
      next: 'Move one of the two to a server of its own first.',
    };
  if (volumes.length > 0 || (recipe.companions ?? []).length > 0)
    return {
      why: 'It keeps data on this server, in a volume or in a database beside it. Copies on other servers would not see them.',
      next: 'Let it keep its data elsewhere first: in a database or a storage that all servers reach.',
    };
  if ((recipe.files ?? []).length > 0 || (recipe.folders ?? []).length > 0)
    return {
      why: 'It reads files that lie on this server. Copies on other servers would not see them.',
      next: 'Put what it reads into its image.',
    };
  if (ports.length > 0 || stop.command || rights?.devices || rights?.gpus)
    return {
      why: 'It has ports or devices of this server for itself, or wants to be stopped in a way of its own.',
      next: 'Set it up with no more than the port at which it is visited.',
    };
  if (certificate.use === 'none' || certificate.use === 'app-client' || certificate.servedBy)
    return {
      why: 'The web server in front of it has no certificate of its own.',
      next: 'Run npx setup-server, and choose that the web server in front of the app does HTTPS.',
    };
  if (goal.front || goal.follows)
    return {
      why: "Another web server stands before it, or its server's address changes.",
      next: 'Take a server with a lasting address, with ports 80 and 443 free.',
    };
  if (goal.stopped !== undefined || goal.asItWas)
    return {
      why: 'It is stopped, or still runs as somebody set it up by hand.',
      next: 'npx setup-server start has it run again; npx setup-server sets it up.',
    };
  return undefined;
}
