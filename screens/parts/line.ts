import type { Key } from '../terminal/keys.ts';
import { graphemes, widthOf } from '../text/width.ts';

/** A line being typed: its characters, and how many of them stand before the cursor. */
export interface Line {
  readonly characters: readonly string[];
  readonly cursor: number;
}

/** With the cursor at the end. */
export function lineOf(text: string): Line {
  const characters = graphemes(text);
  return { characters, cursor: characters.length };
}

/** What stands in it. */
export function textOfLine(line: Line): string {
  return line.characters.join('');
}

/** What a key makes of a line; undefined for keys that mean nothing here. Pure. */
export function edit(line: Line, key: Key): Line | undefined {
  const { characters, cursor } = line;
  switch (key.key) {
    case 'text':
    case 'paste':
      return insert(line, oneLine(key.text));
    case 'left':
      return { characters, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { characters, cursor: Math.min(characters.length, cursor + 1) };
    case 'word-left':
      return { characters, cursor: wordLeft(line) };
    case 'word-right':
      return { characters, cursor: wordRight(line) };
    case 'home':
    case 'ctrl-a':
      return { characters, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { characters, cursor: characters.length };
    case 'backspace':
      return without(line, Math.max(0, cursor - 1), cursor);
    case 'delete':
      return without(line, cursor, cursor + 1);
    case 'ctrl-u':
      return without(line, 0, cursor);
    case 'ctrl-k':
      return without(line, cursor, characters.length);
    case 'ctrl-w':
    case 'delete-word':
      return without(line, wordLeft(line), cursor);
    default:
      return undefined;
  }
}

/** Line ends and control characters out: a secret copied with its newline is the secret. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

function insert({ characters, cursor }: Line, text: string): Line {
  const before = characters.slice(0, cursor).join('') + text;
  const after = characters.slice(cursor).join('');
  // Joined anew: a combining accent typed by itself belongs to the letter before it.
  return { characters: graphemes(before + after), cursor: graphemes(before).length };
}

function without({ characters }: Line, from: number, to: number): Line {
  return { characters: [...characters.slice(0, from), ...characters.slice(to)], cursor: from };
}

function wordLeft({ characters, cursor }: Line): number {
  let at = cursor;
  while (at > 0 && characters[at - 1] === ' ') at -= 1;
  while (at > 0 && characters[at - 1] !== ' ') at -= 1;
  return at;
}

function wordRight({ characters, cursor }: Line): number {
  let at = cursor;
  while (at < characters.length && characters[at] === ' ') at += 1;
  while (at < characters.length && characters[at] !== ' ') at += 1;
  return at;
}

/** The part of a line that is shown: before, under and after the cursor. */
export interface LineView {
  readonly cutBefore: boolean;
  readonly before: string;
  readonly under: string;
  readonly after: string;
  readonly cutAfter: boolean;
}

/** As much of a line as fits into `width` columns, the cursor always in it. */
export function viewOfLine({ characters, cursor }: Line, width: number): LineView {
  const under = characters[cursor] ?? ' ';
  const whole = widthOf(characters.join('')) + (cursor === characters.length ? 1 : 0);
  const cuts = whole <= width ? 0 : 2;
  let room = Math.max(0, width - cuts - widthOf(under));
  let from = cursor;
  let to = cursor + 1;
  // A third of the room stays for what follows; what neither side needs goes to the other.
  const follows = widthOf(characters.slice(to).join(''));
  let behind = Math.min(follows, Math.floor(room / 3));
  room -= behind;
  while (from > 0 && widthOf(characters[from - 1] ?? '') <= room) {
    room -= widthOf(characters[from - 1] ?? '');
    from -= 1;
  }
  behind += room;
  while (to < characters.length && widthOf(characters[to] ?? '') <= behind) {
    behind -= widthOf(characters[to] ?? '');
    to += 1;
  }
  return {
    cutBefore: from > 0,
    before: characters.slice(from, cursor).join(''),
    under,
    after: characters.slice(cursor + 1, to).join(''),
    cutAfter: to < characters.length,
  };
}
