import type { Answers } from '../answers/answers.ts';
import type { Facts } from '../facts/facts.ts';
import type { Item } from '../interview.ts';
import type { Question } from './question.ts';

/** What is known besides what was asked. */
export type Known = (answers: Answers, facts: Facts) => Answers;

/** The same part of a script, put as if more had been answered before it. */
export function itemUpon(item: Item, known: Known): Item {
  if ('until' in item) return item;
  if ('ask' in item) return { ask: questionUpon(item.ask, known) };
  return { look: (answers, facts) => item.look(known(answers, facts), facts) };
}

function questionUpon(question: Question, known: Known): Question {
  const entries = Object.entries(question).map(([key, part]) => {
    if (typeof part !== 'function' || AS_IT_IS.has(key)) return [key, part] as const;
    const on = OF_A_VALUE.has(key)
      ? (value: unknown, answers: Answers, facts: Facts) =>
          part(value, known(answers, facts), facts)
      : (answers: Answers, facts: Facts) => part(known(answers, facts), facts);
    return [key, on] as const;
  });
  return Object.fromEntries(entries) as unknown as Question;
}

/** Parts of a question that are asked about a value, which comes first. */
const OF_A_VALUE: ReadonlySet<string> = new Set(['problem', 'unlisted', 'variables']);
/** Those that see no facts. */
const AS_IT_IS: ReadonlySet<string> = new Set(['normalise', 'fittingExample']);
