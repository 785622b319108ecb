import type { Choice } from '../../source/questions/question.ts';
import { matching, valuesIn } from '../../source/questions/several.ts';
import type { Key } from '../terminal/keys.ts';
import { edit, type Line, lineOf, textOfLine } from './line.ts';

/** Several of a list being chosen. */
export interface Checks {
  /** Values, in the order in which they were chosen. */
  readonly chosen: readonly string[];
  /** Only what has these words is shown. */
  readonly search: Line;
  /** The highlighted one among those that are shown. */
  readonly index: number;
}

/** With these chosen, and nothing searched. */
export function checksOf(chosen: readonly string[]): Checks {
  return { chosen, search: lineOf(''), index: 0 };
}

/**
 * What is shown: what was chosen although it is not on the list, those on the list that the search
 * finds, and where others may be named, what was typed itself.
 */
export function shownChecks(
  { chosen, search }: Checks,
  choices: readonly Choice[],
  others: boolean,
): readonly Choice[] {
  const text = textOfLine(search);
  const listed = new Set(choices.map(({ value }) => value));
  const unlisted = (values: readonly string[]) =>
    values.filter((value) => !listed.has(value)).map(asChoice);
  const before = matching(unlisted(chosen), text);
  const typed = others ? valuesIn(text).slice(0, 1) : [];
  const after = unlisted(typed).filter(({ value }) => !chosen.includes(value));
  return [...before, ...matching(choices, text), ...after];
}

function asChoice(value: string): Choice {
  return { value, label: value, note: NOT_LISTED };
}

const NOT_LISTED = 'not on the list';

/** What a key makes of it; undefined for keys that mean nothing here. `page` is in rows. Pure. */
export function editChecks(
  checks: Checks,
  key: Key,
  choices: readonly Choice[],
  others: boolean,
  page: number,
): Checks | undefined {
  const shown = shownChecks(checks, choices, others);
  const last = Math.max(0, shown.length - 1);
  const to = (index: number) => ({ ...checks, index: Math.min(Math.max(0, index), last) });
  switch (key.key) {
    case 'up':
      return to(checks.index === 0 ? last : checks.index - 1);
    case 'down':
      return to(checks.index === last ? 0 : checks.index + 1);
    case 'page-up':
      return to(checks.index - page);
    case 'page-down':
      return to(checks.index + page);
    case 'paste':
      return { ...checks, chosen: [...new Set([...checks.chosen, ...valuesIn(key.text)])] };
    case 'text':
      if (key.text === ' ') return toggled(checks, shown[checks.index]?.value);
      // Asks for help: no value has one in it.
      if (key.text === '?') return undefined;
  }
  const search = edit(checks.search, key);
  return search && { ...checks, search, index: 0 };
}

function toggled(checks: Checks, value: string | undefined): Checks {
  if (value === undefined) return checks;
  const { chosen } = checks;
  return {
    ...checks,
    chosen: chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value],
  };
}
