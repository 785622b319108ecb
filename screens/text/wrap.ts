import { stripControl } from '../../source/text/plain-text.ts';
import { graphemes, widthOf } from './width.ts';

/** Where lines of prose end at the latest. */
export const PROSE = 76;

/**
 * The text in lines of at most `width` columns, broken at spaces; words that are longer are broken
 * where they must. `hanging` is put before every line but the first. Safe to show: what would act
 * on the terminal is taken out.
 */
export function wrap(text: string, width: number, hanging = ''): string[] {
  const room = Math.max(1, width);
  const rest = Math.max(1, room - widthOf(hanging));
  const lines: string[] = [];
  for (const paragraph of stripControl(text).split('\n')) {
    for (const line of wrapParagraph(paragraph, room, rest, lines.length > 0)) {
      lines.push(lines.length === 0 ? line : hanging + line);
    }
  }
  return lines;
}

function wrapParagraph(text: string, first: number, rest: number, later: boolean): string[] {
  const lines: string[] = [];
  let line = /^ */.exec(text)?.[0] ?? '';
  let width = line.length;
  let empty = true;
  const room = () => (lines.length === 0 && !later ? first : rest);
  const add = (piece: string, columns: number) => {
    line += piece;
    width += columns;
  };
  const end = () => {
    lines.push(line.trimEnd());
    line = '';
    width = 0;
    empty = true;
  };
  for (const [, gap = '', word = ''] of text.trimStart().matchAll(/( *)([^ ]+)/g)) {
    const columns = widthOf(word);
    if (!empty && width + gap.length + columns > room()) end();
    if (!empty) add(gap, gap.length);
    if (width + columns <= room()) {
      add(word, columns);
    } else {
      for (const character of graphemes(word)) {
        const one = widthOf(character);
        if (width > 0 && width + one > room()) end();
        add(character, one);
        empty = false;
      }
    }
    empty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}

/** At which width texts in the source code are broken by hand. */
const BROKEN_BY_HAND = 68;

/** Joins lines that were broken by hand, so that they can be broken anew for a narrower terminal. */
export function reflow(text: string): string {
  const lines = text.split('\n');
  return lines
    .map((line, at) => {
      const next = lines[at + 1];
      return next === undefined ? line : line + (goesOn(line, next) ? ' ' : '\n');
    })
    .join('');
}

/** Whether a line was ended only because the next word had no room on it. Tables are left alone. */
function goesOn(line: string, next: string): boolean {
  const [word = ''] = next.split(' ');
  const prose = [line, next].every((one) => one !== '' && !/^ | {2}/.test(one));
  return prose && widthOf(line) + 1 + widthOf(word) >= BROKEN_BY_HAND;
}
