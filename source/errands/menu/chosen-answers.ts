import type { Answers } from '../../answers/answers.ts';
import type { Item } from '../../interview.ts';
import { MENU } from './entries.ts';
import { entryIn, menuScript } from './menu.ts';

/**
 * The answers without what was typed for other lines of the menu before the person went back: it was never meant for
 * this one. What was `given` beforehand counts for each.
 */
export function chosenAnswers(answers: Answers, given: Answers): Answers {
  const own = new Set(idsOf([...menuScript([]), ...(entryIn(answers)?.asks ?? [])]));
  const others = new Set(MENU.flatMap(({ asks }) => idsOf(asks)).filter((id) => !own.has(id)));
  const ofOthers = (all: Answers, wanted: boolean) =>
    Object.fromEntries(Object.entries(all).filter(([id]) => others.has(id) === wanted));
  return { ...ofOthers(answers, false), ...ofOthers(given, true) };
}

function idsOf(items: readonly Item[]): readonly string[] {
  return items.flatMap((item) => ('ask' in item ? [item.ask.id] : []));
}
