import { textAnswer } from '../answers/answers.ts';
import type { SwarmNodeFact } from '../facts/docker/swarm.ts';
import type { SwarmServiceFact } from '../facts/docker/swarm-services.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { parseImage } from '../image/reference.ts';
import { IMAGE } from '../swarm/answers.ts';
import { isById } from '../swarm/image.ts';
import { UNLOCK } from '../swarm/join.ts';
import { appParts, rests } from '../swarm/parts.ts';
import { serversOf } from '../swarm/servers.ts';
import { FRONT_LABEL } from '../swarm/stack.ts';
import type { Complaint, InstallStatus } from './install-status.ts';

/** How an app is that runs on several servers. */
export interface ClusterStatus {
  /** The first server was started anew, and waits for the key of the cluster. */
  readonly locked: boolean;
  /** Each server that decides waits for that key whenever it is started. */
  readonly autolock: boolean;
  /** Empty where more than half of those that decide are lost, and where it is locked. */
  readonly servers: readonly ServerStatus[];
  readonly copies: { readonly wanted: number; readonly running: number };
  /** All that the app consists of, in the order in which it starts. */
  readonly parts: readonly PartStatus[];
  /** Servers on which no copy runs while another one has two, by their names: Swarm moves none back by itself. */
  readonly withoutShare: readonly string[];
}

export interface PartStatus {
  /** As the cluster calls it: `app`, `beside-db`. */
  readonly name: string;
  /** As a person knows it: `MariaDB`. */
  readonly label: string;
  readonly wanted: number;
  readonly running: number;
}

export interface ServerStatus {
  /** As it was named when the app was taken there; null for one that is to be there no more. */
  readonly name: string | null;
  /** As it calls itself; not always unlike the others. */
  readonly hostname: string;
  /** By which the others reach it. */
  readonly address: string;
  readonly role: 'manager' | 'worker';
  /** The manager that leads the others. */
  readonly leader: boolean;
  /** The others hear of it. */
  readonly ready: boolean;
  /** `drain`: its owner wants no copies there. */
  readonly availability: 'active' | 'pause' | 'drain';
  /** How many copies of the app run there. */
  readonly copies: number;
  /** Visitors come in there. */
  readonly front: boolean;
  /** Docker's version. */
  readonly engine: string;
}

/** What that is told from. */
export function clusterQueries({ host, install }: Pick<Goal, 'host' | 'install'>) {
  return {
    services: query('swarmServices', host, install),
    nodes: query('swarmNodes', host),
    swarm: query('swarm', host),
  };
}

/** Null for what runs on one server. */
export function clusterOf(goal: Goal | undefined, facts: Facts): ClusterStatus | null {
  if (!goal?.cluster) return null;
  const queries = clusterQueries(goal);
  const services = facts.get(queries.services) ?? [];
  const part = (name: string) => services.find((each) => each.name === name);
  const app = part('app');
  const known = serversOf(goal, facts);
  const swarm = facts.get(queries.swarm);
  const servers = (facts.get(queries.nodes) ?? []).map((node) => ({
    name: known.find((each) => each.node?.id === node.id)?.name ?? null,
    ...serverOf(node, app, part('front')),
  }));
  return {
    locked: swarm?.state === 'locked',
    autolock: swarm?.autolock === true,
    servers,
    // Where parts share data, all copies would have to stop for it.
    withoutShare: rests(goal) ? [] : withoutShare(servers),
    copies: { wanted: app?.replicas ?? 0, running: running(app).length },
    parts: appParts(goal).map(({ name, label }) => {
      const wanted = goal.stopped === undefined ? (part(name)?.replicas ?? 1) : 0;
      return { name, label, wanted, running: running(part(name)).length };
    }),
  };
}

function withoutShare(servers: readonly ServerStatus[]): readonly string[] {
  if (!servers.some(({ copies }) => copies > 1)) return [];
  return servers.flatMap(({ name, ready, availability, copies }) =>
    name !== null && ready && availability === 'active' && copies === 0 ? [name] : [],
  );
}

/** What gives a server its share of the copies again. */
export function shareText({ withoutShare: [name] }: ClusterStatus): string {
  return name === undefined
    ? ''
    : `no copy runs on ${name}, and two on another server; npx setup-server drain --undo --server ${name} gives it its share`;
}

function serverOf(
  { id, labels, reachable: _, ...node }: SwarmNodeFact,
  app: SwarmServiceFact | undefined,
  front: SwarmServiceFact | undefined,
): Omit<ServerStatus, 'name'> {
  const on = (service: SwarmServiceFact | undefined) =>
    running(service).filter((task) => task.node === id).length;
  return {
    ...node,
    copies: node.ready ? on(app) : 0,
    front: node.ready && labels[FRONT_LABEL] === 'yes' && on(front) > 0,
  };
}

function running(service: SwarmServiceFact | undefined) {
  return service?.tasks.filter((task) => task.running) ?? [];
}

/** "3 of 3 copies, on 2 of 3 servers". */
export function clusterText({ copies, servers, locked }: ClusterStatus): string {
  if (locked) return 'not on this server, which waits for the key of its cluster';
  if (servers.length === 0) return 'not known now; what ran goes on';
  return `${copies.running} of ${copies.wanted} copies, on ${servers.filter((each) => each.copies > 0).length} of ${servers.length} servers`;
}

/** What all copies are made from, `name@sha256:…`; undefined for what runs on one server, or came from the first one. */
export function digestOnCluster(goal: Goal | undefined): string | undefined {
  const image = goal?.cluster && textAnswer(goal.answers, IMAGE);
  if (!image || isById(image)) return undefined;
  return `${parseImage(image).name}@${image.split('@')[1] ?? ''}`;
}

/** As of a single container, for whoever asks no more of it. */
export function stateOfCluster({ copies, parts }: ClusterStatus): InstallStatus['state'] {
  if (copies.running > 0) return 'up';
  return parts.every(({ wanted }) => wanted === 0) ? 'stopped' : 'missing';
}

/** What is wrong with its servers and copies, the gravest first. */
export function aboutCluster(app: string, cluster: ClusterStatus): Complaint[] {
  const { servers, parts, locked, autolock } = cluster;
  if (locked)
    return [
      {
        status: 'stops',
        text: `This server was started anew, and waits for the key of its cluster: nothing of ${app} runs here`,
        advice: UNLOCK,
      },
    ];
  if (servers.length === 0)
    return [
      {
        status: 'stops',
        text: 'More than half of the servers that decide are lost, or they are just choosing which of them leads: what runs goes on, and nothing can be changed',
        advice:
          'Look again in a minute. If it is still so, start the lost ones; with enough of them back, all goes on. If they are gone for good, npx setup-server shrink goes back to this server, and npx setup-server grow takes others in their place.',
      },
    ];
  return [
    ...servers.filter(({ ready }) => !ready).map((each) => lostServer(each, autolock)),
    ...parts.filter(({ running, wanted }) => running < wanted).map(missingPart),
    ...withoutFront(servers),
  ];
}

/** The names of those at which visitors should come in, and do not; so it is, too, where growing was cut off before. */
export function lettingNobodyIn(servers: readonly ServerStatus[]): readonly string[] {
  return servers.flatMap(({ name, ready, availability, front }) =>
    name !== null && ready && availability === 'active' && !front ? [name] : [],
  );
}

function withoutFront(servers: readonly ServerStatus[]): Complaint[] {
  const names = lettingNobodyIn(servers);
  if (names.length === 0) return [];
  return [
    {
      status: 'warning',
      text: `The web server of the cluster lets nobody in on ${names.join(', ')}`,
      advice: 'npx setup-server grow goes on where it was cut off, and sets right what runs there.',
    },
  ];
}

function missingPart({ label, wanted, running }: PartStatus): Complaint {
  return {
    status: running === 0 ? 'stops' : 'warning',
    text: wanted === 1 ? `${label} does not run` : `${running} of ${wanted} copies of ${label} run`,
    advice: 'npx setup-server grow sets right what runs there, and shows what is wrong.',
  };
}

function lostServer({ name, hostname, address, role }: ServerStatus, autolock: boolean): Complaint {
  const away =
    'Start it again at its provider, or look whether a firewall is between them. Its copies run elsewhere meanwhile.';
  return {
    status: 'warning',
    text: `The others do not hear of ${hostname} (${name ?? address})`,
    advice:
      autolock && role === 'manager'
        ? `${away} If it was started anew, it waits for the key of the cluster: ${UNLOCK}`
        : away,
  };
}
