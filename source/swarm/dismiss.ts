import type { SwarmNodeFact } from '../facts/docker/swarm.ts';
import { type Facts, query } from '../facts/facts.ts';
import { inOrder, sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import type { Cluster } from './cluster.ts';
import { inSequence } from './in-sequence.ts';

/** What runs on a server that shall go moves to the others first. A lost one has nothing to move. */
export function swarmDrain(cluster: Cluster, needs: readonly string[]): Step {
  const [{ host }] = cluster.nodes;
  const nodes = query('swarmNodes', host);
  const isDrained = ({ availability, role }: SwarmNodeFact) =>
    availability === 'drain' && role === 'worker';
  return {
    id: 'swarm.drain',
    title: (facts) =>
      strangers(cluster, facts).length === 0
        ? 'Have nothing run on servers that shall go'
        : `Move what runs on ${namesOf(cluster, facts)} to the others`,
    needs,
    sees: [nodes, ...seenOf(cluster)],
    check: (facts) =>
      strangers(cluster, facts).every(isDrained)
        ? HOLDS
        : lacks(`Something may run on ${namesOf(cluster, facts)}.`),
    actions: (facts) =>
      strangers(cluster, facts)
        .filter((each) => !isDrained(each))
        .map(({ id, role }) => ({
          do: 'run',
          command: inOrder(
            inSequence(sh`docker node update --availability drain ${id}`),
            ...(role === 'manager' ? [inSequence(sh`docker node demote ${id}`)] : []),
          ),
          patienceSeconds: 60,
        })),
  };
}

/** The cluster forgets servers that shall not be in it, whether they have left or are lost. */
export function swarmDismiss(cluster: Cluster, needs: readonly string[]): Step {
  const [{ host }] = cluster.nodes;
  const nodes = query('swarmNodes', host);
  return {
    id: 'swarm.dismiss',
    title: (facts) =>
      strangers(cluster, facts).length === 0
        ? 'Have no other servers in the cluster'
        : `Take ${namesOf(cluster, facts)} out of the cluster`,
    needs: ['swarm.drain', ...needs],
    sees: [nodes, ...seenOf(cluster)],
    check: (facts) =>
      strangers(cluster, facts).length === 0
        ? HOLDS
        : lacks(`${namesOf(cluster, facts)} are in the cluster still.`),
    actions: (facts) =>
      strangers(cluster, facts).map(({ id }) => ({
        do: 'run',
        command: sh`docker node rm --force ${id} >/dev/null`,
        patienceSeconds: 60,
      })),
  };
}

function seenOf({ nodes }: Cluster) {
  return nodes.map(({ host }) => query('swarm', host));
}

/** Those in the cluster that are none of its wanted servers: each of these tells its own id. */
function strangers(cluster: Cluster, facts: Facts): readonly SwarmNodeFact[] {
  const own = seenOf(cluster).map((each) => facts.get(each)?.node);
  // As long as one of them is not there, it can't be told which are the others.
  if (own.some((id) => id === undefined || id === '')) return [];
  const members = facts.get(query('swarmNodes', cluster.nodes[0].host)) ?? [];
  return members.filter(({ id }) => !own.includes(id));
}

function namesOf(cluster: Cluster, facts: Facts): string {
  return strangers(cluster, facts)
    .map(({ hostname, address }) => `${hostname} (${address})`)
    .join(', ');
}
