import type { Query } from '../source/facts/facts.ts';
import type { Finding } from '../source/facts/finding.ts';
import { applies, type Interview, questionsOf } from '../source/interview.ts';
import {
  type Asking,
  asking,
  changed,
  confirm,
  keepDrafts,
  previous,
  readAll,
  settled,
  stillAssumed,
  typed,
  withFields,
  without,
} from './asking.ts';
import { withoutHosts } from './input.ts';
import { moreSettings } from './more-settings.ts';
import type { Action, AskPhase, LookPhase, Phase, WizardState } from './phase.ts';

/*
 * What the wizard's state becomes while it asks and looks.
 */

/** The interview without what nobody was asked: that is suggested anew when it is needed. */
export function ownAnswers({ interview, assumed }: WizardState): Interview {
  return without(interview, assumed);
}

/** Goes to whatever the interview says is next. */
export function proceed(before: WizardState, notes: readonly Finding[] = []): WizardState {
  const { move, interview, assumed } = settled(before.script, before.interview);
  const state = { ...before, interview, assumed: [...before.assumed, ...assumed] };
  if (move.move === 'look') return look(state, move.queries, notes);
  if (move.move === 'done') return { ...state, job: state.job + 1, phase: { at: 'prepare' } };
  return ask(state, withFields(asking(move.questions, interview), state.script, interview), notes);
}

/** `findings` are those of a look just before this one. */
export function look(
  state: WizardState,
  queries: readonly Query[],
  findings: readonly Finding[] = [],
): WizardState {
  const phase: LookPhase = { at: 'look', queries, sightings: [], findings, ended: false };
  return { ...state, job: state.job + 1, phase };
}

function ask(state: WizardState, asked: Asking, notes: readonly Finding[] = []): WizardState {
  return { ...state, phase: { at: 'ask', ...asked, notes } };
}

/** A field after a key. */
export function type(
  { script, interview }: WizardState,
  phase: AskPhase,
  { id, input }: Extract<Action, { type: 'typed' }>,
): AskPhase {
  return { ...phase, ...typed(phase, id, input, script, interview) };
}

/** Takes the answers of a page, or goes to the first that is wrong. */
export function submit(state: WizardState, phase: AskPhase): WizardState {
  const reading = readAll(phase, state.interview);
  if ('wrong' in reading)
    return { ...state, phase: { ...phase, tried: true, typing: null, focus: reading.wrong } };
  const { given } = reading;
  if (phase.more) {
    const own = changed(phase.questions, given, state.interview);
    const interview = confirm(state.interview, own);
    return proceed({
      ...state,
      interview,
      assumed: stillAssumed(state.script, interview, state.assumed),
    });
  }
  return proceed({ ...state, interview: confirm(ownAnswers(state), given), assumed: [] });
}

/** Back to the page before, with what was typed. */
export function goBack(state: WizardState): WizardState {
  const { phase, script } = state;
  if (!CAN_GO_BACK.has(phase.at)) return state;
  if (phase.at === 'ask' && phase.more) return proceed(state);
  const kept = withDrafts(state);
  const own = { ...ownAnswers(kept), facts: kept.interview.facts };
  const before = previous(script, own, phase.at === 'ask' ? phase.questions : []);
  const again = (interview: Interview) =>
    proceed({
      ...kept,
      interview: lookedAtAnew(interview, phase),
      assumed: [],
      job: state.job + 1,
    });
  if (!before) return phase.at === 'ask' ? kept : again(own);
  const { interview: earlier, assumed } = before;
  // What was chosen by what was seen, is chosen anew once that is seen anew.
  if (isOld(phase)) return again(without(earlier, assumed));
  const moved = { ...kept, interview: earlier, assumed, job: state.job + 1 };
  return ask(moved, withFields(asking(before.questions, earlier), script, earlier));
}

const CAN_GO_BACK: ReadonlySet<Phase['at']> = new Set([
  'ask',
  'look',
  'prepare',
  'read',
  'review',
  'failure',
]);

/** After a run, or its failure, what was seen of the server is old. */
function isOld(phase: Phase): boolean {
  return phase.at === 'failure' && phase.during !== 'look';
}

function lookedAtAnew(interview: Interview, phase: Phase): Interview {
  return isOld(phase) ? { ...interview, facts: withoutHosts(interview.facts) } : interview;
}

/** The settings that few people need: those of the question's section, else all that nobody was asked. */
export function showMore(state: WizardState): WizardState {
  const { script, assumed, phase } = state;
  const kept = withDrafts(state);
  const { answers, facts } = kept.interview;
  const [question] = phase.at === 'ask' ? phase.questions : [];
  const questions =
    phase.at === 'ask' && question
      ? moreSettings(script, kept.interview, question.section, phase.questions)
      : questionsOf(script).filter(
          (one) => assumed.includes(one.id) && applies(one, answers, facts),
        );
  if (questions.length === 0) return state;
  const asked = asking(questions, kept.interview, true);
  return ask({ ...kept, interview: lookedAtAnew(kept.interview, phase) }, asked);
}

/** Keeps what stands in the fields, though it is no answer yet. */
export function withDrafts(state: WizardState): WizardState {
  const { phase, interview } = state;
  return phase.at === 'ask' ? { ...state, interview: keepDrafts(phase, interview) } : state;
}

/** The phase after one more thing was seen. */
export function seen(phase: LookPhase, action: Extract<Action, { type: 'sighted' }>): LookPhase {
  const { finding, sighting } = action;
  return {
    ...phase,
    sightings: [...phase.sightings, sighting],
    findings: finding === undefined ? phase.findings : [...phase.findings, finding],
  };
}

/** All was seen: goes on, or waits where something is to be read first. */
export function looked(state: WizardState, phase: LookPhase): WizardState {
  const facts = state.interview.facts.with(phase.sightings);
  const missing = phase.queries.find((query) => !facts.has(query));
  if (missing) throw new Error(`A look did not bring ${missing.fact} ${missing.subject}.`);
  const next = { ...state, interview: { ...state.interview, facts } };
  const waits = phase.findings.some(({ status, aside }) => status !== 'good' && !aside);
  if (!waits) return proceed(next, phase.findings);
  return { ...next, phase: { ...phase, ended: true } };
}
