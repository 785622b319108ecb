import type { Event, Outcome, ProgressEvent } from './event.ts';
import type { Trouble } from './expected-error.ts';

export type StepState =
  | 'waiting'
  | 'running'
  /** The person has to do something. */
  | 'asking'
  /** Its check held already. */
  | 'held'
  | 'overridden'
  | 'finished'
  /** Something seems wrong that holds nothing up: see `text`. */
  | 'warned'
  | 'failed';

/** One step as it stands now. Times are seconds, on whatever clock `fold` was given. */
export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  /** When it began; null before. */
  readonly began: number | null;
  /** How long it took; null before it finished. */
  readonly seconds: number | null;
  /** What it is at: "Let's Encrypt is looking at port 80". */
  readonly text: string;
  readonly fraction: number | null;
  readonly bytes: NonNullable<ProgressEvent['bytes']> | null;
  /** The last attempt that failed and is being tried again. */
  readonly retry: { readonly what: string; readonly attempt: number } | null;
  readonly instruction: Instruction | null;
  readonly trouble: Trouble | null;
}

export interface Instruction {
  readonly text: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  /** What going on without it means; null where that can't be. */
  readonly overridable: string | null;
}

export interface SaidLine {
  readonly step: string;
  readonly line: string;
}

/** Everything that the events so far add up to. */
export interface Progress {
  readonly steps: readonly StepView[];
  /** The newest lines of output; older ones are only counted. */
  readonly log: readonly SaidLine[];
  readonly forgotten: number;
  /** Who holds the server's lock, while we wait for it. */
  readonly locked: { readonly by: string; readonly since: string } | null;
  readonly outcome: Outcome | null;
  readonly changed: number;
}

export const NO_PROGRESS: Progress = {
  steps: [],
  log: [],
  forgotten: 0,
  locked: null,
  outcome: null,
  changed: 0,
};

/** How many lines of output are kept. */
export const KEPT_LINES = 2000;

/** What stands after one more event. `now` is in seconds. Pure. */
export function fold(progress: Progress, event: Event, now: number): Progress {
  if (event.type === 'locked') {
    return { ...progress, locked: { by: event.by, since: event.since } };
  }
  const free = progress.locked === null ? progress : { ...progress, locked: null };
  switch (event.type) {
    case 'planned':
      return { ...free, steps: event.steps.map((step) => planned(step, progress)) };
    case 'said':
      return say(free, { step: event.step, line: event.line });
    case 'done':
      return { ...free, outcome: event.outcome, changed: event.changed };
    default:
      return change(free, event.step, (step) => after(step, event, now));
  }
}

/** What is kept when a run is tried again: what is finished, and what was said. */
export function again({ steps, log, forgotten }: Progress): Progress {
  const kept = steps.filter(({ state }) => SETTLED.has(state));
  return { ...NO_PROGRESS, steps: kept, log, forgotten };
}

/** How many steps need nothing any more. */
export function settled(progress: Progress): number {
  return progress.steps.filter(({ state }) => SETTLED.has(state)).length;
}

const SETTLED: ReadonlySet<StepState> = new Set(['held', 'overridden', 'finished', 'warned']);

type StepEvent = Exclude<Event, { type: 'planned' | 'locked' | 'said' | 'done' }>;

function after(step: StepView, event: StepEvent, now: number): StepView {
  switch (event.type) {
    case 'started':
      return { ...step, ...IDLE, title: event.title, state: 'running', began: step.began ?? now };
    case 'progress':
      return { ...step, text: event.text, fraction: event.fraction, bytes: event.bytes ?? null };
    case 'instructed': {
      const { text, fields, overridable } = event;
      return { ...step, state: 'asking', instruction: { text, fields, overridable } };
    }
    case 'retried':
      return {
        ...step,
        fraction: null,
        bytes: null,
        retry: { what: event.what, attempt: event.attempt },
      };
    case 'skipped':
      // Finished in an earlier attempt of the same run.
      if (event.why === 'holds' && step.state === 'finished') return step;
      return { ...step, ...IDLE, state: event.why === 'holds' ? 'held' : 'overridden' };
    case 'finished':
      return { ...step, ...IDLE, state: 'finished', seconds: event.seconds };
    case 'warned':
      return { ...step, ...IDLE, state: 'warned', text: event.text };
    case 'failed':
      return { ...step, ...IDLE, state: 'failed', trouble: event.trouble };
  }
}

const IDLE = { text: '', fraction: null, bytes: null, retry: null, instruction: null } as const;

function planned(
  { step, title, holds }: { step: string; title: string; holds: boolean },
  before: Progress,
): StepView {
  const known = before.steps.find(({ id }) => id === step);
  if (known?.state === 'finished' && holds) return { ...known, title };
  return fresh(step, title, holds ? 'held' : 'waiting');
}

function fresh(id: string, title: string, state: StepState): StepView {
  return { id, title, state, began: null, seconds: null, trouble: null, ...IDLE };
}

/** A step that no plan named is shown all the same. */
function change(progress: Progress, id: string, how: (step: StepView) => StepView): Progress {
  const known = progress.steps.some((step) => step.id === id);
  const steps = known ? progress.steps : [...progress.steps, fresh(id, id, 'waiting')];
  return { ...progress, steps: steps.map((step) => (step.id === id ? how(step) : step)) };
}

function say(progress: Progress, said: SaidLine): Progress {
  const log = [...progress.log, said];
  const over = Math.max(0, log.length - KEPT_LINES);
  return { ...progress, log: log.slice(over), forgotten: progress.forgotten + over };
}
