import { appContainer } from '../containers/install-containers.ts';
import type { SwarmServiceFact } from '../facts/docker/swarm-services.ts';
import { type Facts, query } from '../facts/facts.ts';
import { FRONT_CONTAINER, frontContainer } from '../front/container.ts';
import { arrives, WITNESS_FILE } from '../front/witness.ts';
import { type Goal, isBehindBalancer } from '../goal.ts';
import { inOrder, sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { inSequence } from './in-sequence.ts';
import { labelled } from './label.ts';
import { idOn } from './on-host.ts';
import { FRONT_LABEL } from './stack.ts';

/** Visitors may come in by that server, and the way from there to the challenges on the first is open. */
export function swarmFront(goal: Goal, cluster: Cluster, node: ClusterNode): Step {
  const [first] = cluster.nodes;
  const nodes = query('swarmNodes', first.host);
  const swarm = query('swarm', node.host);
  const witness = query('witness', '', node.visited);
  const token = query('file', first.host, WITNESS_FILE);
  const services = query('swarmServices', first.host, goal.install);
  // Nobody but the balancer gets to it, so it is known by what the cluster says.
  const balanced = isBehindBalancer(goal.certificate);
  return {
    id: idOn('swarm.front', node),
    title: `${node.name}: Let visitors in there, too`,
    needs: ['swarm.services'],
    sees: [nodes, swarm, ...(balanced ? [services] : [witness, token])],
    check: (facts) => {
      const here = facts.get(nodes)?.find(({ id }) => id === facts.get(swarm)?.node);
      if (here?.labels[FRONT_LABEL] !== 'yes') return lacks('Nothing answers there yet.');
      if (balanced)
        return frontRunsOn(here.id, facts.get(services))
          ? HOLDS
          : lacks(`The web server on ${node.name} does not answer yet.`);
      return arrives(facts.get(token)?.sha256 ?? '', facts.get(witness) ?? [])
        ? HOLDS
        : lacks(`The web server on ${node.name} does not answer, or does not reach ${first.name}.`);
    },
    actions: (facts) => [
      labelled(facts.get(swarm)?.node ?? '', FRONT_LABEL),
      {
        do: 'await',
        saying: `the web server on ${node.name}`,
        everySeconds: 1,
        patienceSeconds: 90,
      },
    ],
    remedies: [
      `In your provider's firewall, ${balanced ? '' : `ports 80 and 443 of ${node.name} must be open to all, and `}7946/tcp, 7946/udp, 4789/udp and ESP (what is encrypted) must be open between these servers.`,
      `On ${first.name}, \`docker service ps --no-trunc ${goal.install}_front\` shows what became of it.`,
    ],
  };
}

/** On the first server, the cluster's web server takes over from the one before, which is kept. */
export function swarmSwitch(goal: Goal, cluster: Cluster): Step {
  const [first, ...others] = cluster.nodes;
  const { host } = first;
  const nodes = query('swarmNodes', host);
  const swarm = query('swarm', host);
  const services = query('swarmServices', host, goal.install);
  const before = query('container', host, FRONT_CONTAINER);
  const witness = query('witness', '', first.visited);
  const token = query('file', host, WITNESS_FILE);
  const balanced = isBehindBalancer(goal.certificate);
  const answers = (facts: Facts) =>
    arrives(facts.get(token)?.sha256 ?? '', facts.get(witness) ?? []);
  const isFront = (facts: Facts) =>
    facts.get(nodes)?.find(({ id }) => id === facts.get(swarm)?.node)?.labels[FRONT_LABEL] ===
    'yes';
  return {
    id: 'swarm.switch',
    title: `${first.name}: Let the web server of the cluster take over`,
    because: () =>
      'For a second or two nobody is answered there. The one before stays there, stopped, as the way back.',
    needs: ['swarm.services', ...others.map((each) => idOn('swarm.front', each))],
    sees: [nodes, swarm, services, before, ...(balanced ? [] : [witness, token])],
    check: (facts) => {
      if (facts.get(before)?.state === 'running' || !isFront(facts))
        return lacks('The web server before it still answers.');
      const node = facts.get(swarm)?.node;
      // It answers a few seconds before Swarm says that it runs.
      return frontRunsOn(node, facts.get(services)) || answers(facts)
        ? HOLDS
        : lacks(`The web server of the cluster does not answer on ${first.name} yet.`);
    },
    actions: (facts) => [
      {
        do: 'run',
        command: switchCommand(facts.get(swarm)?.node ?? ''),
        patienceSeconds: 60,
        detached: true,
      },
      {
        do: 'await',
        saying: 'the web server of the cluster',
        everySeconds: 1,
        patienceSeconds: 60,
      },
    ],
    remedies: ['npx setup-server shrink goes back to the one server.'],
  };
}

/** Whether the cluster's web server has the ports of a node: a task runs once its port is open. */
export function frontRunsOn(
  node: string | undefined,
  services: readonly SwarmServiceFact[] | null | undefined,
): boolean {
  const front = services?.find(({ name }) => name === 'front');
  return front?.tasks.some((task) => task.node === node && task.running) ?? false;
}

/** As one command that goes on without us, so that nothing cuts it in two. */
function switchCommand(node: string) {
  const { restart } = frontContainer();
  const over = inOrder(
    sh`docker stop -t 3 ${FRONT_CONTAINER}`,
    inSequence(sh`docker node update --label-add ${`${FRONT_LABEL}=yes`} ${node}`),
  );
  return sh`
    docker update --restart no ${FRONT_CONTAINER} >/dev/null
    { ${over}
    } || { docker node update --label-rm ${FRONT_LABEL} ${node}; docker update --restart ${restart} ${FRONT_CONTAINER}; docker start ${FRONT_CONTAINER}; false; }
  `;
}

/** The one copy from before rests, and stays as the way back. */
export function swarmRest(goal: Goal, cluster: Cluster): Step {
  const [{ host, name }] = cluster.nodes;
  const { install, app } = goal;
  const container = query('container', host, install);
  return {
    id: 'swarm.rest',
    title: `${name}: Stop the one copy from before; it is kept as the way back`,
    needs: ['swarm.switch'],
    sees: [container],
    check: (facts) => {
      const found = facts.get(container);
      if (!found || (found.state === 'exited' && found.restart === 'no')) return HOLDS;
      return lacks(`${app.label} still runs beside the cluster.`);
    },
    actions: () => [{ do: 'rest', spec: appContainer(goal), forGood: true }],
  };
}
