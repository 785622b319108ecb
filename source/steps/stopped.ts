import type { Companion } from '../apps/companion.ts';
import type { ContainerSpec } from '../containers/container.ts';
import {
  appContainer,
  companionContainer,
  companionsOf,
} from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { companionStep } from './companion-step.ts';
import { cutsOff } from './cut-off.ts';
import { opening } from './site-open.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** What was started last rests first. They stay so when the server starts anew. */
export function stoppedSteps(goal: Goal, dockerReady: readonly string[]): Step[] {
  const { install, app, recipe } = goal;
  const told = opening(goal);
  const { before, after } = companionsOf(recipe);
  const part = (companion: Companion) => ({
    id: companionStep(companion.name, 'stopped'),
    label: `${companion.label} of ${app.label}`,
    spec: companionContainer(install, companion),
  });
  const started = [
    ...before.map(part),
    { id: 'app.stopped', label: app.label, spec: appContainer(goal) },
    ...after.map(part),
  ];
  const first = [...dockerReady, ...(told === 'app.stopped' ? [] : [told])];
  return started.reverse().map(({ id, label, spec }, index, parts) => {
    const earlier = parts.slice(0, index).map((each) => each.id);
    return stoppedStep(goal, id, label, spec, earlier.length > 0 ? earlier : first);
  });
}

function stoppedStep(
  goal: Goal,
  id: string,
  label: string,
  spec: ContainerSpec,
  needs: readonly string[],
): Step {
  const { host } = goal;
  const container = query('container', host, spec.name);
  const check = (facts: Facts): Check => {
    const found = facts.get(container);
    if (!found) return HOLDS;
    if (RUNS.has(found.state)) return lacks(`${label} runs.`);
    return found.restart === 'no' ? HOLDS : lacks(`${label} would start again with the server.`);
  };
  return {
    id,
    title: `Stop ${label} its own safe way; it stays stopped when the server starts anew`,
    needs,
    sees: [container],
    ...(id === 'app.stopped' && cutsOff(goal)),
    check,
    actions: () => [{ do: 'rest', spec, forGood: true }],
    remedies: ['npx setup-server start has it run again as before.'],
    evidence: query('log', host, spec.name),
  };
}

const RUNS: ReadonlySet<string> = new Set(['running', 'restarting', 'paused']);
