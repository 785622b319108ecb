import { stripControl } from '../source/text/plain-text.ts';
import { widthOf } from './text/width.ts';

/** What a piece of text is, never how it looks. */
export type Role = 'plain' | 'strong' | 'quiet' | 'done' | 'here' | 'warning' | 'failed' | 'cursor';

/** The signs that go with the roles: colour never carries the meaning alone. */
export const SIGNS = {
  done: '✓',
  here: '●',
  todo: '○',
  add: '+',
  warning: '!',
  failed: '✗',
  pending: '…',
  pointer: '❯',
  open: '▾',
  shut: '▸',
  full: '▰',
  empty: '▱',
  bar: '│',
  rule: '─',
  bullet: '•',
  up: '↑',
  down: '↓',
  leftRight: '←→',
} as const;

/** One column for one column, for terminals that can't show the sign. */
const TWINS: Readonly<Record<string, string>> = {
  '✓': 'v',
  '●': '*',
  '○': 'o',
  '✗': 'x',
  '…': '~',
  '❯': '>',
  '▾': 'v',
  '▸': '>',
  '▰': '#',
  '▱': '.',
  '│': '|',
  '─': '-',
  '•': '*',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '→': '>',
  '‹': '<',
  '›': '>',
  '·': '.',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  ä: 'a',
  ö: 'o',
  ü: 'u',
  é: 'e',
};

/** 16 colours only, so that the person's own palette decides; never blue or black, which vanish on dark ones. */
const COLOURS: Readonly<Record<Role, readonly [on: string, off: string] | null>> = {
  plain: null,
  strong: ['\x1b[1m', '\x1b[22m'],
  quiet: ['\x1b[2m', '\x1b[22m'],
  done: ['\x1b[32m', '\x1b[39m'],
  here: ['\x1b[36m', '\x1b[39m'],
  warning: ['\x1b[33m', '\x1b[39m'],
  failed: ['\x1b[31m', '\x1b[39m'],
  cursor: ['\x1b[7m', '\x1b[27m'],
};

/** Any of our looks going on or off, and back to none. */
const OURS = new RegExp(
  `(${['\x1b[0m', ...Object.values(COLOURS).flatMap((look) => look ?? [])].map((code) => code.replace('[', '\\[')).join('|')})`,
);

/**
 * A drawn line with our looks and nothing else that a terminal would act on: the last barrier, for
 * whatever text others have brought into it.
 */
export function drawable(line: string): string {
  const parts = line.split(OURS);
  return parts.map((part, at) => (at % 2 === 1 ? part : stripControl(part))).join('');
}

const WITHOUT_COLOUR: ReadonlySet<Role> = new Set(['strong', 'quiet', 'cursor']);

export interface Theme {
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** What the terminal can show, by its environment variables. */
export function themeOf(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
): Theme {
  const { NO_COLOR = '', TERM = '' } = environment;
  return {
    colour: NO_COLOR === '' && TERM !== 'dumb',
    unicode: TERM !== 'dumb' && TERM !== 'linux' && isUnicode(environment, platform),
  };
}

/** POSIX: LC_ALL before LC_CTYPE before LANG. Where none is set, terminals of our days take UTF-8. */
function isUnicode(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
): boolean {
  if (platform === 'win32') {
    return Boolean(environment.WT_SESSION || environment.TERM_PROGRAM || environment.ConEmuTask);
  }
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return locale === '' || /utf-?8/i.test(locale);
}

/** The text in its role's look. */
export function paint(theme: Theme, role: Role, text: string): string {
  const look = COLOURS[role];
  if (look === null || text === '') return text;
  if (!theme.colour && !WITHOUT_COLOUR.has(role)) return text;
  return look[0] + text + look[1];
}

/** The same line in ASCII, column for column; escape sequences stay as they are. */
export function asciiTwin(line: string): string {
  return line.replace(
    /[^\x00-\x7f]\p{M}*/gu,
    (sign) => TWINS[sign] ?? '?'.repeat(Math.max(0, widthOf(sign))),
  );
}
