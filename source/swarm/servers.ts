import type { SwarmNodeFact } from '../facts/docker/swarm.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { ClusterGoal } from '../goal.ts';
import { reachedAt } from '../hosts/index.ts';
import { FRONT_LABEL } from './stack.ts';

/** A server of an app's cluster, as a person named it, and as the cluster sees it. */
export interface KnownServer {
  readonly host: string;
  readonly name: string;
  /** By which the others reach it. */
  readonly address: string;
  /** Undefined where the cluster does not know it, or can't be asked. */
  readonly node: SwarmNodeFact | undefined;
}

interface Place {
  readonly host: string;
  readonly cluster?: Pick<ClusterGoal, 'others' | 'addresses'>;
}

/** The first one first. */
export function serversOf({ host, cluster }: Place, facts: Facts): readonly KnownServer[] {
  if (!cluster) return [];
  const nodes = facts.get(query('swarmNodes', host)) ?? [];
  return [host, ...cluster.others].map((each, index) => {
    const address = cluster.addresses[index] ?? '';
    return {
      ...{ host: each, name: reachedAt(each), address },
      node: nodes.find((node) => node.address === address),
    };
  });
}

/** Whether visitors come in at some of them only, of those that were not emptied: growing was cut off. */
export function letsNobodyIn(servers: readonly KnownServer[]): boolean {
  return servers.some(
    ({ node }) =>
      node?.ready && node.availability === 'active' && node.labels[FRONT_LABEL] !== 'yes',
  );
}
