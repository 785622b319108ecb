import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { certificateFile } from '../paths.ts';
import { type Check, HOLDS, lacks, type Step } from '../steps/step.ts';
import type { Cluster } from './cluster.ts';
import { deployCommand } from './deployment.ts';
import { marksSeen } from './marks.ts';
import { specOf } from './stack.ts';

/** A renewed certificate goes to all servers, as it does when the first one renews it by itself. */
export function certificateOnAll(goal: Goal): Step {
  const ending = (facts: Facts) => `-${chainIn(goal, facts).slice(0, 16)}`;
  return {
    id: 'swarm.certificate',
    title: 'Hand the certificate to the web servers on all servers',
    because: () => 'They take it up without dropping anybody.',
    needs: ['certificate.obtain'],
    sees: seenOf(goal),
    check: (facts) => carried(goal, facts, (spec) => spec.endsWith(ending(facts))),
    actions: () => [{ do: 'run', command: deployCommand(goal), patienceSeconds: 120 }, AWAIT],
  };
}

/** What was deployed is what visitors are shown, at whichever server. */
export function shownOnAll(goal: Goal, cluster: Cluster, needs: readonly string[]): Step {
  const wanted = (facts: Facts) => specOf('carrier', goal, cluster, marksSeen(goal, facts));
  return {
    id: 'swarm.shown',
    title: goal.stopped ? 'Tell visitors so at all servers' : 'Let visitors in at all servers',
    needs,
    sees: seenOf(goal),
    check: (facts) => carried(goal, facts, (spec) => spec === wanted(facts)),
    actions: () => [AWAIT],
  };
}

const AWAIT = {
  do: 'await',
  saying: 'the web server on every server',
  everySeconds: 1,
  patienceSeconds: 120,
} as const;

function queriesOf({ host, install }: Goal) {
  return {
    services: query('swarmServices', host, install),
    nodes: query('swarmNodes', host),
    chain: query('file', host, certificateFile(install)),
  };
}

function seenOf(goal: Goal) {
  return Object.values(queriesOf(goal));
}

function chainIn(goal: Goal, facts: Facts): string {
  return facts.get(queriesOf(goal).chain)?.sha256 ?? '';
}

/** Whether what hands certificate and configuration to the web servers is as wanted, wherever it is heard of. */
function carried(goal: Goal, facts: Facts, isWanted: (spec: string) => boolean): Check {
  const queries = queriesOf(goal);
  const carrier = facts.get(queries.services)?.find(({ name }) => name === 'carrier');
  if (!isWanted(carrier?.labels['setup-server.spec'] ?? ''))
    return lacks('The web servers have what was before.');
  const ready = (facts.get(queries.nodes) ?? []).filter((node) => node.ready).map(({ id }) => id);
  const there = carrier?.tasks.filter((task) => !task.leaving && ready.includes(task.node)) ?? [];
  return there.length > 0 && there.every(({ running, spec }) => running && isWanted(spec))
    ? HOLDS
    : lacks('Not every web server has it yet.');
}
