import { isPublic, isV4 } from '../dns/address.ts';
import { ExpectedError } from '../expected-error.ts';
import { freePools } from '../facts/docker/address-pools.ts';
import type { AddressesFact } from '../facts/machine.ts';

/** Several servers that work as one, as they are wanted. */
export interface Cluster {
  /** The first is the one that the app was set up on. */
  readonly nodes: readonly [ClusterNode, ...ClusterNode[]];
  /** By its digest, so that it is the same on all of them: `example/hello:1@sha256:…`. */
  readonly image: string;
  /** The same of what it works with, by the companions' names. */
  readonly beside?: Readonly<Record<string, string>>;
  /** How many copies of the app run, wherever there is room, of what runs in copies. */
  readonly replicas: number;
  /** What goes from server to server is encrypted. */
  readonly encrypted: boolean;
  /** All of them give a container as many open files as ours are given. */
  readonly openFiles: boolean;
  /** The range of addresses that networks between the servers are cut from. */
  readonly pool: string;
  readonly health: Health;
  /** More than half of those that decide are lost for good: the first one goes on without them. */
  readonly anew?: true;
}

/** How a copy is known to answer: its image says how; its port is open; nothing in its image could tell. */
export type Health = 'own' | 'port' | 'none';

export interface ClusterNode {
  /** The host's id, for queries. */
  readonly host: string;
  /** As a person knows it, and unlike the others. */
  readonly name: string;
  /** By which the others reach it. */
  readonly address: string;
  /** By which visitors reach it. */
  readonly visited: string;
  readonly role: Role;
}

/** A manager knows and decides what runs where; a worker only runs it. */
export type Role = 'manager' | 'worker';

/** A server as it was named, and what it shows of itself. */
export interface Candidate {
  readonly name: string;
  readonly addresses: AddressesFact;
}

/**
 * How many of the servers decide. More than half of those must be there for any change, so two are
 * worse than one, and an even number is no better than the odd one below
 * (docs.docker.com/engine/swarm/admin_guide, "Maintain the quorum of managers").
 */
export function managersAmong(servers: number): 1 | 3 | 5 {
  if (servers < 3) return 1;
  return servers < 5 ? 3 : 5;
}

/** Why it is that many, in a sentence. */
export function whyManagers(servers: number): string {
  const managers = managersAmong(servers);
  if (managers === 1)
    return 'The first server decides what runs where. If two decided, both would have to be there for any change; from three servers on, one may be lost.';
  const lost = managers === 3 ? 'one of them' : 'two of them';
  return `${managers} servers decide what runs where, and ${lost} may be lost: more than half must be there for any change.`;
}

/**
 * By which address each of them reaches the others: its private one, where all are in one private
 * network, since that costs nothing and nobody else is there; else the one that it is known by.
 */
export function addressesBetween(servers: readonly Candidate[]): readonly string[] {
  const networks = servers.map(({ addresses }) => privateOnes(addresses));
  const shared = sharedNetwork(servers);
  return servers.map(({ name, addresses }, index) => {
    const own = networks[index]?.find((address) => network(address) === shared);
    const found = own ?? publicAddress(name, addresses);
    if (found === undefined) throw withoutAddress(name);
    return found;
  });
}

function privateOnes({ v4, aliases = [] }: AddressesFact): readonly string[] {
  return v4.filter((each) => !isPublic(each) && !aliases.includes(each));
}

/** The private network that all of them are in, as `network` names it; undefined where there is none. */
export function sharedNetwork(servers: readonly Candidate[]): string | undefined {
  const [first = [], ...others] = servers.map(({ addresses }) => privateOnes(addresses));
  return first
    .map(network)
    .find((each) => others.every((own) => own.some((address) => network(address) === each)));
}

/** The first two numbers: providers give a private network 65536 addresses or fewer. */
function network(address: string): string {
  return address.split('.').slice(0, 2).join('.');
}

/** An address that the server itself does not have, the others may not reach it by. */
function publicAddress(name: string, { v4 }: AddressesFact): string | undefined {
  return isV4(name) && v4.includes(name) ? name : v4.find(isPublic);
}

const POOLS = ['10.201.0.0/16', '10.77.0.0/16', '172.29.0.0/16', '192.168.192.0/18'];

/** Swarm's own choice, 10.0.0.0/8, is what many providers' private networks are in. */
export function poolBeside(networks: readonly string[], addresses: readonly string[]): string {
  const taken = [...networks, ...addresses.map((each) => `${each}/32`)];
  const [free] = freePools(taken, POOLS);
  if (free === undefined)
    throw new ExpectedError({
      code: 'swarm.no-pool',
      what: 'The networks of these servers leave no addresses for one between them.',
      why: `Each of ${POOLS.join(', ')} overlaps a network that one of them has.`,
      next: ['Free one of these ranges, or take servers in another network.'],
    });
  return free;
}

function withoutAddress(name: string): ExpectedError {
  return new ExpectedError({
    code: 'swarm.no-address',
    what: `${name} has no address that the other servers could reach it by.`,
    why: 'It shows only private addresses, and the others are not in its private network.',
    next: ['At your provider, put all of them into one private network, then try again.'],
  });
}
