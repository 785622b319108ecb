import { containersOf } from '../containers/install-containers.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { appStart } from '../steps/app.ts';
import { settingsWrite } from '../steps/settings.ts';
import { HOLDS, type Step } from '../steps/step.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { marksQueries } from './marks.ts';
import { appParts, gateOf, rests } from './parts.ts';
import { copiedAtRest } from './revise-steps.ts';
import { roleSettings } from './role-settings.ts';
import { areMadeSo } from './services.ts';

/**
 * Parts that share data stop before they are made anew, each its own safe way, and their data are copied: Swarm itself would
 * replace all at once. What is as it shall be already stops for nothing. `written`: what they read and work with;
 * `nodes`: all on which they may run.
 */
export function restFirst(
  goal: Goal,
  cluster: Cluster,
  whole: readonly Step[],
  written: readonly Step[],
  nodes: readonly [ClusterNode, ...ClusterNode[]] = cluster.nodes,
  needs: readonly string[] = [],
): Step[] {
  if (!rests(goal)) return [];
  const sees = [...looksAtParts(goal), ...written.flatMap((step) => step.sees)];
  return copiedAtRest(goal, nodes, whole, needs).map((step) => ({
    ...step,
    sees: [...step.sees, ...sees],
    check: (facts) => (areAsWanted(goal, cluster, written, facts) ? HOLDS : step.check(facts)),
  }));
}

/** What tells whether `wouldRest`. */
export function restQueries(goal: Goal): readonly Query[] {
  return [
    query('swarmNodes', goal.host),
    ...looksAtParts(goal),
    ...containersOf(goal).map(({ name }) => query('container', goal.host, name)),
    ...writtenFor(goal).flatMap(({ sees }) => sees),
  ];
}

/** Whether parts that share data run on the cluster, and would be made anew there as they shall be now. */
export function wouldRest(goal: Goal, cluster: Cluster, facts: Facts): boolean {
  return (
    rests(goal) &&
    (cluster.anew ? mayHaveData(goal, facts) : haveData(goal, facts)) &&
    !areAsWanted(goal, cluster, writtenFor(goal), facts)
  );
}

/** They may run there; or they rest there, and so does what had the data before them. */
function haveData(goal: Goal, facts: Facts): boolean {
  const { host, install } = goal;
  const gates = appParts(goal).map(gateOf);
  const members = facts.get(query('swarmNodes', host)) ?? [];
  if (members.some(({ labels }) => gates.some((gate) => labels[gate] !== undefined))) return true;
  return !runAlone(goal, facts) && Boolean(facts.get(query('swarmServices', host, install)));
}

/** Where too many of those that decide are lost, nothing is seen of what runs there, until it was begun anew. */
function mayHaveData(goal: Goal, facts: Facts): boolean {
  return goal.cluster?.spread.stays !== undefined || !runAlone(goal, facts);
}

function runAlone(goal: Goal, facts: Facts): boolean {
  return containersOf(goal).some(
    ({ name }) => facts.get(query('container', goal.host, name))?.state === 'running',
  );
}

/** What is written on the first server for them, and what the copies work with. */
function writtenFor(goal: Goal): readonly Step[] {
  const stays = goal.cluster?.spread.stays !== undefined;
  return [...roleSettings(goal), ...(stays ? [settingsWrite(goal), appStart(goal)] : [])];
}

function looksAtParts(goal: Goal): readonly Query[] {
  return [query('swarmServices', goal.host, goal.install), ...marksQueries(goal)];
}

/** Whether what is written for them is, and they are made by it. */
export function areAsWanted(
  goal: Goal,
  cluster: Cluster,
  written: readonly Step[],
  facts: Facts,
): boolean {
  const names = appParts(goal).map(({ name }) => name);
  return written.every((step) => step.check(facts).holds) && areMadeSo(names, goal, cluster, facts);
}
