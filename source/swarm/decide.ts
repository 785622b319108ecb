import { type Answers, textAnswer, yesAnswer } from '../answers/answers.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { executionSubject } from '../facts/installs/execution.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import {
  ADDRESSES,
  BESIDE,
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
import { imageOnAll, imageThereBy } from './image.ts';
import { rests, visitedPart } from './parts.ts';
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

/** What must be seen of an app on several servers, for something else than growing. */
export function looksOnSeveral({ host, install, cluster, recipe }: Goal): readonly Query[] {
  if (!cluster) return [];
  return [
    query('swarmServices', host, install),
    query('change', host, install),
    ...(recipe.companions ?? []).map((each) => query('image', host, each.container.image)),
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
  const wished = Number(textAnswer(answers, REPLICAS));
  const [first, ...others] = nodes;
  if (!first) throw new Error('There is not even one server.');
  const seen = servers.map(({ host }) => facts.get(query('abilities', host)));
  return {
    nodes: [first, ...others],
    image: imageOnAll(goal, textAnswer(answers, IMAGE), facts),
    beside: besideOf(goal, answers, facts),
    replicas: copiesOf(goal, wished || servers.length),
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

/** None of what its owner has stopped, unless its parts stop in an order of their own: they are as many as before when they start again. */
function copiesOf(goal: Goal, wished: number): number {
  if (visitedPart(goal).runs === 'once') return 1;
  return goal.stopped === undefined || rests(goal) ? wished : 0;
}

/** What was settled of the same image counts: another one of the same name is not taken in passing. */
function besideOf(goal: Goal, answers: Answers, facts: Facts): Readonly<Record<string, string>> {
  const settled = new Map(
    wordsOf(textAnswer(answers, BESIDE)).map((word) => {
      const [name = '', ...image] = word.split('=');
      return [name, image.join('=')] as const;
    }),
  );
  return Object.fromEntries(
    (goal.recipe.companions ?? []).map(({ name, container: { image } }) => {
      const known = settled.get(name);
      return [name, known?.startsWith(`${image}@`) ? known : imageThereBy(goal, image, facts)];
    }),
  );
}

/** The same as an answer. */
export function besideText({ beside = {} }: Pick<Cluster, 'beside'>): string {
  return Object.entries(beside)
    .map(([name, image]) => `${name}=${image}`)
    .join(' ');
}

function healthNow({ host, install }: Goal, facts: Facts): Health {
  const container = facts.get(query('container', host, install));
  const told = facts.get(query('execution', host, executionSubject(install, CAN_TELL)));
  return healthSeen(container?.health ?? null, told?.code === 0);
}
