import { ExpectedError, type Trouble } from '../expected-error.ts';
import type { Query, Sighting } from '../facts/facts.ts';
import { answer, type Interview, type Item, nextMove } from '../interview.ts';
import { accept, problemWith, wantedBy } from '../questions/accept.ts';
import { environmentName, isOptional, type Question, suggestionOf } from '../questions/question.ts';
import { Secret } from '../secrets/secret.ts';
import type { Answer, Answers } from './answers.ts';
import { beginInterview } from './begin.ts';
import { type AnswerProblem, type GivenAnswers, problemOf } from './given.ts';

export type Fed =
  | {
      readonly complete: true;
      readonly interview: Interview;
      /** Ids of answers that were given and not needed. */
      readonly unused: readonly string[];
    }
  | {
      readonly complete: false;
      readonly problems: readonly AnswerProblem[];
      /** Why the server could not be looked at, where that is so. */
      readonly trouble: Trouble | undefined;
    };

/** More rounds than any server asks for: a question that comes back is answered wrongly. */
const ROUNDS = 5;

/**
 * The interview, answered from what was given and, where it is honest, from the suggestions. It
 * does not end at the first answer that is missing or wrong, but finds them all; from then on it
 * looks at nothing. `problems` are those found before. Throws what `look` throws if all else is right.
 */
export async function feed(
  script: readonly Item[],
  given: GivenAnswers,
  look: (queries: readonly Query[], answers: Answers) => Promise<readonly Sighting[]>,
  before: readonly AnswerProblem[] = [],
): Promise<Fed> {
  const problems = [...before];
  const dropped = new Set<Question>();
  const rounds = new Map<Question, number>();
  // All that was given counts as a draft: some questions are asked only where there is one.
  let interview: Interview = { ...beginInterview(script, given), confirmed: [] };
  let failure: ExpectedError | undefined;

  const fail = (question: Question, problem: AnswerProblem) => {
    dropped.add(question);
    problems.push(problem);
    const { [question.id]: _, ...answers } = interview.answers;
    interview = { ...interview, answers };
  };

  const settle = (question: Question) => {
    const { answers, facts } = interview;
    const round = (rounds.get(question) ?? 0) + 1;
    rounds.set(question, round);
    const own = given.get(question.id);
    if (own) {
      const accepted = accept(question, own.value, answers, facts);
      if ('value' in accepted) interview = answer(interview, { [question.id]: accepted.value });
      if ('problem' in accepted && failure && hasNoChoices(question, interview)) {
        dropped.add(question);
        return;
      }
      if ('problem' in accepted || round > ROUNDS) {
        const what = 'problem' in accepted ? accepted.problem : 'This does not fit the server.';
        fail(question, problemOf(question, 'wrong', what, own.origin.where));
      }
      return;
    }
    const suggested = round > ROUNDS ? undefined : suggestionFor(question, interview);
    if (suggested !== undefined) interview = answer(interview, { [question.id]: suggested });
    else fail(question, missing(question, interview, isBlind()));
  };

  const isBlind = () => failure !== undefined || problems.length > 0;

  let early = false;
  for (;;) {
    const asked = script.filter((item) => !('ask' in item && dropped.has(item.ask)));
    const move = nextMove(isBlind() ? asked.filter((item) => !('look' in item)) : asked, interview);
    if (move.move === 'done') {
      early = move.early === true;
      break;
    }
    if (move.move === 'ask') {
      for (const question of move.questions) if (!isSettled(question, interview)) settle(question);
      continue;
    }
    try {
      const sightings = await look(move.queries, interview.answers);
      interview = { ...interview, facts: interview.facts.with(sightings) };
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      failure = error;
    }
  }
  if (problems.length > 0) return { complete: false, problems, trouble: failure?.trouble };
  if (failure) throw failure;
  const open = [...given.keys()].filter((id) => !interview.confirmed.includes(id));
  const unused = early ? [] : open;
  return { complete: true, interview, unused };
}

/** What we would take without asking. Nobody is made to agree to something unasked. */
export function suggestionFor(
  question: Question,
  { answers, facts }: Interview,
): Answer | undefined {
  const value =
    question.kind === 'secret'
      ? isOptional(question, answers, facts)
        ? new Secret('')
        : undefined
      : suggestionOf(question, answers, facts);
  if (value === undefined) return undefined;
  if (question.kind === 'confirm' && question.problem && value === true) return undefined;
  return problemWith(question, value, answers, facts) === undefined ? value : undefined;
}

/** What there is to choose from would have been seen by a look. */
function hasNoChoices(question: Question, { answers, facts }: Interview): boolean {
  return question.kind === 'choice' && question.choices(answers, facts).length === 0;
}

function isSettled(question: Question, { answers, facts, confirmed }: Interview): boolean {
  const value = answers[question.id];
  if (value === undefined || !confirmed.includes(question.id)) return false;
  return problemWith(question, value, answers, facts) === undefined;
}

function missing(question: Question, { answers, facts }: Interview, blind: boolean): AnswerProblem {
  const reason = question.reason?.(answers, facts) ?? '';
  const wanted = [reason, wantedBy(question, answers, facts)].filter(Boolean).join(' ');
  const mayBeFound = question.kind !== 'secret' && question.suggestion !== undefined;
  return {
    ...problemOf(question, 'missing', wanted, null),
    environment: environmentName(question.id),
    perhaps: blind && mayBeFound,
  };
}
