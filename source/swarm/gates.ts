import type { Action } from '../action.ts';
import type { Course } from '../changes/back-to-work.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { graceSeconds } from './app-services.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { partWell } from './copies.ts';
import { labelled, unlabelled } from './label.ts';
import { leaveCommand } from './leave.ts';
import { marksQueries } from './marks.ts';
import { there } from './on-host.ts';
import { type AppPart, appParts, gateOf } from './parts.ts';
import { asManyCopies, noCopies, waitingAnew } from './placing.ts';

/** The parts of an app start on the cluster, each once the one before is well: nothing else has their data any more. */
export function startSteps(goal: Goal, cluster: Cluster, needs: readonly string[]): Step[] {
  const parts = appParts(goal);
  return parts.map((part, index) => {
    const before = parts[index - 1];
    return startStep(goal, cluster, part, before ? [startId(before)] : needs);
  });
}

/** The step after which all of them are well. */
export function lastStart(goal: Goal): string {
  return startId(appParts(goal).at(-1) ?? { name: '' });
}

function startId({ name }: Pick<AppPart, 'name'>): string {
  return `swarm.start.${name}`;
}

function startStep(goal: Goal, cluster: Cluster, part: AppPart, needs: readonly string[]): Step {
  const { install, recipe } = goal;
  const [first] = cluster.nodes;
  const { label, runs, ready, spec } = part;
  const gate = gateOf(part);
  const nodes = query('swarmNodes', first.host);
  const on = runs === 'once' ? [first] : cluster.nodes;
  const ids = (facts: Facts) => on.map(({ host }) => facts.get(query('swarm', host))?.node ?? '');
  const closed = (facts: Facts) =>
    ids(facts).filter((id) => !facts.get(nodes)?.find((each) => each.id === id)?.labels[gate]);
  const services = query('swarmServices', first.host, install);
  const waits = (facts: Facts) =>
    closed(facts).length > 0 &&
    !facts
      .get(services)
      ?.find(({ name }) => name === part.name)
      ?.tasks.some(({ running }) => running);
  // Swarm places copies as soon as they may run anywhere, and moves none later.
  const spreads = runs === 'copies' && on.length > 1;
  const none = (facts: Facts) =>
    facts.get(services)?.find(({ name }) => name === part.name)?.replicas === 0;
  const volumes = spec.volumes.map(({ source }) => source);
  const data =
    runs === 'once' && volumes.length > 0 ? `, with its data in ${volumes.join(', ')}` : '';
  return {
    id: startId(part),
    title:
      runs === 'once'
        ? `${first.name}: Start ${label} as a part of the cluster${data}`
        : `Start ${cluster.replicas} copies of ${label} on the cluster`,
    needs,
    undoneBy: [stopId(part)],
    sees: [nodes, services, ...marksQueries(goal), ...on.map(({ host }) => query('swarm', host))],
    check: (facts) =>
      closed(facts).length > 0
        ? lacks(`${label} is not to run on the cluster yet.`)
        : partWell(goal, cluster, part, facts),
    actions: (facts) => [
      ...(waits(facts) ? [spreads ? noCopies(install, part) : waitingAnew(install, part)] : []),
      ...closed(facts).map((id) => labelled(id, gate)),
      ...(spreads && (waits(facts) || none(facts))
        ? [asManyCopies(install, part, cluster.replicas)]
        : []),
      {
        do: 'await',
        saying: `${label} to be well`,
        everySeconds: 1,
        patienceSeconds: (ready ?? recipe.ready).patienceSeconds + 60,
      },
    ],
    evidence: query('copyLog', first.host, `${install}_${part.name}`),
    remedies: [
      `On ${first.name}, \`docker service ps --no-trunc ${install}_${part.name}\` shows what became of it.`,
    ],
  };
}

/**
 * The parts of an app stop on the cluster, the last one first, each its own safe way: their data are
 * free for others then. `nodes`: those that can be reached.
 */
export function stopSteps(
  goal: Goal,
  nodes: readonly [ClusterNode, ...ClusterNode[]],
  needs: readonly string[] = [],
): Step[] {
  const parts = [...appParts(goal)].reverse();
  return parts.map((part, index) => {
    const before = parts[index - 1];
    return stopStep(goal, nodes, part, before ? [stopId(before)] : needs);
  });
}

/** Whether a run had come so far that parts of the app were brought to rest, by it or by one before. */
export function wereStopped({ begun, held }: Pick<Course, 'begun' | 'held'>): boolean {
  return [...begun, ...held].some((id) => id.startsWith(STOP));
}

const STOP = 'swarm.stop.';

/** The step after which none of them runs. */
export function lastStop(goal: Goal): string {
  return stopId(appParts(goal)[0]);
}

function stopId({ name }: Pick<AppPart, 'name'>): string {
  return `${STOP}${name}`;
}

function stopStep(
  goal: Goal,
  nodes: readonly [ClusterNode, ...ClusterNode[]],
  part: AppPart,
  needs: readonly string[],
): Step {
  const { install } = goal;
  const [first] = nodes;
  const { name, label, spec, runs } = part;
  const on = runs === 'once' ? [first] : nodes;
  const swarm = query('swarm', first.host);
  const members = query('swarmNodes', first.host);
  const services = query('swarmServices', first.host, install);
  const running = on.map(({ host }) => query('swarmRunning', host, install));
  const open = (facts: Facts) =>
    (facts.get(members) ?? []).filter(({ labels }) => labels[gateOf(part)] !== undefined);
  // Its managers are lost: nothing but the server itself can stop it, and start it again.
  const lost = (facts: Facts) => facts.get(swarm)?.state === 'active' && !facts.get(members);
  return {
    id: stopId(part),
    title: `Stop ${label} on the cluster its safe way`,
    ...(name === 'app' && { because: () => 'Its website is not there until it runs again.' }),
    needs,
    sees: [swarm, members, services, ...running],
    check: (facts) => {
      if (lost(facts)) return lacks('More than half of the servers that decide are lost.');
      if (open(facts).length > 0) return lacks(`${label} may run on the cluster.`);
      // One that is about to start there has no container yet.
      const tasks = facts.get(services)?.find((each) => each.name === name)?.tasks ?? [];
      if (tasks.some(({ leaving, node }) => !leaving && node !== ''))
        return lacks(`${label} is about to run on the cluster.`);
      return running.some((each) => facts.get(each)?.includes(name))
        ? lacks(`${label} runs on the cluster still.`)
        : HOLDS;
    },
    actions: (facts): Action[] =>
      lost(facts)
        ? [
            {
              do: 'run',
              command: stoppedByItself(install, appParts(goal)),
              patienceSeconds: patience(appParts(goal)),
            },
            { do: 'run', command: leaveCommand(goal), patienceSeconds: 60, detached: true },
          ]
        : [
            ...open(facts).map(({ id }) => unlabelled(id, gateOf(part))),
            ...(spec.stop.command
              ? on.map((node) =>
                  there(node, {
                    do: 'run',
                    command: stopCommand(install, part),
                    patienceSeconds: graceSeconds(spec) + 30,
                  }),
                )
              : []),
            {
              do: 'await',
              saying: `${label} to be at rest`,
              everySeconds: 0.5,
              patienceSeconds: patience([part]),
            },
          ],
  };
}

function patience(parts: readonly AppPart[]): number {
  return parts.reduce((sum, { spec }) => sum + graceSeconds(spec) + 60, 0);
}

/** What an image wants run where its main process ignores signals. Swarm has asked it to end by then. */
function stopCommand(install: string, { name, spec }: AppPart): ShellCommand {
  return sh`
    for each in $(docker ps --quiet --filter ${`label=com.docker.swarm.service.name=${install}_${name}`}); do
      docker exec "$each" ${spec.stop.command ?? []} || ! docker exec "$each" true 2>/dev/null || continue
      docker stop -t ${spec.stop.timeoutSeconds} "$each" >/dev/null
    done
  `;
}

/** Nobody starts them again, since no manager is there. */
function stoppedByItself(install: string, parts: readonly AppPart[]): ShellCommand {
  return [...parts].reverse().reduce(
    (all, part) => sh`
      ${all}
      ${part.spec.stop.command ? stopCommand(install, part) : sh`:`}
      ids=$(docker ps --quiet --filter ${`label=com.docker.swarm.service.name=${install}_${part.name}`})
      [ -z "$ids" ] || docker stop -t ${graceSeconds(part.spec)} $ids >/dev/null || exit
    `,
    sh`:`,
  );
}
