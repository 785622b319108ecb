import { cut, widthOf } from './width.ts';

/** A key and what it does; `short` is for narrow terminals. */
export interface Hint {
  readonly key: string;
  readonly does: string;
  readonly short?: string;
}

/** The line of keys at the bottom; two or three lines where it does not fit into one. */
export function hintLines(hints: readonly Hint[], width: number): Hint[][] {
  const long = hints.map(({ key, does }) => ({ key, does }));
  if (rowWidth(long) <= width) return [long];
  const shorter = [...hints];
  // From the right, so that what is most used stays in full words the longest.
  for (let at = shorter.length - 1; at >= 0; at -= 1) {
    const { key = '', does = '', short } = shorter[at] ?? {};
    shorter[at] = { key, does: short ?? does };
    if (rowWidth(shorter) <= width) return [shorter];
  }
  const short = hints.map(({ key, does, short: brief }) => ({ key, does: brief ?? does }));
  const lines: Hint[][] = [];
  for (const hint of short) {
    const line = lines.at(-1);
    if (line && rowWidth([...line, hint]) <= width) line.push(hint);
    else lines.push([{ ...hint, does: cut(hint.does, width - widthOf(hint.key) - 1) }]);
  }
  return lines;
}

export const BETWEEN = '  ';

function rowWidth(hints: readonly Hint[]): number {
  const own = hints.reduce((all, { key, does }) => all + widthOf(key) + 1 + widthOf(does), 0);
  return own + BETWEEN.length * (hints.length - 1);
}
