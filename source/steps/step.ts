import type { Action } from '../action.ts';
import type { Foreseen } from '../certificates/forecast.ts';
import type { Facts, Query } from '../facts/facts.ts';

/** Whether the world is already as a step wants it, and if not, what is missing. */
export type Check =
  | { readonly holds: true }
  | {
      readonly holds: false;
      readonly why: string;
      /** Waiting longer is of no use. */
      readonly hopeless?: boolean;
      /** What to do about just that; before the remedies of the step. */
      readonly next?: readonly string[];
    };

export const HOLDS: Check = { holds: true };

/** It does not hold yet; the actions can change that. */
export function lacks(why: string, next: readonly string[] = []): Check {
  return { holds: false, why, ...(next.length > 0 && { next }) };
}

/** It does not hold, and no waiting or doing of ours would change that. */
export function hopeless(why: string, next: readonly string[] = []): Check {
  return { holds: false, why, hopeless: true, ...(next.length > 0 && { next }) };
}

/** One thing that must be so. Its check is asked before, to skip it, and after, to prove it. */
export interface Step {
  /** `docker.install`. */
  readonly id: string;
  /** Imperative: "Install Docker". */
  readonly title: string | ((facts: Facts) => string);
  /** Ids of the steps that must hold first. Steps that don't need each other run side by side. */
  readonly needs: readonly string[];
  /** Ids of steps before it that undo it: where one of them has something to do, so has this, though it holds now. */
  readonly undoneBy?: readonly string[];
  /** What the check and the actions look at. */
  readonly sees: readonly Query[];
  /** What the actions choose by. Looked at only where the check does not hold. */
  readonly weighs?: readonly Query[];
  readonly check: (facts: Facts) => Check;
  readonly actions: (facts: Facts) => readonly Action[];
  /** Why it is done this way, where there was a choice: one sentence for the review. */
  readonly because?: (facts: Facts) => string | undefined;
  /** What it will meet if it is begun now, as far as that shows in what it weighs. Asked where it does not hold. */
  readonly foresees?: (facts: Facts) => Foreseen | undefined;
  /** What to do when it fails, most likely remedy first, where the check's own words are not enough. */
  readonly remedies?: readonly string[];
  /** Looked at when it fails, to be shown as the raw message. */
  readonly evidence?: Query<'log' | 'copyLog'>;
  /** The person may go on without it; the text says what that means. */
  readonly overridable?: string;
  /** What it finds wrong is told and holds nothing up: it may only seem so from here. Changes nothing. */
  readonly advisory?: true;
}

/** A title may depend on what was seen. */
export function titleOf(step: Step, facts: Facts): string {
  return typeof step.title === 'string' ? step.title : step.title(facts);
}
