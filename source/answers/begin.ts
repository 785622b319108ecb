import { Facts } from '../facts/facts.ts';
import { type Interview, type Item, questionsOf } from '../interview.ts';
import { read } from '../questions/accept.ts';
import type { Answer } from './answers.ts';
import type { Draft } from './draft.ts';
import type { GivenAnswers } from './given.ts';

/**
 * An interview in which what was given beforehand is answered already, and what an unfinished one
 * left behind too. An answer that turns out wrong is asked for again when its turn comes. Where
 * everything is to be asked (`--ask`), answers are drafts only.
 */
export function beginInterview(
  script: readonly Item[],
  given: GivenAnswers,
  draft?: Draft,
  askAll = false,
): Interview {
  const questions = questionsOf(script);
  const known = new Set(questions.map((question) => question.id));
  const kept = Object.entries(draft?.answers ?? {}).filter(([id]) => known.has(id));
  const before = questions.flatMap((question): [string, Answer][] => {
    const value = given.get(question.id)?.value;
    const answer = value === undefined ? undefined : read(question, value);
    return answer === undefined ? [] : [[question.id, answer]];
  });
  const ids = before.map(([id]) => id);
  const confirmed = (draft?.confirmed ?? []).filter((id) => known.has(id) && !ids.includes(id));
  return {
    answers: Object.fromEntries([...kept, ...before]),
    facts: new Facts(),
    confirmed: askAll ? [] : [...ids, ...confirmed],
  };
}
