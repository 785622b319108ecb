import type { ContainerSpec } from '../container.ts';
import { type Facts, query } from '../facts/facts.ts';
import { appContainer, companionContainer, type Goal } from '../goal.ts';
import { companionStep } from './companions.ts';
import { opening } from './site-open.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** The app rests first, then what it works with, the last started first. They stay so when the server starts anew. */
export function stoppedSteps(goal: Goal, dockerReady: readonly string[]): Step[] {
  const { install, app, recipe } = goal;
  const told = opening(goal);
  const companions = [...(recipe.companions ?? [])].reverse();
  const ids = ['app.stopped', ...companions.map(({ name }) => companionStep(name, 'stopped'))];
  return [
    stoppedStep(goal, 'app.stopped', app.label, appContainer(goal), [
      ...dockerReady,
      ...(told === 'app.stopped' ? [] : [told]),
    ]),
    ...companions.map((each, index) =>
      stoppedStep(
        goal,
        companionStep(each.name, 'stopped'),
        `${each.label} of ${app.label}`,
        companionContainer(install, each),
        ids.slice(0, index + 1),
      ),
    ),
  ];
}

function stoppedStep(
  { host }: Goal,
  id: string,
  label: string,
  spec: ContainerSpec,
  needs: readonly string[],
): Step {
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
    check,
    actions: () => [{ do: 'rest', spec, forGood: true }],
    remedies: ['npx setup-server start has it run again as before.'],
    evidence: query('log', host, spec.name),
  };
}

const RUNS: ReadonlySet<string> = new Set(['running', 'restarting', 'paused']);
