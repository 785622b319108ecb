import type { SwarmFailure, SwarmServiceFact } from '../facts/docker/swarm-services.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { type Check, HOLDS, hopeless, lacks } from '../steps/step.ts';
import type { Cluster } from './cluster.ts';
import { marksSeen } from './marks.ts';
import type { AppPart } from './parts.ts';
import { specOf } from './stack.ts';

/** Whether a part runs in as many copies as it shall, and none of those before answers any more. */
export function partWell(goal: Goal, cluster: Cluster, part: AppPart, facts: Facts): Check {
  const { name, label, runs } = part;
  const [{ host }] = cluster.nodes;
  const service = serviceOf(name, facts, host, goal);
  if (!service) return lacks(`${label} is not on the cluster.`);
  const replicas = runs === 'once' ? 1 : cluster.replicas;
  const wanted = wantedSpec(name, goal, cluster, facts);
  const tasks = service.tasks.filter(({ running }) => running);
  const well = tasks.filter(({ spec }) => spec === wanted).length;
  if (well !== replicas || service.tasks.some((task) => !task.leaving && task.spec !== wanted))
    return lacks(
      `${well} of ${replicas} copies of ${label} are well so far. ${lastTrouble(service, wanted)}`.trim(),
    );
  // A server that is gone still says of its copies what was last heard of them.
  const ready = (facts.get(query('swarmNodes', host)) ?? []).filter((node) => node.ready);
  if (service.tasks.some(({ leaving, node }) => leaving && ready.some(({ id }) => id === node)))
    return lacks('Copies from before still answer.');
  return service.update === 'updating'
    ? lacks('Swarm still watches whether the new copies stay well.')
    : HOLDS;
}

/** Swarm puts back what was there, with its labels, where new copies do not become well. */
export function takenBack(goal: Goal, cluster: Cluster, facts: Facts): Check | undefined {
  const service = serviceOf('app', facts, cluster.nodes[0].host, goal);
  if (!service || !/^rollback|^paused/.test(service.update)) return undefined;
  const trouble = lastTrouble(service, wantedSpec('app', goal, cluster, facts));
  return hopeless(
    `The new copies did not become well; the ones before were put back. ${trouble}`.trim(),
  );
}

function serviceOf(
  part: string,
  facts: Facts,
  host: string,
  { install }: Goal,
): SwarmServiceFact | undefined {
  return facts.get(query('swarmServices', host, install))?.find(({ name }) => name === part);
}

function wantedSpec(part: string, goal: Goal, cluster: Cluster, facts: Facts): string {
  return specOf(part, goal, cluster, marksSeen(goal, facts));
}

/** Why a copy that is wanted does not run, or what became of the last one that ended. */
function lastTrouble({ tasks, failures }: SwarmServiceFact, wanted: string): string {
  const waits = tasks.map(({ error }) => error).find((each) => each !== '');
  if (waits !== undefined) return `Docker says: ${waits}`;
  const failed = failures.find(({ spec }) => spec === wanted);
  return failed ? whatFailed(failed) : '';
}

function whatFailed({ error, exitCode }: SwarmFailure): string {
  if (/unhealthy/i.test(error)) return 'The last of them ran, and did not answer in time.';
  return error === '' || /^task: non-zero exit/.test(error)
    ? `The last of them ended by itself, with exit code ${exitCode}.`
    : `Docker says of the last of them: ${error}`;
}
