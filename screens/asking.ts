import type { Answers } from '../source/answers/answers.ts';
import {
  answer,
  applies,
  back,
  type Interview,
  type Item,
  type Move,
  nextMove,
  questionsOf,
  startingValue,
} from '../source/interview.ts';
import { problemWith } from '../source/questions/accept.ts';
import { concernsHost } from '../source/questions/concerns-host.ts';
import { isExpert, type Question, suggestionOf } from '../source/questions/question.ts';
import { withoutOutdated } from '../source/questions/seen-anew.ts';
import { draftOf, type Input, inputOf, read, withoutHosts } from './input.ts';

/** Questions on the screen, and what stands in their fields. */
export interface Asking {
  readonly questions: readonly Question[];
  readonly inputs: Readonly<Record<string, Input>>;
  /** The id of the question whose field is being filled in; `continue` or `more` for a form's buttons. */
  readonly focus: string;
  /** Enter was pressed on something that is not right yet. */
  readonly tried: boolean;
  /** The id of the question that is being typed at, and not yet done with; null where nothing is. */
  readonly typing: string | null;
  /** These are the settings that few people need, and all of them. */
  readonly more: boolean;
}

/** Questions with what their fields hold at first; those for experts are out of sight unless `more`. */
export function asking(questions: readonly Question[], interview: Interview, more = false): Asking {
  const inputs = Object.fromEntries(questions.map((one) => [one.id, inputOf(one, interview)]));
  const { answers, facts } = interview;
  const first = questions.find((one) => more || !isExpert(one, answers, facts)) ?? questions[0];
  return { questions, inputs, focus: first?.id ?? '', tried: false, typing: null, more };
}

/** The answers as they would be with what stands in the fields now. */
export function draftAnswers(asked: Asking, { answers, facts }: Interview): Answers {
  const drafts = asked.questions.flatMap((question) => {
    const input = asked.inputs[question.id];
    const draft = input && draftOf(question, input, answers, facts);
    return draft === undefined ? [] : [[question.id, draft] as const];
  });
  return { ...answers, ...Object.fromEntries(drafts) };
}

/** Something was typed; in a form that may bring other fields up, or make them go away. */
export function typed(
  asked: Asking,
  id: string,
  input: Input,
  script: readonly Item[],
  interview: Interview,
): Asking {
  const changed = { ...asked, tried: false, typing: id, inputs: { ...asked.inputs, [id]: input } };
  return withFields(changed, script, interview);
}

/** A form with the fields that what stands in its others brings up, and without those that it makes needless. */
export function withFields(asked: Asking, script: readonly Item[], interview: Interview): Asking {
  const form = asked.questions[0]?.form;
  if (form === undefined || asked.more) return asked;
  const answers = draftAnswers(asked, interview);
  const questions = questionsOf(script).filter(
    (question) => question.form === form && applies(question, answers, interview.facts),
  );
  const fresh = questions.filter((question) => asked.inputs[question.id] === undefined);
  const { inputs } = asking(fresh, { ...interview, answers });
  const grown = { ...asked, questions, inputs: { ...asked.inputs, ...inputs } };
  return fresh.length === 0 ? grown : withFields(grown, script, interview);
}

/** The answers in the fields, or the first field that is not right. */
export function readAll(
  asked: Asking,
  interview: Interview,
): { readonly given: Answers } | { readonly wrong: string } {
  const together = draftAnswers(asked, interview);
  const given: Record<string, Answers[string]> = {};
  const { facts } = interview;
  for (const question of asked.questions.filter((one) => applies(one, together, facts))) {
    const input = asked.inputs[question.id] ?? inputOf(question, interview);
    const reading = read(question, input, together, facts);
    if ('problem' in reading) return { wrong: question.id };
    given[question.id] = reading.value;
  }
  return { given };
}

/** Takes answers as confirmed. What was seen of a server does not count for another one. */
export function confirm(interview: Interview, given: Answers): Interview {
  // Confirmed once more, after a refusal say, means: try again.
  const moved = Object.keys(given).some(concernsHost);
  const known = moved ? withoutHosts(interview.facts) : interview.facts;
  return answer({ ...interview, facts: withoutOutdated(known, given) }, given);
}

/** Keeps what stands in the fields as drafts: nothing that was typed is lost. */
export function keepDrafts(asked: Asking, interview: Interview): Interview {
  const answers = draftAnswers(asked, interview);
  const moved = Object.entries(answers).some(
    ([id, value]) => concernsHost(id) && !same(interview.answers[id], value),
  );
  return { ...interview, answers, facts: moved ? withoutHosts(interview.facts) : interview.facts };
}

export interface Settled {
  readonly move: Move;
  readonly interview: Interview;
  /** Ids of questions that were answered by our suggestions. */
  readonly assumed: readonly string[];
}

/** What comes next when the questions that few people need are answered by our suggestions. */
export function settled(script: readonly Item[], start: Interview): Settled {
  let interview = start;
  const assumed: string[] = [];
  for (;;) {
    const move = nextMove(script, interview);
    const own = move.move === 'ask' ? assumptions(move.questions, interview) : undefined;
    if (own === undefined) return { move, interview, assumed };
    interview = answer(interview, own);
    assumed.push(...Object.keys(own));
  }
}

/** The question before `asked`, its answer kept; undefined where there is none. */
export function previous(
  script: readonly Item[],
  interview: Interview,
  asked: readonly Question[],
): (Settled & { readonly questions: readonly Question[] }) | undefined {
  const shown = idsOf(asked);
  let before = interview;
  while (before.confirmed.length > 0) {
    before = back(script, before);
    const next = settled(script, before);
    if (next.move.move === 'ask' && idsOf(next.move.questions) !== shown) {
      return { ...next, questions: next.move.questions };
    }
  }
  return undefined;
}

/**
 * Our own suggestions for questions that few people need. Undefined where one of the questions is
 * not of that kind, was thought about before, or has no suggestion that would do.
 */
function assumptions(
  questions: readonly Question[],
  { answers, facts }: Interview,
): Answers | undefined {
  const entries = questions.map((question) => {
    const few = isExpert(question, answers, facts);
    const value = few ? suggestionOf(question, answers, facts) : undefined;
    const good =
      value !== undefined &&
      answers[question.id] === undefined &&
      problemWith(question, value, answers, facts) === undefined;
    return good ? ([question.id, value] as const) : undefined;
  });
  const known = entries.filter((entry) => entry !== undefined);
  return known.length === questions.length ? Object.fromEntries(known) : undefined;
}

/** Those of the answers that are not what stood in the fields when they came up. */
export function changed(
  questions: readonly Question[],
  given: Answers,
  interview: Interview,
): Answers {
  const other = questions.filter((one) => !same(startingValue(one, interview), given[one.id]));
  const ids = other.map(({ id }) => id);
  return Object.fromEntries(Object.entries(given).filter(([id]) => ids.includes(id)));
}

/** The interview as if these questions had never been answered. */
export function without(interview: Interview, ids: readonly string[]): Interview {
  if (ids.length === 0) return interview;
  const left = Object.entries(interview.answers).filter(([id]) => !ids.includes(id));
  const confirmed = interview.confirmed.filter((id) => !ids.includes(id));
  return { ...interview, answers: Object.fromEntries(left), confirmed };
}

/** Ids whose answer is just our suggestion. */
export function stillAssumed(
  script: readonly Item[],
  interview: Interview,
  ids: readonly string[],
): string[] {
  const { answers, facts } = interview;
  return questionsOf(script)
    .filter(({ id }) => ids.includes(id))
    .filter((question) => same(suggestionOf(question, answers, facts), answers[question.id]))
    .map(({ id }) => id);
}

function idsOf(questions: readonly Question[]): string {
  return questions.map(({ id }) => id).join();
}

function same(one: Answers[string] | undefined, other: Answers[string] | undefined): boolean {
  if (typeof one === 'object' && typeof other === 'object') return one.equals(other);
  return one === other;
}
