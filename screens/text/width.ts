import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The characters as a person counts them: an emoji with its modifiers is one (UAX #29). */
export function graphemes(text: string): string[] {
  if (/^[ -~]*$/.test(text)) return text.split('');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many columns a text takes; escape sequences take none. */
export function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** The mark of everything that is cut. */
export const CUT = '…';

/** At most `width` columns of the text, with a mark where something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let taken = 0;
  for (const character of graphemes(text)) {
    taken += widthOf(character);
    if (taken > width - 1) break;
    kept += character;
  }
  return width < 1 ? '' : kept + CUT;
}

/** Exactly `width` columns: cut, or filled up with spaces. */
export function fill(text: string, width: number): string {
  const fitting = cut(text, width);
  return fitting + ' '.repeat(Math.max(0, width - widthOf(fitting)));
}

/** `left` and `right` at the two ends of a line; `right` gives way where both don't fit. */
export function apart(left: string, right: string, width: number): string {
  const space = width - widthOf(left) - widthOf(right);
  return space < 1 || right === '' ? cut(left, width) : left + ' '.repeat(space) + right;
}
