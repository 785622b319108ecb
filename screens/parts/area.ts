import type { Key } from '../terminal/keys.ts';
import { graphemes } from '../text/width.ts';

/** Several lines being typed: all their characters, line ends among them, and the cursor's place. */
export interface Area {
  readonly characters: readonly string[];
  readonly cursor: number;
}

/** With the cursor at the end. */
export function areaOf(text: string): Area {
  const characters = graphemes(text.replace(/\r\n?/g, '\n'));
  return { characters, cursor: characters.length };
}

/** What stands in it. */
export function textOfArea(area: Area): string {
  return area.characters.join('');
}

/** The lines, and where in them the cursor stands. */
export function linesOfArea({ characters, cursor }: Area): {
  readonly lines: readonly (readonly string[])[];
  readonly row: number;
  readonly column: number;
} {
  const lines: string[][] = [[]];
  let row = 0;
  let column = 0;
  for (let at = 0; at <= characters.length; at += 1) {
    if (at === cursor) {
      row = lines.length - 1;
      column = lines.at(-1)?.length ?? 0;
    }
    const character = characters[at];
    if (character === '\n') lines.push([]);
    else if (character !== undefined) lines.at(-1)?.push(character);
  }
  return { lines, row, column };
}

/** What a key makes of the text; undefined for keys that mean nothing here. Pure. */
export function editArea(area: Area, key: Key): Area | undefined {
  const { characters, cursor } = area;
  const { lines, row, column } = linesOfArea(area);
  const start = cursor - column;
  const end = start + (lines[row]?.length ?? 0);
  switch (key.key) {
    case 'text':
    case 'paste':
      return insert(area, key.text.replace(/[^\P{Cc}\n\t]/gu, '').replaceAll('\t', '  '));
    case 'enter':
      return insert(area, '\n');
    case 'left':
      return { characters, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { characters, cursor: Math.min(characters.length, cursor + 1) };
    // Beyond the first line and the last one lie other fields.
    case 'up':
      return row === 0 ? undefined : { characters, cursor: place(lines, row - 1, column) };
    case 'down':
      return row === lines.length - 1
        ? undefined
        : { characters, cursor: place(lines, row + 1, column) };
    case 'home':
    case 'ctrl-a':
      return { characters, cursor: start };
    case 'end':
    case 'ctrl-e':
      return { characters, cursor: end };
    case 'backspace':
      return without(area, Math.max(0, cursor - 1), cursor);
    case 'delete':
      return without(area, cursor, cursor + 1);
    case 'ctrl-u':
      return without(area, start, cursor);
    case 'ctrl-k':
      return without(area, cursor, end === cursor ? cursor + 1 : end);
    default:
      return undefined;
  }
}

function insert({ characters, cursor }: Area, text: string): Area {
  const before = characters.slice(0, cursor).join('') + text;
  const after = characters.slice(cursor).join('');
  return { characters: graphemes(before + after), cursor: graphemes(before).length };
}

function without({ characters }: Area, from: number, to: number): Area {
  return { characters: [...characters.slice(0, from), ...characters.slice(to)], cursor: from };
}

function place(lines: readonly (readonly string[])[], row: number, column: number): number {
  const target = Math.min(Math.max(0, row), lines.length - 1);
  const before = lines.slice(0, target).reduce((all, line) => all + line.length + 1, 0);
  return before + Math.min(column, lines[target]?.length ?? 0);
}
