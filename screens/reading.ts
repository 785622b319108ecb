import type { Answers } from '../source/answers/answers.ts';
import type { Facts } from '../source/facts/facts.ts';
import { widthOf } from './text/width.ts';
import { wrap } from './text/wrap.ts';
import type { Role } from './theme.ts';

/** A line to be read: what leads it, in a role of its own, and the text, which is wrapped beside it. */
export interface PageLine {
  readonly lead: string;
  readonly role: Role;
  readonly text: string;
  /** When it was written: texts that sort as times do. '' where lines come in order anyway. */
  readonly at: string;
  /** Stands over the first line of each: `2026-11-21`. '' for none. */
  readonly day: string;
}

/** Something that is read and not done: text that comes line by line. */
export interface Reading {
  /** "Logs". */
  readonly title: string;
  /** What is said where nothing came. */
  readonly empty: string;
  /** It begins at the end, and goes on for as long as it is looked at. */
  readonly follows: boolean;
  readonly lines: (answers: Answers, facts: Facts, signal: AbortSignal) => AsyncIterable<PageLine>;
}

/** More than anybody scrolls through; older ones are let go. */
export const MOST_LINES = 2000;

/** The lines with further ones, in the order in which they were written. */
export function merged(lines: readonly PageLine[], more: readonly PageLine[]): PageLine[] {
  const all = [...lines, ...more];
  const inOrder = all.every(({ at }, index) => index === 0 || (all[index - 1]?.at ?? '') <= at);
  if (!inOrder) all.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
  return all.slice(-MOST_LINES);
}

/** Those with this text, in whatever case; all for ''. */
export function searched(lines: readonly PageLine[], wanted: string): readonly PageLine[] {
  if (wanted === '') return lines;
  const sought = wanted.toLowerCase();
  return lines.filter(({ lead, text }) => `${lead} ${text}`.toLowerCase().includes(sought));
}

/** As rows of at most `width` columns. Where a lead would take too much of them, the text goes below it. */
export function rowsOf(
  lines: readonly PageLine[],
  width: number,
  paint: (role: Role, text: string) => string,
): string[] {
  return lines.flatMap(({ lead, role, text, day }, at) => {
    const before = lines[at - 1]?.day ?? '';
    const head = day !== '' && day !== before ? [paint('strong', day)] : [];
    if (lead === '') return [...head, ...wrap(text, width).map((row) => paint(role, row))];
    const [shown = ''] = wrap(lead, width);
    const indent = widthOf(shown) + 1;
    if (indent > width / 2)
      return [...head, paint(role, shown), ...wrap(text, width - 2).map((row) => `  ${row}`)];
    const [first = '', ...others] = wrap(text, width - indent);
    const rest = others.map((row) => `${' '.repeat(indent)}${row}`);
    return [...head, `${paint(role, shown)} ${first}`, ...rest];
  });
}
