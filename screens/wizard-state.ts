import type { Event, Outcome } from '../source/event.ts';
import type { Trouble } from '../source/expected-error.ts';
import type { Query, Sighting } from '../source/facts/facts.ts';
import type { Finding } from '../source/facts/finding.ts';
import type { Prompt } from '../source/hosts/host.ts';
import { type Interview, type Item, nextMove } from '../source/interview.ts';
import { again, fold, NO_PROGRESS, type Progress } from '../source/progress.ts';
import type { Section } from '../source/questions/question.ts';
import type { Receipt } from '../source/receipt.ts';
import type { Prepared } from '../source/session.ts';
import {
  type Asking,
  asking,
  assumptions,
  confirm,
  keepDrafts,
  previous,
  questionsOf,
  readAll,
  stillAssumed,
  typed,
  without,
} from './asking.ts';
import { type Input, withoutHosts } from './input.ts';

export type Ending = 'complete' | 'left' | 'failed';

export interface AskPhase extends Asking {
  readonly at: 'ask';
  /** What a look before this question found. */
  readonly notes: readonly Finding[];
}

export interface LookPhase {
  readonly at: 'look';
  readonly queries: readonly Query[];
  readonly sightings: readonly Sighting[];
  readonly findings: readonly Finding[];
  /** All is seen, and the person shall read it before it goes on. */
  readonly ended: boolean;
}

export interface RunPhase {
  readonly at: 'run';
  readonly prepared: Prepared;
  readonly progress: Progress;
  readonly stop: 'no' | 'after-step' | 'now';
  /** Seconds, on the clock of the actions. */
  readonly began: number;
}

export interface FailurePhase {
  readonly at: 'failure';
  readonly trouble: Trouble;
  /** What failed, and would be tried again. */
  readonly during: 'look' | 'prepare' | 'run' | 'conclude';
  readonly queries: readonly Query[];
  readonly prepared: Prepared | null;
  readonly progress: Progress;
  /** The failed step's title, where it was one. */
  readonly step: string | null;
}

export type Phase =
  | { readonly at: 'welcome' }
  | { readonly at: 'offer' }
  | AskPhase
  | LookPhase
  | { readonly at: 'prepare' }
  | { readonly at: 'review'; readonly prepared: Prepared }
  | RunPhase
  | { readonly at: 'conclude'; readonly prepared: Prepared; readonly progress: Progress }
  | FailurePhase
  | { readonly at: 'receipt'; readonly receipt: Receipt; readonly progress: Progress }
  | {
      readonly at: 'end';
      readonly how: Ending;
      readonly progress: Progress;
      readonly receipt: Receipt | null;
      readonly trouble: Trouble | null;
    };

export interface WizardState {
  readonly script: readonly Item[];
  readonly interview: Interview;
  readonly phase: Phase;
  /** Questions that few people need, whose answers are our suggestions. Nobody was asked. */
  readonly assumed: readonly string[];
  /** Counts what runs in the background; results of an earlier one come too late and are dropped. */
  readonly job: number;
  /** What the way into the server asks of the person, over whatever is shown. */
  readonly prompt: Prompt | null;
  /** What was just done at the person's wish: "Saved as answers.yaml". */
  readonly note: { readonly text: string; readonly good: boolean } | null;
}

export type Action =
  | { readonly type: 'begin' }
  | { readonly type: 'afresh'; readonly forget: readonly string[] }
  | { readonly type: 'typed'; readonly id: string; readonly input: Input }
  | { readonly type: 'focused'; readonly focus: string }
  | { readonly type: 'submitted' }
  | { readonly type: 'went-back' }
  /** Wants to see the settings that few people need. */
  | { readonly type: 'wanted-more' }
  | {
      readonly type: 'sighted';
      readonly job: number;
      readonly sighting: Sighting;
      readonly finding?: Finding | undefined;
    }
  | { readonly type: 'looked'; readonly job: number }
  | { readonly type: 'prepared'; readonly job: number; readonly prepared: Prepared }
  | { readonly type: 'approved'; readonly now: number }
  | {
      readonly type: 'happened';
      readonly job: number;
      readonly events: readonly Event[];
      readonly now: number;
    }
  | { readonly type: 'ran'; readonly job: number; readonly outcome: Outcome }
  | { readonly type: 'concluded'; readonly job: number; readonly receipt: Receipt }
  | { readonly type: 'troubled'; readonly job: number; readonly trouble: Trouble }
  | { readonly type: 'retried'; readonly now: number }
  | { readonly type: 'prompted'; readonly prompt: Prompt | null }
  | { readonly type: 'noted'; readonly text: string; readonly good: boolean }
  | { readonly type: 'interrupted' }
  | { readonly type: 'left' };

/** Where the wizard starts. */
export function firstState(
  script: readonly Item[],
  interview: Interview,
  opening: 'welcome' | 'offer' | 'straight',
): WizardState {
  const phase: Phase = { at: opening === 'offer' ? 'offer' : 'welcome' };
  const state: WizardState = {
    script,
    interview,
    phase,
    assumed: [],
    job: 0,
    prompt: null,
    note: null,
  };
  return opening === 'straight' ? proceed(state) : state;
}

/** What an action makes of the wizard. Pure; `WizardControl` does what the new phase asks for. */
export function reduce(before: WizardState, action: Action): WizardState {
  if ('job' in action && action.job !== before.job) return before;
  if (action.type === 'noted') return { ...before, note: { text: action.text, good: action.good } };
  if (action.type === 'prompted') return { ...before, prompt: action.prompt };
  const fleeting = before.note !== null && !('job' in action) && action.type !== 'left';
  const state = fleeting ? { ...before, note: null } : before;
  const { phase } = state;
  switch (action.type) {
    case 'begin':
      return proceed(state);
    case 'afresh':
      return proceed({ ...state, interview: without(state.interview, action.forget) });
    case 'typed':
      return phase.at === 'ask' ? { ...state, phase: type(state, phase, action) } : state;
    case 'focused':
      return phase.at === 'ask' ? { ...state, phase: { ...phase, focus: action.focus } } : state;
    case 'submitted':
      if (phase.at === 'ask') return submit(state, phase);
      return phase.at === 'look' && phase.ended ? proceed(state) : state;
    case 'went-back':
      return goBack(state);
    case 'wanted-more':
      return showMore(state);
    case 'sighted':
      return phase.at === 'look' ? { ...state, phase: seen(phase, action) } : state;
    case 'looked':
      return phase.at === 'look' ? looked(state, phase) : state;
    case 'prepared':
      return { ...state, phase: { at: 'review', prepared: action.prepared } };
    case 'approved':
      return phase.at === 'review' ? begin(state, phase.prepared, action.now) : state;
    case 'happened':
      return phase.at === 'run' ? { ...state, phase: after(phase, action) } : state;
    case 'ran':
      return phase.at === 'run' ? ran(state, phase, action.outcome) : state;
    case 'concluded': {
      const progress = progressOf(phase);
      return { ...state, phase: { at: 'receipt', receipt: action.receipt, progress } };
    }
    case 'troubled':
      return troubled(state, action.trouble);
    case 'retried':
      if (phase.at === 'look' && phase.ended) return look(state, phase.queries);
      return phase.at === 'failure' ? retry(state, phase, action.now) : state;
    case 'interrupted':
      return interrupt(state);
    case 'left':
      return leave(state);
  }
}

/** Where the trail stands; null on the screens that have none. */
export function sectionOf(state: WizardState): Section | null {
  const { phase } = state;
  if (phase.at === 'ask') return phase.questions[0]?.section ?? null;
  if (phase.at === 'review' || phase.at === 'prepare') return 'Review';
  if (phase.at !== 'look') return null;
  const last = state.interview.confirmed.at(-1);
  return questionsOf(state.script).find(({ id }) => id === last)?.section ?? null;
}

export function progressOf(phase: Phase): Progress {
  return 'progress' in phase ? phase.progress : NO_PROGRESS;
}

/** The interview without what nobody was asked: that is suggested anew when it is needed. */
export function ownAnswers({ interview, assumed }: WizardState): Interview {
  return without(interview, assumed);
}

function proceed(state: WizardState, notes: readonly Finding[] = []): WizardState {
  const { script, interview } = state;
  const next = nextMove(script, interview);
  if (next.move === 'look') return look(state, next.queries);
  if (next.move === 'done') return { ...state, job: state.job + 1, phase: { at: 'prepare' } };
  const assumed = assumptions(next.questions, interview);
  if (assumed === undefined) return ask(state, asking(next.questions, interview), notes);
  return proceed(
    {
      ...state,
      interview: confirm(interview, assumed),
      assumed: [...state.assumed, ...Object.keys(assumed)],
    },
    notes,
  );
}

function look(state: WizardState, queries: readonly Query[]): WizardState {
  const phase: LookPhase = { at: 'look', queries, sightings: [], findings: [], ended: false };
  return { ...state, job: state.job + 1, phase };
}

function ask(state: WizardState, asked: Asking, notes: readonly Finding[] = []): WizardState {
  return { ...state, phase: { at: 'ask', ...asked, notes } };
}

function type(
  { script, interview }: WizardState,
  phase: AskPhase,
  { id, input }: Extract<Action, { type: 'typed' }>,
): AskPhase {
  return { ...phase, ...typed(phase, id, input, script, interview) };
}

function submit(state: WizardState, phase: AskPhase): WizardState {
  const reading = readAll(phase, state.interview);
  if ('wrong' in reading)
    return { ...state, phase: { ...phase, tried: true, focus: reading.wrong } };
  const { given } = reading;
  if (phase.more) {
    const interview = confirm(state.interview, given);
    return proceed({
      ...state,
      interview,
      assumed: stillAssumed(state.script, interview, state.assumed),
    });
  }
  return proceed({ ...state, interview: confirm(ownAnswers(state), given), assumed: [] });
}

function goBack(state: WizardState): WizardState {
  const { phase, script } = state;
  if (!CAN_GO_BACK.has(phase.at)) return state;
  if (phase.at === 'ask' && phase.more) return proceed(state);
  const kept = withDrafts(state);
  const own = { ...ownAnswers(kept), facts: kept.interview.facts };
  // After a run, or its failure, what was seen of the server is old.
  const interview = phase.at === 'failure' ? { ...own, facts: withoutHosts(own.facts) } : own;
  const before = previous(script, interview, phase.at === 'ask' ? phase.questions : []);
  if (before) {
    const moved = { ...kept, interview: before.interview, assumed: [], job: state.job + 1 };
    return ask(moved, asking(before.questions, before.interview));
  }
  return phase.at === 'ask'
    ? kept
    : proceed({ ...kept, interview, assumed: [], job: state.job + 1 });
}

const CAN_GO_BACK: ReadonlySet<Phase['at']> = new Set([
  'ask',
  'look',
  'prepare',
  'review',
  'failure',
]);

function showMore(state: WizardState): WizardState {
  const { script, interview, assumed } = state;
  const questions = questionsOf(script).filter(({ id }) => assumed.includes(id));
  return questions.length === 0 ? state : ask(state, asking(questions, interview, true));
}

function withDrafts(state: WizardState): WizardState {
  const { phase, interview } = state;
  return phase.at === 'ask' ? { ...state, interview: keepDrafts(phase, interview) } : state;
}

function seen(phase: LookPhase, action: Extract<Action, { type: 'sighted' }>): LookPhase {
  const { finding, sighting } = action;
  return {
    ...phase,
    sightings: [...phase.sightings, sighting],
    findings: finding === undefined ? phase.findings : [...phase.findings, finding],
  };
}

function looked(state: WizardState, phase: LookPhase): WizardState {
  const facts = state.interview.facts.with(phase.sightings);
  const missing = phase.queries.find((query) => !facts.has(query));
  if (missing) throw new Error(`A look did not bring ${missing.fact} ${missing.subject}.`);
  const next = { ...state, interview: { ...state.interview, facts } };
  if (phase.findings.every(({ status }) => status === 'good')) return proceed(next, phase.findings);
  return { ...next, phase: { ...phase, ended: true } };
}

function begin(
  state: WizardState,
  prepared: Prepared,
  now: number,
  progress = NO_PROGRESS,
): WizardState {
  const phase: RunPhase = { at: 'run', prepared, progress, stop: 'no', began: now };
  return { ...state, job: state.job + 1, phase };
}

function after(phase: RunPhase, { events, now }: Extract<Action, { type: 'happened' }>): RunPhase {
  const progress = events.reduce((all, event) => fold(all, event, now), phase.progress);
  return { ...phase, progress };
}

function ran(state: WizardState, phase: RunPhase, outcome: Outcome): WizardState {
  const { prepared, progress } = phase;
  if (outcome === 'complete') {
    return { ...state, job: state.job + 1, phase: { at: 'conclude', prepared, progress } };
  }
  const failed = progress.steps.find((step) => step.trouble !== null);
  if (outcome === 'failed' && failed?.trouble) return troubled(state, failed.trouble);
  return end(state, outcome === 'failed' ? 'failed' : 'left');
}

function troubled(state: WizardState, trouble: Trouble): WizardState {
  const { phase } = state;
  if (phase.at === 'run' && phase.stop === 'now') return end(state, 'left');
  if (!DURING.has(phase.at)) return state;
  const progress = progressOf(phase);
  const failure: FailurePhase = {
    at: 'failure',
    trouble,
    during: phase.at as FailurePhase['during'],
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

const DURING: ReadonlySet<Phase['at']> = new Set(['look', 'prepare', 'run', 'conclude']);

function retry(state: WizardState, phase: FailurePhase, now: number): WizardState {
  const { during, prepared, progress } = phase;
  if (during === 'run' && prepared) return begin(state, prepared, now, again(progress));
  if (during === 'conclude' && prepared) {
    return { ...state, job: state.job + 1, phase: { at: 'conclude', prepared, progress } };
  }
  return proceed(state);
}

/** Ctrl-C: once stops after what is under way, twice now; outside of a run it leaves. */
function interrupt(state: WizardState): WizardState {
  const { phase } = state;
  if (phase.at !== 'run') return leave(state);
  if (phase.stop === 'no') return { ...state, phase: { ...phase, stop: 'after-step' } };
  if (phase.stop === 'after-step') return { ...state, phase: { ...phase, stop: 'now' } };
  return end(state, 'left');
}

function leave(state: WizardState): WizardState {
  const { phase } = state;
  if (phase.at === 'receipt' || phase.at === 'conclude') return end(state, 'complete');
  return end(withDrafts(state), phase.at === 'failure' ? 'failed' : 'left');
}

function end(state: WizardState, how: Ending): WizardState {
  const { phase } = state;
  const receipt = phase.at === 'receipt' ? phase.receipt : null;
  const trouble = phase.at === 'failure' ? phase.trouble : null;
  const progress = progressOf(phase);
  return { ...state, job: state.job + 1, phase: { at: 'end', how, progress, receipt, trouble } };
}
