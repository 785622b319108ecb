import { FRONT_IMAGE } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import { onlyThose } from '../plan.ts';
import { dockerGroup, dockerInstall, dockerStart } from '../steps/docker-install.ts';
import { download } from '../steps/download.ts';
import type { Ground } from '../steps/ground.ts';
import { serverReady } from '../steps/server-ready.ts';
import type { Step } from '../steps/step.ts';
import { stoppedSteps } from '../steps/stopped.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { swarmSettled } from './deployment.ts';
import { swarmDismiss, swarmDrain } from './dismiss.ts';
import { swarmFront, swarmRest, swarmSwitch } from './fronts.ts';
import { lastStart, startSteps } from './gates.ts';
import type { Grounds } from './grounds.ts';
import { imageStepOn, imageThere } from './image.ts';
import { swarmInit, swarmJoin, swarmTokens } from './join.ts';
import { idOn, onHost } from './on-host.ts';
import { alsoOnNew } from './on-new.ts';
import { appParts, rests } from './parts.ts';
import { portsBetween } from './ports.ts';
import { restFirst } from './rest-first.ts';
import { roleSettings } from './role-settings.ts';
import { swarmCopies, swarmDeployed } from './services.ts';
import { SHARED, sharedSteps } from './shared.ts';
import { sharedFolderSteps } from './shared-folder.ts';
import { leaveCluster, timetableSteps } from './shrink-steps.ts';

/**
 * From one server to several, in the order in which a person reads it. `whole`: the steps of the
 * whole job on the first one, of which some are taken along. Until the switch, all goes on as before.
 * `leaving`: those of the cluster that shall not be in it any more, and can be reached.
 */
export function growSteps(
  goal: Goal,
  cluster: Cluster,
  grounds: Grounds,
  whole: readonly Step[],
  leaving: readonly ClusterNode[] = [],
): Step[] {
  const [first, ...others] = cluster.nodes;
  const joined = ['swarm.init', ...others.map((each) => idOn('swarm.join', each))];
  const fronts = others.map((each) => idOn('swarm.front', each));
  const ports = (node: ClusterNode) => portsBetween(cluster, node, grounds(node.host).distribution);
  const alone = { ...ports(first), needs: [] };
  const copied = appParts(goal).some(({ runs }) => runs === 'copies');
  const downloads = others.flatMap((node) => [
    idOn('front.download', node),
    ...(copied ? [imageStepOn(cluster, node)] : []),
  ]);
  const waits = rests(goal);
  const shared = sharedFolderSteps(goal, cluster);
  const stays = goal.cluster?.spread.stays !== undefined;
  const settings = roleSettings(goal);
  const taken = (id: string, needs: readonly string[]) =>
    onlyThose(whole, [id]).map((step) => ({ ...step, needs }));
  const there = [...joined, 'record.write', ...downloads, ...shared.map(({ id }) => id)];
  const rest = madeAnew(goal, cluster, whole, there, leaving);
  const ready = rest.length > 0 ? rest.slice(-1).map(({ id }) => id) : there;
  const services = swarmDeployed(goal, cluster, [
    ...ready,
    ...settings.map(({ id }) => id),
    ...(stays ? [SHARED] : []),
  ]);
  // What waits starts once that from before rests.
  const copies = waits ? [] : [swarmCopies(goal, cluster)];
  const deployed = ['swarm.services', ...copies.map(({ id }) => id)];
  return [
    ...shared,
    ...others.flatMap((node) => {
      const engine = enginesReady(goal, node, grounds(node.host));
      return onHost(node, [...engine, { ...ports(node), needs: lastOf(engine) }]);
    }),
    ...onHost(first, [alone]),
    swarmInit(cluster, grounds(first.host).distribution),
    ...others.map((node) => swarmJoin(cluster, node)),
    ...others.flatMap((node) =>
      images(goal, cluster, node, lastOf(enginesReady(goal, node, grounds(node.host)))),
    ),
    ...taken('record.write', joined),
    ...rest,
    ...settings.map((step) => ({ ...step, needs: rest.length > 0 ? ready : [] })),
    ...(stays ? sharedAlone(goal, cluster, whole, ready) : []).map((step) =>
      rest.length > 0 && step.id === 'app.start' ? { ...step, because: () => undefined } : step,
    ),
    waits ? alsoOnNew(services, goal, cluster) : services,
    ...copies,
    ...(waits ? [] : [swarmSettled(goal, cluster, 'swarm.copies')]),
    // Beside the copies: nobody is led to those servers yet.
    ...others.map((node) => swarmFront(goal, cluster, node)),
    swarmDrain(cluster, [...deployed, ...fronts]),
    ...leaving.flatMap((node) =>
      onHost(node, [{ ...leaveCluster(goal, node, grounds), needs: [] }]).map((step) => {
        return { ...step, needs: ['swarm.drain'] };
      }),
    ),
    swarmDismiss(
      cluster,
      leaving.map((node) => idOn('swarm.leave', node)),
    ),
    swarmTokens(cluster),
    ...(waits && !stays ? handedOver(goal, cluster, whole) : []),
    ...(stays ? startedBeside(goal, cluster) : []),
    onceMore(swarmSwitch(goal, cluster), waits ? [lastStart(goal)] : deployed),
    ...(waits || stays ? [] : [swarmRest(goal, cluster)]),
    ...taken('renewal.write', ['swarm.switch', 'swarm.settled']),
    ...taken('website.check', ['swarm.switch']),
  ];
}

/** Where parts with data would be made anew on the cluster, which the goal says by a copy that it wants of them. */
function madeAnew(
  goal: Goal,
  cluster: Cluster,
  whole: readonly Step[],
  needs: readonly string[],
  leaving: readonly ClusterNode[],
): Step[] {
  if (goal.revision?.kind !== 'copy') return [];
  const own = goal.cluster?.spread.stays ? ['settings.write', 'app.start'] : [];
  const written = [...roleSettings(goal), ...onlyThose(whole, own)];
  const rest = restFirst(goal, cluster, whole, written, [...cluster.nodes, ...leaving], needs);
  const because = () => (cluster.anew ? PERHAPS : ANEW);
  // Whether there must be room for a copy is not known before, and in this need a full disk hinders nobody.
  const steps = cluster.anew ? rest.map(({ foresees: _, ...step }) => step) : rest;
  return steps.map((step, index) => (index === 0 ? { ...step, because } : step));
}

const ANEW =
  'Its parts there were made with other settings, or by another setup-server, and are made anew. Its website is not there until they run again.';

const PERHAPS =
  'Only where its parts there were made with other settings, or by another setup-server: then they stop, their data are copied, and they are made anew. That is not seen before the cluster is begun anew.';

function enginesReady(goal: Goal, { host }: ClusterNode, ground: Ground): Step[] {
  const there = { ...goal, host };
  const { distribution, system, login } = ground;
  return [
    serverReady(there, distribution),
    dockerInstall(there, distribution, system, { engineAlone: true }),
    dockerStart(there, distribution),
    ...(login.root === 'already' ? [] : [dockerGroup(there, distribution, login.user)]),
  ];
}

/** Whoever is let use Docker logs in anew for that, which would cut off what is done beside it. */
function lastOf(engine: readonly Step[]): readonly string[] {
  return engine.slice(-1).map(({ id }) => id);
}

/** What of it may run there. Companions stay on the first server. `ready`: once Docker can be used. */
function images(goal: Goal, cluster: Cluster, node: ClusterNode, ready: readonly string[]): Step[] {
  const there = { ...goal, host: node.host };
  const copies = appParts(goal).some(({ runs }) => runs === 'copies');
  return [
    ...onHost(node, [
      download(there, 'front.download', FRONT_IMAGE, 'the front web server', ready),
    ]),
    ...(copies
      ? [
          imageThere(
            goal,
            cluster,
            node,
            ready.map((id) => idOn(id, node)),
          ),
        ]
      : []),
  ];
}

const AWAY =
  'Its website is not there until it runs on the cluster, mostly for less than a minute. If it does not become well there, it runs here again.';

/** Its containers rest here, and with the same data it starts on the cluster: never both at once. */
function handedOver(goal: Goal, cluster: Cluster, whole: readonly Step[]): Step[] {
  // Nothing is to stop or copy it meanwhile that knows one server only.
  const timetable = timetableSteps(whole, 'swarm.tokens');
  const ready = ['swarm.tokens', ...timetable.map(({ id }) => id)];
  const rested = stoppedSteps(goal, []).map((step, index, all) => {
    const before = all[index - 1];
    if (before) return { ...step, needs: [before.id] };
    return { ...step, needs: ready, because: () => AWAY };
  });
  const last = rested.map(({ id }) => id).slice(-1);
  return [
    ...timetable,
    ...rested,
    ...startSteps(goal, cluster, last),
    swarmSettled(goal, cluster, lastStart(goal)),
  ];
}

/** Its container goes on as what the copies work with: nothing is to stop or copy that which knows one server only. */
function sharedAlone(
  goal: Goal,
  cluster: Cluster,
  whole: readonly Step[],
  needs: readonly string[],
): Step[] {
  const timetable = timetableSteps(whole, 'record.write');
  const all = [...needs, ...timetable.map(({ id }) => id)];
  return [...timetable, ...sharedSteps(goal, cluster, whole, all)];
}

/** Nobody is answered meanwhile, so they start as soon as they are there. */
function startedBeside(goal: Goal, cluster: Cluster): Step[] {
  return [
    ...startSteps(goal, cluster, ['swarm.services']),
    swarmSettled(goal, cluster, lastStart(goal)),
  ];
}

function onceMore(step: Step, needs: readonly string[]): Step {
  return { ...step, needs: [...step.needs, ...needs] };
}
