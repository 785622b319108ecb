import type { Outcome } from '../source/event.ts';
import type { Trouble } from '../source/expected-error.ts';
import { lookedAt } from '../source/interview.ts';
import { again, fold, NO_PROGRESS, type Progress } from '../source/progress.ts';
import type { Prepared } from '../source/session/session.ts';
import { look, proceed, withDrafts } from './interviewing.ts';
import type { Action, Ending, FailurePhase, Phase, RunPhase, WizardState } from './phase.ts';

/*
 * What the wizard's state becomes while it runs, fails, stops and ends.
 */

export function progressOf(phase: Phase): Progress {
  return 'progress' in phase ? phase.progress : NO_PROGRESS;
}

/** Begins the work, or goes on with it. */
export function begin(
  state: WizardState,
  prepared: Prepared,
  now: number,
  progress = NO_PROGRESS,
): WizardState {
  const phase: RunPhase = { at: 'run', prepared, progress, stop: 'no', began: now };
  return { ...state, job: state.job + 1, phase };
}

/** The phase after some more events. */
export function after(
  phase: RunPhase,
  { events, now }: Extract<Action, { type: 'happened' }>,
): RunPhase {
  const progress = events.reduce((all, event) => fold(all, event, now), phase.progress);
  return { ...phase, progress };
}

/** What follows the end of the work. */
export function ran(state: WizardState, phase: RunPhase, outcome: Outcome): WizardState {
  const { prepared, progress } = phase;
  if (outcome === 'complete') {
    return { ...state, job: state.job + 1, phase: { at: 'conclude', prepared, progress } };
  }
  const failed = progress.steps.find((step) => step.trouble !== null);
  if (outcome === 'failed' && failed?.trouble) return troubled(state, failed.trouble);
  return end(state, outcome === 'failed' ? 'failed' : 'left');
}

/** Shows a trouble, where something is under way that it could concern. */
export function troubled(state: WizardState, trouble: Trouble): WizardState {
  const { phase } = state;
  if (phase.at === 'run' && phase.stop === 'now') return end(state, 'left');
  if (!DURING.has(phase.at)) return state;
  const progress = progressOf(phase);
  const failure: FailurePhase = {
    at: 'failure',
    trouble,
    // What is read is asked for anew as what is prepared is.
    during: phase.at === 'read' ? 'prepare' : (phase.at as FailurePhase['during']),
    queries: phase.at === 'look' ? phase.queries : [],
    prepared: 'prepared' in phase ? phase.prepared : null,
    progress,
    step: progress.steps.find((step) => step.trouble === trouble)?.title ?? null,
  };
  // What did arrive before the failure need not be looked at again.
  const seenSoFar = phase.at === 'look' ? phase.sightings : [];
  const facts = state.interview.facts.with(seenSoFar);
  return { ...state, interview: { ...state.interview, facts }, phase: failure };
}

const DURING: ReadonlySet<Phase['at']> = new Set(['look', 'prepare', 'read', 'run', 'conclude']);

/** Once more from the failure: the work, or the looking before it. */
export function retry(state: WizardState, phase: FailurePhase, now: number): WizardState {
  const { during, prepared, progress } = phase;
  if (during === 'run' && prepared) return begin(state, prepared, now, again(progress));
  if (during === 'conclude' && prepared) {
    return { ...state, job: state.job + 1, phase: { at: 'conclude', prepared, progress } };
  }
  // What stood in the way may be mended by now, and was seen as it was.
  const queries = during === 'prepare' ? lookedAt(state.script, state.interview) : [];
  return queries.length > 0 ? look(state, queries) : proceed(state);
}

/** Ctrl-C: once stops after what is under way, twice now; outside of a run it leaves. */
export function interrupt(state: WizardState): WizardState {
  const { phase } = state;
  if (phase.at !== 'run') return leave(state);
  if (phase.stop === 'no') return { ...state, phase: { ...phase, stop: 'after-step' } };
  if (phase.stop === 'after-step') return { ...state, phase: { ...phase, stop: 'now' } };
  return end(state, 'left');
}

/** The person leaves; what was typed is kept. */
export function leave(state: WizardState): WizardState {
  const { phase } = state;
  if (phase.at === 'receipt' || phase.at === 'conclude') return end(state, 'complete');
  return end(withDrafts(state), phase.at === 'failure' ? 'failed' : 'left');
}

/** The last phase: nothing follows. */
export function end(state: WizardState, how: Ending): WizardState {
  const { phase } = state;
  const receipt = phase.at === 'receipt' ? phase.receipt : null;
  const trouble = phase.at === 'failure' ? phase.trouble : null;
  const progress = progressOf(phase);
  return { ...state, job: state.job + 1, phase: { at: 'end', how, progress, receipt, trouble } };
}
