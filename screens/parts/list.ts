/** The part of a list that is shown, and how many items are above and below it. */
export interface ListView {
  readonly from: number;
  readonly to: number;
  readonly above: number;
  readonly below: number;
}

/**
 * As many items as fit into `height` rows around the chosen one; a row each is kept for the marks
 * that tell of items above and below. `heights` are the items' own rows.
 */
export function viewOfList(heights: readonly number[], chosen: number, height: number): ListView {
  const sum = (from: number, to: number) =>
    heights.slice(from, to).reduce((all, one) => all + one, 0);
  const marks = (from: number, to: number) => (from > 0 ? 1 : 0) + (to < heights.length ? 1 : 0);
  const fits = (from: number, to: number) => sum(from, to) + marks(from, to) <= height;
  if (fits(0, heights.length)) return { from: 0, to: heights.length, above: 0, below: 0 };
  let from = Math.min(Math.max(0, chosen), heights.length - 1);
  let to = from + 1;
  for (;;) {
    const balanced = chosen - from <= to - 1 - chosen;
    const up = from > 0 && fits(from - 1, to);
    const down = to < heights.length && fits(from, to + 1);
    if (up && (balanced || !down)) from -= 1;
    else if (down) to += 1;
    else return { from, to, above: from, below: heights.length - to };
  }
}

/** Which item digits mean: typed one after another, as long as they make a number in the list. */
export function typedNumber(typed: string, digit: string, count: number): string {
  for (const number of [typed + digit, digit]) {
    const value = Number(number);
    if (value >= 1 && value <= count) return number;
  }
  return typed;
}
