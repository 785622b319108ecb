import type { Goal } from '../goal.ts';
import { onlyThose } from '../plan.ts';
import type { Step } from '../steps/step.ts';
import { shownOnAll } from '../swarm/carriers.ts';
import type { Cluster } from '../swarm/cluster.ts';
import { swarmSettled } from '../swarm/deployment.ts';
import { lastStart, startSteps } from '../swarm/gates.ts';
import { onSeveral } from '../swarm/on-several.ts';
import { rests } from '../swarm/parts.ts';
import { swarmServices } from '../swarm/services.ts';

/**
 * An app on several servers stops, or starts again: no copies, or as many as before. What visitors are
 * told changes with them. Throws where the app has its data there: it would have to stop its own safe way.
 */
export function restOnSeveral(goal: Goal, cluster: Cluster, whole: readonly Step[]): Step[] {
  const { app, stopped, cluster: wish } = goal;
  // Of what stays, the copies have no data.
  if (rests(goal) && !wish?.spread.stays) throw onSeveral(goal);
  const starts = rests(goal) && !stopped ? startSteps(goal, cluster, ['swarm.services']) : [];
  const taken = (id: string, needs: readonly string[]) =>
    onlyThose(whole, [id]).map((step) => ({ ...step, needs }));
  const services: Step = {
    ...swarmServices(goal, cluster, []),
    title: stopped
      ? `End all copies of ${app.label}; visitors are told that it was stopped by its owner`
      : `Start ${cluster.replicas === 1 ? 'a copy' : `${cluster.replicas} copies`} of ${app.label}`,
    because: () => undefined,
  };
  return [
    services,
    ...starts,
    shownOnAll(goal, cluster, starts.length > 0 ? [lastStart(goal)] : ['swarm.services']),
    swarmSettled(goal, cluster, 'swarm.shown'),
    ...taken('record.write', ['swarm.settled']),
    ...(stopped ? [] : taken('website.check', ['swarm.shown'])),
  ];
}
