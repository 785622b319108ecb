import type { Distribution } from '../distributions/distribution.ts';
import { ROTATED, type SwarmNodeFact } from '../facts/docker/swarm.ts';
import { query } from '../facts/facts.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { type Check, HOLDS, hopeless, lacks, type Step } from '../steps/step.ts';
import { sha256 } from '../text/sha256.ts';
import { type Cluster, type ClusterNode, whyManagers } from './cluster.ts';
import { inSequence } from './in-sequence.ts';
import { idOn, there } from './on-host.ts';

/** The port at which a manager lets others in. */
const MANAGER_PORT = 2377;
const ELSEWHERE =
  'It belongs to a cluster already that setup-server did not make for this app. On that server, `docker swarm leave` takes it out.';

const LOST = 'More than half of the servers that decide are lost, so nothing can be changed.';
const LOST_NEXT = [
  'Start the lost ones again: with enough of them back, all goes on by itself.',
  'If they are gone for good: npx setup-server grow --set swarm.force=yes, with the servers that are left and new ones.',
];

const LOCKED = 'It was started anew, and waits for the key of its cluster.';

/**
 * What opens a server that waits for the key of its cluster. Until it is restarted without waiting, Docker takes no part in
 * the cluster's networks there: every copy is refused (docker/for-linux#495 is the same; seen with 26.1).
 */
export const UNLOCK =
  'On that server, docker swarm unlock asks for it; docker swarm unlock-key on another one that decides shows it. Then have Docker wait for no key, or nothing starts there: docker swarm update --autolock=false, and restart Docker.';

/** After one was lost, or came back, they choose who leads: up to 20 seconds (swarmkit's election ticks), at times twice. */
const CHOOSING = {
  do: 'await',
  saying: 'the servers that decide to choose which of them leads',
  everySeconds: 2,
  patienceSeconds: 45,
} as const;

/** After a restart, Docker waits 20 seconds for its part in a cluster, and then goes on without saying that it is not there yet. */
const COMING_BACK = {
  do: 'await',
  saying: 'Docker to be in the cluster again',
  everySeconds: 2,
  patienceSeconds: 120,
} as const;

/** The first server begins a cluster: alone, until others join. */
export function swarmInit({ nodes, pool, anew }: Cluster, { services }: Distribution): Step {
  const [first] = nodes;
  const swarm = query('swarm', first.host);
  const members = query('swarmNodes', first.host);
  return {
    id: 'swarm.init',
    title: anew
      ? `${first.name}: Begin the cluster anew, without the servers that are lost`
      : `${first.name}: Begin a cluster (Docker Swarm, which Docker brings along)`,
    because: () =>
      anew
        ? 'Docker there is restarted for that: whatever runs on this server stops, and starts again by itself within a minute.'
        : whyManagers(nodes.length),
    needs: [idOn('swarm.ports', first)],
    sees: [swarm, members],
    check: (facts): Check => {
      const found = facts.get(swarm);
      if (found?.state === 'active' && found.manager) {
        if (facts.get(members)) return HOLDS;
        return { holds: false, why: LOST, next: LOST_NEXT };
      }
      if (found?.state === 'locked') return hopeless(LOCKED, [UNLOCK]);
      return found?.state === 'active' ? hopeless(ELSEWHERE) : lacks('There is no cluster yet.');
    },
    // It prints the words by which others join.
    actions: (facts) => {
      // Where it is in one already, there is nothing to begin.
      const state = facts.get(swarm)?.state ?? 'inactive';
      const alone = state === 'inactive';
      if (!alone && (!anew || state === 'locked')) return [CHOOSING];
      const words = sh`--advertise-addr ${first.address} --data-path-addr ${first.address} --default-addr-pool ${pool} --default-addr-pool-mask-length 24 >/dev/null`;
      if (alone)
        return [{ do: 'run', command: sh`docker swarm init ${words}`, patienceSeconds: 60 }];
      const command = begunAnew(words, services.restart('docker'));
      return [{ do: 'run', command, patienceSeconds: 300, detached: true }, COMING_BACK];
    },
  };
}

/**
 * A Docker that has begun a cluster anew does not take part in its networks until it is restarted: copies there are
 * refused, and others do not find them (docker/for-linux#495; seen with 26.1). What no restart policy starts again was not
 * stopped by its owner either; what removes itself when it ends is not there any more.
 */
function begunAnew(words: ShellCommand, restart: ShellCommand): ShellCommand {
  return sh`
    alone=$(docker ps --format '{{.ID}} {{.Label "com.docker.swarm.service.id"}}' | while read -r id service; do [ -n "$service" ] || echo "$id"; done)
    docker swarm init --force-new-cluster ${words} || exit
    { ${restart}
    } || exit
    for each in $(seq 60); do docker node ls >/dev/null 2>&1 && break; sleep 1; done
    [ -z "$alone" ] || docker start $alone >/dev/null || :
  `;
}

/** Another server joins it. The words by which it may go over in the connection, and nowhere else. */
export function swarmJoin(cluster: Cluster, node: ClusterNode): Step {
  const { anew } = cluster;
  const [first] = cluster.nodes;
  const swarm = query('swarm', node.host);
  const nodes = query('swarmNodes', first.host);
  return {
    id: idOn('swarm.join', node),
    title: `${node.name}: Join the cluster${node.role === 'manager' ? ', and decide with the others' : ''}`,
    needs: ['swarm.init', idOn('swarm.ports', node)],
    sees: [swarm, nodes],
    check: (facts): Check => {
      const found = facts.get(swarm);
      const known = facts.get(nodes)?.find(({ id }) => id === found?.node);
      if (found?.state === 'locked') return hopeless(LOCKED, [UNLOCK]);
      if (found?.state !== 'active') return lacks(`${node.name} is not in the cluster.`);
      if (!known)
        return facts.get(nodes) && !anew ? hopeless(ELSEWHERE) : lacks('There is no cluster yet.');
      if (known.role !== node.role) return lacks(`${node.name} is a ${known.role} there.`);
      return known.ready ? HOLDS : lacks(`The others do not hear of ${node.name} yet.`);
    },
    actions: (facts) => {
      const found = facts.get(swarm);
      const known = facts.get(nodes)?.find(({ id }) => id === found?.node);
      if (found?.state === 'active' && facts.get(nodes) && !known && !anew) return [];
      const locked = found?.state === 'locked';
      if (locked && !anew) return [];
      // A join that was given up goes on in vain; and of a cluster that was begun anew it knows nothing. One that the others
      // know was restarted, and comes back with what runs there.
      const stuck = (found?.state === 'pending' && !known) || found?.state === 'error';
      const stale = stuck || (anew && (locked || (found?.state === 'active' && !known?.ready)));
      return [
        ...(stale
          ? [
              there(node, {
                do: 'run',
                command: sh`docker swarm leave --force`,
                patienceSeconds: 60,
              }),
            ]
          : []),
        known && !stale
          ? { do: 'run', command: roleCommand(known, node), patienceSeconds: 60 }
          : {
              do: 'join',
              host: node.host,
              manager: { host: first.host, address: `${first.address}:${MANAGER_PORT}` },
              address: node.address,
              role: node.role,
            },
        {
          do: 'await',
          saying: `the others to hear of ${node.name}`,
          everySeconds: 1,
          patienceSeconds: 60,
        },
      ];
    },
    remedies: [
      "In your provider's firewall (its console calls it firewall or security group), open 2377/tcp, 7946/tcp, 7946/udp and 4789/udp between these servers.",
    ],
  };
}

function roleCommand({ id, role }: SwarmNodeFact, node: ClusterNode) {
  if (role === node.role) return sh`true`;
  return inSequence(
    node.role === 'manager' ? sh`docker node promote ${id}` : sh`docker node demote ${id}`,
  );
}

/** Whoever has seen the words by which one joins can join no more. */
export function swarmTokens({ nodes: wanted }: Cluster): Step {
  const [first] = wanted;
  const nodes = query('swarmNodes', first.host);
  const swarm = query('swarm', first.host);
  return {
    id: 'swarm.tokens',
    title: 'Change the words by which servers join',
    because: () => 'They were never shown or stored; now they are of no use to anybody either.',
    needs: ['swarm.dismiss'],
    sees: [nodes, swarm],
    check: (facts) => {
      const members = facts.get(nodes);
      if (!members) return lacks('There is no cluster yet.');
      return facts.get(swarm)?.rotatedFor === membersText(members)
        ? HOLDS
        : lacks('Servers have joined since they were changed.');
    },
    actions: (facts) => [
      { do: 'rotate', labels: { [ROTATED]: membersText(facts.get(nodes) ?? []) } },
    ],
  };
}

/** Stands for who is in a cluster. */
function membersText(members: readonly SwarmNodeFact[]): string {
  return sha256([...members.map(({ id }) => id)].sort().join(' ')).slice(0, 16);
}
