import { type Interview, type Item, nextMove, questionsOf } from '../source/interview.ts';
import type { Section } from '../source/questions/question.ts';
import { without } from './asking.ts';
import {
  after,
  begin,
  end,
  interrupt,
  leave,
  progressOf,
  ran,
  retry,
  troubled,
} from './carrying-out.ts';
import { goBack, look, looked, proceed, seen, showMore, submit, type } from './interviewing.ts';
import type { Action, Phase, WizardState } from './phase.ts';
import { merged } from './reading.ts';

export { ownAnswers } from './interviewing.ts';
export type { Action, Ending, Phase, WizardState } from './phase.ts';

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
    prompts: 0,
    note: null,
  };
  return opening === 'straight' ? proceed(state) : state;
}

/** What an action makes of the wizard. Pure; `WizardControl` does what the new phase asks for. */
export function reduce(before: WizardState, action: Action): WizardState {
  if ('job' in action && action.job !== before.job) return before;
  if (action.type === 'noted') return { ...before, note: { text: action.text, good: action.good } };
  if (action.type === 'prompted') {
    return { ...before, prompt: action.prompt, prompts: before.prompts + 1 };
  }
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
      if (phase.at !== 'ask') return state;
      return { ...state, phase: { ...phase, focus: action.focus, typing: null } };
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
    case 'opened': {
      const { title, empty, follows } = action.reading;
      return { ...state, phase: { at: 'read', title, empty, follows, lines: [], ended: false } };
    }
    case 'read':
      if (phase.at !== 'read') return state;
      return { ...state, phase: { ...phase, lines: merged(phase.lines, action.lines) } };
    case 'read-all':
      return phase.at === 'read' ? { ...state, phase: { ...phase, ended: true } } : state;
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
    case 'went-elsewhere':
      return end(state, 'elsewhere');
  }
}

/** Whether the rest is asked only once what is reviewed now is done: a server that is made first. */
export function moreComesLater({ script, interview }: WizardState): boolean {
  const move = nextMove(script, interview);
  return move.move === 'done' && move.early === true;
}

/** Where the trail stands; null on the screens that have none. */
export function sectionOf(state: WizardState): Section | null {
  const { phase } = state;
  if (phase.at === 'ask') return phase.questions[0]?.section ?? null;
  const reviewing = phase.at === 'review' || phase.at === 'prepare';
  if (reviewing && !moreComesLater(state)) return 'Review';
  if (phase.at !== 'look' && !reviewing) return null;
  const last = state.interview.confirmed.findLast((id) => !state.assumed.includes(id));
  return questionsOf(state.script).find(({ id }) => id === last)?.section ?? null;
}
