import type { Answer, Answers } from './answers/answers.ts';
import { distinct, type Facts, type Query } from './facts/facts.ts';
import { problemWith } from './questions/accept.ts';
import { type Question, suggestionOf } from './questions/question.ts';

/** The interview's script, in order: questions, and the places where something must be looked at first. */
export type Item =
  | { readonly ask: Question }
  | { readonly look: (answers: Answers, facts: Facts) => readonly Query[] }
  /** Where this holds the interview is at its end for now: something must be done first. */
  | { readonly until: (answers: Answers, facts: Facts) => boolean };

export interface Interview {
  readonly answers: Answers;
  readonly facts: Facts;
  /** Ids of the questions that count as answered; an answer alone may be a mere draft. */
  readonly confirmed: readonly string[];
}

export type Move =
  /** One question, or the fields of one form. */
  | { readonly move: 'ask'; readonly questions: readonly Question[] }
  | { readonly move: 'look'; readonly queries: readonly Query[] }
  /** `early`: the rest of the script comes later. */
  | { readonly move: 'done'; readonly early?: true };

/** The same part of a script, of no effect where something does not hold of the answers. */
export function onlyWhile(item: Item, holds: (answers: Answers) => boolean): Item {
  if ('until' in item)
    return { until: (answers, facts) => holds(answers) && item.until(answers, facts) };
  if ('look' in item)
    return { look: (answers, facts) => (holds(answers) ? item.look(answers, facts) : []) };
  const { ask } = item;
  return {
    ask: {
      ...ask,
      when: (answers, facts) => holds(answers) && (ask.when?.(answers, facts) ?? true),
    },
  };
}

/** What to ask or look at next. */
export function nextMove(script: readonly Item[], interview: Interview): Move {
  const { answers, facts } = interview;
  for (const item of script) {
    if ('look' in item) {
      const queries = item.look(answers, facts).filter((wanted) => !facts.has(wanted));
      if (queries.length > 0) return { move: 'look', queries };
      continue;
    }
    if ('until' in item) {
      if (item.until(answers, facts)) return { move: 'done', early: true };
      continue;
    }
    const question = item.ask;
    if (!applies(question, answers, facts) || isSettled(question, interview)) continue;
    const { form } = question;
    if (form === undefined) return { move: 'ask', questions: [question] };
    return { move: 'ask', questions: fieldsOf(form, script, interview) };
  }
  return { move: 'done' };
}

/** All that was looked at on the way here. */
export function lookedAt(script: readonly Item[], { answers, facts }: Interview): readonly Query[] {
  const end = script.findIndex((item) => 'until' in item && item.until(answers, facts));
  const items = end === -1 ? script : script.slice(0, end);
  const queries = items.flatMap((item) => ('look' in item ? item.look(answers, facts) : []));
  return distinct(queries);
}

/** The questions of a script, without what is looked at between them. */
export function questionsOf(script: readonly Item[]): Question[] {
  return script.flatMap((item) => ('ask' in item ? [item.ask] : []));
}

/** Whether a question is asked at all, after these answers. */
export function applies(question: Question, answers: Answers, facts: Facts): boolean {
  return question.when?.(answers, facts) ?? true;
}

/** Answers one or more questions at once, and counts them as answered. */
export function answer(interview: Interview, given: Answers): Interview {
  const ids = Object.keys(given);
  const before = interview.confirmed.filter((id) => !ids.includes(id));
  return {
    ...interview,
    answers: { ...interview.answers, ...given },
    confirmed: [...before, ...ids],
  };
}

/** Goes back to the question that was answered last; its answer is kept as a draft. */
export function back(script: readonly Item[], interview: Interview): Interview {
  const last = interview.confirmed.at(-1);
  const question = script
    .flatMap((item) => ('ask' in item ? [item.ask] : []))
    .find((q) => q.id === last);
  const together = question?.form === undefined ? [last] : idsOf(question.form, script);
  return { ...interview, confirmed: interview.confirmed.filter((id) => !together.includes(id)) };
}

/** The value a question starts with on the screen: the draft, else what we suggest. */
export function startingValue(
  question: Question,
  { answers, facts }: Interview,
): Answer | undefined {
  const draft = answers[question.id];
  if (draft !== undefined) return draft;
  if (question.kind === 'secret') return question.begins?.(answers, facts);
  return suggestionOf(question, answers, facts);
}

function isSettled(question: Question, { answers, facts, confirmed }: Interview): boolean {
  const given = answers[question.id];
  if (given === undefined || !confirmed.includes(question.id)) return false;
  return problemWith(question, given, answers, facts) === undefined;
}

function fieldsOf(
  form: string,
  script: readonly Item[],
  { answers, facts }: Interview,
): Question[] {
  return script
    .flatMap((item) => ('ask' in item ? [item.ask] : []))
    .filter((question) => question.form === form && applies(question, answers, facts));
}

function idsOf(form: string, script: readonly Item[]): (string | undefined)[] {
  return script.flatMap((item) => ('ask' in item && item.ask.form === form ? [item.ask.id] : []));
}
