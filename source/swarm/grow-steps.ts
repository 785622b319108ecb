import { FRONT_IMAGE } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import { onlyThose } from '../plan.ts';
import { dockerGroup, dockerInstall, dockerStart } from '../steps/docker-install.ts';
import { download } from '../steps/download.ts';
import type { Ground } from '../steps/ground.ts';
import { serverReady } from '../steps/server-ready.ts';
import type { Step } from '../steps/step.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { swarmInit, swarmJoin, swarmTokens } from './join.ts';
import { idOn, onHost } from './on-host.ts';
import { portsBetween } from './ports.ts';
import { swarmFront, swarmRest, swarmServices, swarmSwitch } from './services.ts';

/** What the steps of a server depend on, by its host. */
export type Grounds = (host: string) => Ground;

/**
 * From one server to several, in the order in which a person reads it. `whole`: the steps of the
 * whole job on the first one, of which some are taken along. Until the switch, all goes on as before.
 */
export function growSteps(
  goal: Goal,
  cluster: Cluster,
  grounds: Grounds,
  whole: readonly Step[],
): Step[] {
  const [first, ...others] = cluster.nodes;
  const ports = (node: ClusterNode) => portsBetween(cluster, node, grounds(node.host).distribution);
  const alone = { ...ports(first), needs: [] };
  const downloads = others.flatMap((node) =>
    ['front.download', 'app.download'].map((id) => idOn(id, node)),
  );
  const taken = (id: string, needs: readonly string[]) =>
    onlyThose(whole, [id]).map((step) => ({ ...step, needs }));
  return [
    ...others.flatMap((node) =>
      onHost(node, [...enginesReady(goal, node, grounds(node.host)), ports(node)]),
    ),
    ...onHost(first, [alone]),
    swarmInit(cluster),
    ...others.map((node) => swarmJoin(cluster, node)),
    swarmTokens(cluster),
    ...others.flatMap((node) => onHost(node, images(goal, cluster, node))),
    ...taken('record.write', ['swarm.tokens']),
    swarmServices(goal, cluster, ['record.write', 'swarm.tokens', ...downloads]),
    ...others.map((node) => swarmFront(goal, cluster, node)),
    swarmSwitch(goal, cluster),
    swarmRest(goal, cluster),
    ...taken('renewal.write', ['swarm.switch']),
    ...taken('website.check', ['swarm.switch']),
  ];
}

function enginesReady(goal: Goal, { host }: ClusterNode, ground: Ground): Step[] {
  const there = { ...goal, host };
  const { distribution, system, login } = ground;
  return [
    serverReady(there, distribution),
    dockerInstall(there, distribution, system),
    dockerStart(there, distribution),
    ...(login.root === 'already' ? [] : [dockerGroup(there, distribution, login.user)]),
  ];
}

function images(goal: Goal, { image }: Cluster, { host }: ClusterNode): Step[] {
  const there = { ...goal, host };
  const ready = ['docker.start'];
  return [
    download(there, 'front.download', FRONT_IMAGE, 'the front web server', ready),
    download(there, 'app.download', image, goal.app.label, ready),
  ];
}
