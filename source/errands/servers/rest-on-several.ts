import type { Goal } from '../../goal.ts';
import { onlyThose } from '../../plan.ts';
import { HOLDS, type Step } from '../../steps/step.ts';
import { shownOnAll } from '../../swarm/carriers.ts';
import type { Cluster } from '../../swarm/cluster.ts';
import { swarmSettled } from '../../swarm/deployment.ts';
import { lastStop, startSteps, stopSteps } from '../../swarm/gates.ts';
import { appParts, rests } from '../../swarm/parts.ts';
import { sharedBack } from '../../swarm/revise-steps.ts';
import { areDeployed, swarmServices } from '../../swarm/services.ts';

/**
 * An app on several servers stops, or starts again: no copies, or as many as before. What visitors are
 * told changes with them. Where parts share data, they stop and start one after another, each its own safe way.
 */
export function restOnSeveral(goal: Goal, cluster: Cluster, whole: readonly Step[]): Step[] {
  const { stopped } = goal;
  const taken = (id: string, needs: readonly string[]) =>
    onlyThose(whole, [id]).map((step) => ({ ...step, needs }));
  return [
    ...deployed(goal, cluster, whole),
    shownOnAll(goal, cluster, ['swarm.services']),
    swarmSettled(goal, cluster, 'swarm.shown'),
    ...taken('record.write', ['swarm.settled']),
    ...(stopped ? [] : taken('website.check', ['swarm.shown'])),
  ];
}

function deployed(goal: Goal, cluster: Cluster, whole: readonly Step[]): Step[] {
  if (rests(goal))
    return goal.stopped ? partsStop(goal, cluster, whole) : partsStart(goal, cluster, whole);
  const { app, stopped } = goal;
  const copies = cluster.replicas === 1 ? 'a copy' : `${cluster.replicas} copies`;
  return [
    called(
      swarmServices(goal, cluster, []),
      stopped
        ? `End all copies of ${app.label}; visitors are told that it was stopped by its owner`
        : `Start ${copies} of ${app.label}`,
    ),
  ];
}

/**
 * Visitors are told first: its parts may take minutes. But where these are of another version of ours, they
 * are at rest before that is deployed: Swarm would end all of them at once.
 */
function partsStop(goal: Goal, cluster: Cluster, whole: readonly Step[]): Step[] {
  const names = appParts(goal).map(({ name }) => name);
  const services = swarmServices(goal, cluster, []);
  const told = 'Have all web servers tell visitors that it was stopped by its owner';
  const only = (step: Step, same: boolean): Step => ({
    ...called(step, told),
    check: (facts) =>
      areDeployed(names, goal, cluster, facts) === same ? step.check(facts) : HOLDS,
  });
  const stops = stopSteps(goal, cluster.nodes, ['swarm.told']);
  const shared = goal.cluster?.spread.stays ? onlyThose(whole, ['app.stopped']) : [];
  const rest = [...stops, ...shared.map((step) => ({ ...step, needs: [lastStop(goal)] }))];
  const last = rest.slice(-1).map(({ id }) => id);
  return [
    { ...only(services, true), id: 'swarm.told' },
    ...rest,
    { ...only(services, false), needs: last },
  ];
}

/** Visitors come in once all parts are well. */
function partsStart(goal: Goal, cluster: Cluster, whole: readonly Step[]): Step[] {
  const closed = swarmServices({ ...goal, stopped: 'until all parts are well' }, cluster, []);
  const shared = sharedBack(goal, whole, ['swarm.ready']);
  const starts = startSteps(goal, cluster, ['swarm.ready', ...shared.map(({ id }) => id)]);
  const last = starts.slice(-1).map(({ id }) => id);
  return [
    {
      ...called(closed, `Bring ${goal.app.label} to the cluster, where it waits`),
      id: 'swarm.ready',
      check: (facts) =>
        areDeployed(['carrier'], goal, cluster, facts) ? HOLDS : closed.check(facts),
    },
    ...[...shared, ...starts],
    called(swarmServices(goal, cluster, last), 'Have all web servers lead visitors to it again'),
  ];
}

function called(step: Step, title: string): Step {
  return { ...step, title, because: () => undefined };
}
