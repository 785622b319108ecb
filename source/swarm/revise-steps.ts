import { containersOf } from '../containers/install-containers.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { onlyThose } from '../plan.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step, titleOf } from '../steps/step.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { swarmSettled } from './deployment.ts';
import { lastStart, lastStop, startSteps, stopSteps } from './gates.ts';
import { imageThere } from './image.ts';
import { appParts } from './parts.ts';
import { roleSettings } from './role-settings.ts';
import { swarmServices } from './services.ts';
import { SHARED } from './shared.ts';

/**
 * All parts of an app stop, their data are copied, and those of another version start with them. `whole`:
 * the steps of the whole job, for an upgrade; `begun`: what an earlier
 * run called the copy, which was cut off.
 */
export function replaceSteps(
  before: Goal,
  after: Goal,
  cluster: Cluster,
  whole: readonly Step[],
  begun: string | null,
): Step[] {
  const { host, install } = after;
  const [first] = cluster.nodes;
  const taken = takenFrom(whole);
  const copied = appParts(after).some(({ runs }) => runs === 'copies');
  const images = (copied ? cluster.nodes : [first]).map((node) =>
    imageThere(after, cluster, node, []),
  );
  const [here] = images;
  const other = after.cluster?.spread.stays && after.recipe.container.image !== cluster.image;
  const own = (other && here ? taken('app.download', [here.id]) : []).map(
    (step): Step => ({ ...step, title: (facts) => `${first.name}: ${titleOf(step, facts)}` }),
  );
  const settings = [...taken('settings.write', ['backup.make']), ...roleSettings(after)].map(
    (step) => ({ ...step, needs: ['backup.make'] }),
  );
  const backups = query('backups', host, install);
  // Once they are copied, what runs is the new version.
  const stops = stopSteps(before, cluster.nodes, ['change.begin']).map((step): Step => {
    const { sees, check } = step;
    return {
      ...step,
      sees: [...sees, backups],
      check: (facts) =>
        facts.get(backups)?.some((each) => each.stamp === begun) ? HOLDS : check(facts),
    };
  });
  const rest = sharedRest(after, whole, lastStop(before));
  const shared = sharedBack(
    after,
    whole,
    settings.map(({ id }) => id),
  );
  return [
    ...[...images, ...own],
    ...taken(
      'change.begin',
      [...images, ...own].map(({ id }) => id),
    ),
    ...stops,
    ...rest,
    ...taken('backup.make', idsOr(rest, lastStop(before))),
    ...settings,
    ...shared,
    swarmServices(after, cluster, ['backup.make', ...[...settings, ...shared].map(({ id }) => id)]),
    ...startSteps(after, cluster, ['swarm.services']),
    swarmSettled(after, cluster, lastStart(after)),
    ...taken('record.write', ['swarm.settled']),
    ...forgetBefore(after, ['record.write']),
    ...taken('website.check', [lastStart(after)]),
    ...taken('change.end', ['record.write', 'website.check']),
  ];
}

/** The parts of an app as they were, with the data of a copy where one is put back. */
export function putBackSteps(goal: Goal, cluster: Cluster, whole: readonly Step[]): Step[] {
  const taken = takenFrom(whole);
  const backup = goal.revision?.kind === 'restore' ? goal.revision.backup : null;
  const change = query('change', goal.host, goal.install);
  const last = lastStop(goal);
  const stops = stopSteps(goal, cluster.nodes, ['change.begin']).map((step): Step => {
    const { sees, check } = step;
    return {
      ...step,
      sees: [...sees, change],
      check: (facts) => (facts.get(change)?.restored === backup?.stamp ? HOLDS : check(facts)),
    };
  });
  const rest = sharedRest(goal, whole, last);
  const copy = taken('backup.make', idsOr(rest, last));
  const back = taken('data.restore', idsOr([...rest, ...copy].slice(-1), last));
  const atRest = backup ? [...taken('change.begin', []), ...stops, ...rest, ...copy, ...back] : [];
  const restored = atRest.slice(-1).map(({ id }) => id);
  const settings = goal.cluster?.spread.stays ? taken('settings.write', restored) : [];
  const settled = idsOr(settings, ...restored);
  const shared = sharedBack(goal, whole, settled);
  return [
    ...(goal.cluster?.spread.stays ? taken('images.restore', []) : []),
    ...atRest,
    ...settings,
    ...shared,
    swarmServices(goal, cluster, [...settled, ...shared.map(({ id }) => id)]),
    ...startSteps(goal, cluster, ['swarm.services']),
    swarmSettled(goal, cluster, lastStart(goal)),
    ...taken('record.write', ['swarm.settled']),
    ...forgetBefore(goal, ['record.write']),
    ...taken('website.check', [lastStart(goal)]),
    ...taken('change.end', ['record.write']),
  ];
}

/** The data are copied, and the same parts go on with them. */
export function copySteps(goal: Goal, cluster: Cluster, whole: readonly Step[]): Step[] {
  return [
    ...copiedAtRest(goal, cluster.nodes, whole),
    ...(goal.stopped ? [] : goOnSteps(goal, cluster, whole, ['backup.make'])),
  ];
}

/** All parts stop, and their data are copied where the whole job has a step for that. */
export function copiedAtRest(
  goal: Goal,
  nodes: readonly [ClusterNode, ...ClusterNode[]],
  whole: readonly Step[],
  needs: readonly string[] = [],
): Step[] {
  const rest = sharedRest(goal, whole, lastStop(goal));
  return [
    ...stopSteps(goal, nodes, needs),
    ...rest,
    ...takenFrom(whole)('backup.make', idsOr(rest, lastStop(goal))),
  ];
}

/** What was stopped on the cluster goes on as it was. */
export function goOnSteps(
  goal: Goal,
  cluster: Cluster,
  whole: readonly Step[],
  needs: readonly string[],
): Step[] {
  const shared = sharedBack(goal, whole, needs);
  if (shared.length === 0) return startSteps(goal, cluster, needs);
  const ids = shared.map(({ id }) => id);
  return [
    ...shared,
    swarmServices(goal, cluster, ids),
    ...startSteps(goal, cluster, ['swarm.services']),
    swarmSettled(goal, cluster, lastStart(goal)),
  ];
}

/** What the copies work with stops its own safe way once they rest. */
function sharedRest(goal: Goal, whole: readonly Step[], after: string): Step[] {
  return goal.cluster?.spread.stays ? takenFrom(whole)('app.stop', [after]) : [];
}

/** What the copies work with is well before they start. */
export function sharedBack(goal: Goal, whole: readonly Step[], needs: readonly string[]): Step[] {
  if (!goal.cluster?.spread.stays) return [];
  const taken = takenFrom(whole);
  return [...taken('app.start', needs), ...taken(SHARED, ['app.start'])];
}

function idsOr(steps: readonly Step[], ...others: readonly string[]): readonly string[] {
  return steps.length > 0 ? steps.map(({ id }) => id) : others;
}

/** The containers from before the cluster are no way back any more: another version has the data. */
function forgetBefore(goal: Goal, needs: readonly string[]): Step[] {
  const { app, host, cluster } = goal;
  // There is none but the one that the copies work with.
  if (cluster?.spread.stays) return [];
  const all = containersOf(goal).map((spec) => ({
    spec,
    seen: query('container', host, spec.name),
  }));
  const step: Step = {
    id: 'swarm.forget',
    title: `Remove the containers of ${app.label} from before, which have another version`,
    because: () => 'Their data stay; going back to one server makes them anew.',
    needs,
    sees: all.map(({ seen }) => seen),
    check: (facts) =>
      all.some(({ spec, seen }) => isOther(facts.get(seen), spec.image))
        ? lacks('One with another version is there.')
        : HOLDS,
    actions: (facts) =>
      all
        .filter(({ spec, seen }) => isOther(facts.get(seen), spec.image))
        .map(({ seen }) => ({
          do: 'run',
          command: sh`docker rm ${facts.get(seen)?.id ?? ''} >/dev/null`,
          patienceSeconds: 60,
        })),
  };
  return [step];
}

function isOther(
  found: { readonly image: string; readonly state: string } | null | undefined,
  image: string,
): boolean {
  return (
    found !== null && found !== undefined && found.state !== 'running' && found.image !== image
  );
}

function takenFrom(whole: readonly Step[]) {
  return (id: string, needs: readonly string[]): Step[] =>
    onlyThose(whole, [id]).map((step) => ({ ...step, needs }));
}
