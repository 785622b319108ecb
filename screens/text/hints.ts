import { cut, widthOf } from './width.ts';

/** A key and what it does; `short` is for narrow terminals. */
export interface Hint {
  readonly key: string;
  readonly does: string;
  readonly short?: string;
}

/** Space between two hints: wide where everything fits, else narrow. */
const SPACES = ['   ', '  '] as const;

export interface HintLines {
  readonly lines: readonly (readonly Hint[])[];
  readonly between: string;
}

/** The line of keys at the bottom; two or three lines where it does not fit into one. */
export function hintLines(hints: readonly Hint[], width: number): HintLines {
  const shorter = hints.map(({ key, does }) => ({ key, does }));
  // From the right, so that what is most used stays in full words the longest.
  for (let at = hints.length; at >= 0; at -= 1) {
    const hint = hints[at];
    if (hint) shorter[at] = { key: hint.key, does: hint.short ?? hint.does };
    const between = SPACES.find((space) => rowWidth(shorter, space) <= width);
    if (between !== undefined) return { lines: [shorter], between };
  }
  const [, between] = SPACES;
  const lines: Hint[][] = [];
  for (const hint of shorter) {
    const line = lines.at(-1);
    if (line && rowWidth([...line, hint], between) <= width) line.push(hint);
    else lines.push([{ ...hint, does: cut(hint.does, width - widthOf(hint.key) - 1) }]);
  }
  return { lines, between };
}

function rowWidth(hints: readonly Hint[], between: string): number {
  const own = hints.reduce((all, { key, does }) => all + widthOf(key) + 1 + widthOf(does), 0);
  return own + widthOf(between) * (hints.length - 1);
}
