import type { Action } from './action.ts';
import type { PlannedEvent } from './event.ts';
import type { Facts, Query } from './facts/facts.ts';
import type { Goal } from './goal.ts';
import { type Step, titleOf } from './steps/step.ts';

export interface PlannedStep {
  readonly step: Step;
  readonly title: string;
  readonly holds: boolean;
  /** What is missing; '' where it holds. */
  readonly why: string;
  /** Told once, though several of the steps may be for that reason. */
  readonly because: string | undefined;
  /** What may go wrong with it, as far as that can be foreseen. */
  readonly warning?: string | undefined;
  /** As far as they can be known now. */
  readonly actions: readonly Action[];
}

/** Leaves those of the steps that are to be done, and may change how. They may need no other ones. */
export type Narrow = (steps: readonly Step[], goal: Goal) => readonly Step[];

/** Those of the steps, which no longer wait for the others. */
export function onlyThose(steps: readonly Step[], ids: readonly string[]): Step[] {
  return steps
    .filter(({ id }) => ids.includes(id))
    .map((step) => ({ ...step, needs: step.needs.filter((id) => ids.includes(id)) }));
}

/** Which of the steps this host still needs, given what was seen of it. */
export function plan(steps: readonly Step[], facts: Facts): PlannedStep[] {
  const said = new Set<string>();
  const open = openIn(steps, facts);
  return steps.map((step) => {
    const why = open.get(step.id);
    const holds = why === undefined;
    const reason = step.because?.(facts);
    const isKnown = reason !== undefined && said.has(reason);
    if (reason !== undefined && !holds) said.add(reason);
    return {
      step,
      title: titleOf(step, facts),
      holds,
      why: why ?? '',
      because: isKnown ? undefined : reason,
      warning: holds ? undefined : warningOf(step, facts),
      actions: holds ? [] : step.actions(facts),
    };
  });
}

/** By its id, what is missing of each step that has something to do. */
function openIn(steps: readonly Step[], facts: Facts): ReadonlyMap<string, string> {
  const open = new Map<string, string>();
  for (const { id, check, undoneBy = [] } of steps) {
    const found = check(facts);
    if (!found.holds) open.set(id, found.why);
    else if (undoneBy.some((each) => open.has(each)))
      open.set(id, 'It is so now, and no longer after what comes before.');
  }
  return open;
}

function warningOf(step: Step, facts: Facts): string | undefined {
  const foreseen = step.foresees?.(facts);
  return foreseen && 'warns' in foreseen ? foreseen.warns : undefined;
}

/** A plan without what only the loop needs. */
export function asEvent(planned: readonly PlannedStep[]): PlannedEvent[] {
  return planned.map(({ step, title, holds }) => ({ step: step.id, title, holds }));
}

/** What must be looked at besides, to say how those steps would be done that have something to do. */
export function weighedBy(steps: readonly Step[], facts: Facts): readonly Query[] {
  const open = openIn(steps, facts);
  return steps.flatMap(({ id, weighs = [] }) => (open.has(id) ? weighs : []));
}

/** Whether nothing is done but that files are written on the person's own computer. */
export function isOnlyHere(planned: readonly Pick<PlannedStep, 'step'>[]): boolean {
  const sees = planned.flatMap(({ step }) => step.sees);
  return sees.length > 0 && sees.every(({ fact }) => fact === 'ownText');
}

/** How many steps have something to change. */
export function changes(planned: readonly PlannedStep[]): number {
  return planned.filter(({ holds, step }) => !holds && !step.advisory).length;
}
