import { graphemes } from '../text/width.ts';

/** One key, or one paste. */
export type Key =
  /** One character as a person counts them. */
  | { readonly key: 'text'; readonly text: string }
  /** Pasted text; its line ends are `\n`. */
  | { readonly key: 'paste'; readonly text: string }
  | { readonly key: Exclude<KeyName, 'text' | 'paste'> };

export type KeyName =
  | 'text'
  | 'paste'
  | 'enter'
  | 'escape'
  | 'tab'
  | 'back-tab'
  | 'backspace'
  | 'delete'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'delete-word'
  | 'home'
  | 'end'
  | 'page-up'
  | 'page-down'
  | 'f1'
  | `ctrl-${string}`;

const PASTE_BEGINS = '\x1b[200~';
const PASTE_ENDS = '\x1b[201~';

const SEQUENCES: Readonly<Record<string, Exclude<KeyName, 'text' | 'paste'>>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[Z': 'back-tab',
  OM: 'enter',
  OP: 'f1',
  '[11~': 'f1',
  '[[A': 'f1',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
  f: 'word-right',
  b: 'word-left',
  '\x7f': 'delete-word',
  '\b': 'delete-word',
};

/** CSI and SS3 sequences (ECMA-48, 5.4), the Linux console's `ESC [ [ A`, and Alt with one character. */
const ESCAPE = /^\x1b(?:\[\[[A-E]|\[[0-?]*[ -/]*[@-~]|O[@-~]|[^[O\x1b])/u;
const UNFINISHED = /^\x1b(?:\[\[?[0-?]*[ -/]*|O)?$/;

export interface Reading {
  readonly keys: readonly Key[];
  /** The beginning of something whose end has not arrived. */
  readonly pending: string;
}

/**
 * Splits what a terminal sent into single keys: one chunk may hold many, and a key may be spread
 * over two. `pending` is what the last reading left over.
 */
export function readKeys(pending: string, chunk: string): Reading {
  let rest = pending + chunk;
  const keys: Key[] = [];
  while (rest !== '') {
    if (rest.startsWith(PASTE_BEGINS)) {
      const end = rest.indexOf(PASTE_ENDS);
      if (end === -1) return { keys, pending: rest };
      keys.push(paste(rest.slice(PASTE_BEGINS.length, end)));
      rest = rest.slice(end + PASTE_ENDS.length);
    } else if (rest.startsWith('\x1b')) {
      const sequence = ESCAPE.exec(rest)?.[0];
      if (sequence === undefined) {
        if (UNFINISHED.test(rest)) return { keys, pending: rest };
        keys.push({ key: 'escape' });
        rest = rest.slice(1);
      } else {
        const known = SEQUENCES[sequence.slice(1)];
        if (known) keys.push({ key: known });
        rest = rest.slice(sequence.length);
      }
    } else {
      const end = rest.indexOf('\x1b');
      const text = end === -1 ? rest : rest.slice(0, end);
      keys.push(...typed(text));
      rest = rest.slice(text.length);
    }
  }
  return { keys, pending: '' };
}

/** What is left when nothing more came: the Esc key, or the start of a sequence that never ended. */
export function giveUpOn(pending: string): readonly Key[] {
  return pending.startsWith(PASTE_BEGINS)
    ? [paste(pending.slice(PASTE_BEGINS.length))]
    : [{ key: 'escape' }];
}

/** Nobody types two lines within one chunk: a paste, from a terminal that does not mark them. */
const UNMARKED_PASTE = /[^\r\n]{2,}[\r\n]+[^\r\n]{2,}/;

/** Nor that much at once of a single line, such as a token. */
const UNMARKED_LINE = /^([^\p{Cc}]{40,})([\r\n]?)$/u;

function typed(text: string): Key[] {
  if (UNMARKED_PASTE.test(text)) return [paste(text)];
  const [, line, end] = UNMARKED_LINE.exec(text) ?? [];
  if (line !== undefined) return [paste(line), ...(end ? [{ key: 'enter' } as const] : [])];
  return graphemes(text.replaceAll('\r\n', '\r')).map(keyOf);
}

function keyOf(character: string): Key {
  if (character === '\r' || character === '\n') return { key: 'enter' };
  if (character === '\t') return { key: 'tab' };
  if (character === '\x7f' || character === '\b') return { key: 'backspace' };
  const code = character.codePointAt(0) ?? 0;
  if (code < 32) return { key: `ctrl-${String.fromCharCode(code + 96)}` };
  return { key: 'text', text: character };
}

function paste(text: string): Key {
  return { key: 'paste', text: text.replace(/\r\n?/g, '\n') };
}
