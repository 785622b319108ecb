import { stripControl } from '../../source/plain-text.ts';
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
  let empty = true;
  const room = () => (lines.length === 0 && !later ? first : rest);
  const end = () => {
    lines.push(line.trimEnd());
    line = '';
    empty = true;
  };
  for (const word of text.split(' ').filter((part) => part !== '')) {
    if (!empty && widthOf(line) + 1 + widthOf(word) > room()) end();
    const before = empty ? line : `${line} `;
    if (widthOf(before) + widthOf(word) <= room()) {
      line = before + word;
    } else {
      line = before;
      for (const character of graphemes(word)) {
        if (!empty && widthOf(line) + widthOf(character) > room()) end();
        line += character;
        empty = false;
      }
    }
    empty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}
