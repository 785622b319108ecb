import type { EnvEntry, Recipe } from '../apps/recipe.ts';
import { ExpectedError } from '../expected-error.ts';
import type { ContentPart } from '../secrets/content.ts';
import { Secret } from '../secrets/secret.ts';

/**
 * Docker's env-file format, as `docker run --env-file` reads it (docker/cli, pkg/kvfile): one
 * `NAME=value` a line, values as they are, nothing quoted or escaped. Over Docker's API nobody
 * reads the file but us, so these rules are kept here.
 */
export interface EnvFile {
  /** In the file's order; of a repeated name the last value counts, as Docker has it. */
  readonly entries: ReadonlyMap<string, string>;
  readonly problems: readonly EnvFileProblem[];
}

export interface EnvFileProblem {
  /** Counted from 1. */
  readonly line: number;
  /** True where Docker refuses the file or takes the line for something that nobody means. */
  readonly stops: boolean;
  /** A sentence about the line. Never holds its text: that may be a secret. */
  readonly text: string;
}

/** Bytes: one less than Go's bufio.MaxScanTokenSize, which has to hold the line's end too. */
const LONGEST_LINE = 65_535;
/** Go's unicode.IsSpace; JavaScript's \s differs in U+0085 and U+FEFF. */
const LEADING_SPACE = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const UNUSABLE_IN_NAME = /[\s=\x00-\x1f\x7f-\x9f\ufeff]/;

/** Reads the text of an env file. Gives what can be had of it, and what is wrong with it. */
export function parseEnvFile(text: string): EnvFile {
  const entries = new Map<string, string>();
  const problems: EnvFileProblem[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  if (text.startsWith('\ufeff'))
    problems.push({
      line: 1,
      stops: false,
      text: 'This file begins with a mark that Windows programs write (BOM). Docker ignores it.',
    });
  if (lines.some((line) => line.endsWith('\r'))) {
    const line = lines.findIndex((each) => each.endsWith('\r')) + 1;
    problems.push({
      line,
      stops: false,
      text: 'This file has Windows line ends. Docker ignores them.',
    });
  }
  for (const [index, raw] of lines.entries()) {
    const tell = (stops: boolean, sentence: string) =>
      problems.push({ line: index + 1, stops, text: sentence });
    if (bytes(raw) > LONGEST_LINE) {
      tell(true, 'This line is longer than 64 KiB, which is more than Docker reads.');
      continue;
    }
    const line = raw.replace(/\r$/, '').replace(LEADING_SPACE, '');
    if (line === '' || line.startsWith('#')) continue;
    const end = line.indexOf('=');
    const name = end === -1 ? line : line.slice(0, end);
    const value = end === -1 ? '' : line.slice(end + 1);
    if (name === '') tell(true, 'This line has no name before the "=".');
    else if (/[ \t]/.test(name)) tell(true, 'This line has a space before the "=".');
    else if (end === -1) tell(true, 'This line has no "=".');
    else if (line.includes('\0'))
      tell(true, 'This line has a NUL character, which no variable can hold.');
    else {
      if (line.includes('\ufffd')) tell(true, 'This line is not in UTF-8.');
      if (entries.has(name))
        tell(false, 'This name stands in the file twice. The last one counts.');
      if (isQuoted(value)) tell(false, QUOTED);
      entries.set(name, value);
    }
  }
  return { entries, problems };
}

/** Why the format can't carry this value under this name; undefined where it can. */
export function problemWithValue(name: string, value: string | Secret): string | undefined {
  const text = revealed(value);
  if (name === '') return 'The name is missing.';
  if (UNUSABLE_IN_NAME.test(name) || name.startsWith('#'))
    return 'A name has no spaces, no "=" and does not begin with "#".';
  if (/[\r\n]/.test(text))
    return 'This must be a single line: Docker reads each line as a setting of its own.';
  if (text.includes('\0')) return 'This has a NUL character, which no setting can hold.';
  if (/\p{Surrogate}/u.test(name + text)) return 'This has a character that is not in Unicode.';
  if (bytes(`${name}=${text}`) > LONGEST_LINE)
    return 'This is longer than the 64 KiB that Docker reads.';
  return undefined;
}

/** What a person may not expect of a value that is written as it is; undefined where nothing is odd. */
export function warningForValue(value: string | Secret): string | undefined {
  const text = revealed(value);
  if (isQuoted(text)) return QUOTED;
  if (text !== text.trim()) return 'The space at the beginning or end is part of the value.';
  return undefined;
}

/**
 * The file's content for a `write` action (mode 600). Throws an ExpectedError `env.value` for a
 * value that the format can't carry.
 */
export function renderEnvFile(entries: readonly EnvEntry[]): ContentPart[] {
  const parts: ContentPart[] = [];
  let text = '';
  for (const { name, value } of entries) {
    const problem = problemWithValue(name, isMadeUp(value) ? '' : value);
    if (problem !== undefined) throw cannotCarry(name, problem);
    text += `${name}=`;
    if (typeof value === 'string') text += value;
    else if ('sameAs' in value) throw new TypeError(`${name} was not looked up.`);
    else {
      parts.push(text, value);
      text = '';
    }
    text += '\n';
  }
  return text === '' ? parts : [...parts, text];
}

/**
 * What the file shall hold: names that are there keep their order and, unless another value is
 * wanted, their value; a generated one is never generated again. New names come last; those that
 * the recipe unsets are left out.
 */
export function mergeEnv(
  existing: ReadonlyMap<string, Secret> | null,
  { env: wanted, unset }: Pick<Recipe, 'env' | 'unset'>,
): EnvEntry[] {
  const merged = new Map<string, EnvEntry['value']>(existing ?? []);
  const names = wanted.map(({ name }) => name);
  const gone = unset === 'others' ? [...merged.keys()].filter((n) => !names.includes(n)) : unset;
  for (const name of gone) merged.delete(name);
  for (const { name, value } of wanted) {
    if (isMadeUp(value) && merged.has(name)) continue;
    merged.set(name, value);
  }
  return [...merged].map(([name, value]) => ({ name, value }));
}

/** Whether the file holds already what `mergeEnv` would make of it. */
export function sameEnv(
  existing: ReadonlyMap<string, Secret> | null,
  recipe: Pick<Recipe, 'env' | 'unset'>,
): boolean {
  if (existing === null) return false;
  const merged = mergeEnv(existing, recipe);
  if (merged.length !== existing.size) return false;
  return merged.every(({ name, value }) => {
    const present = existing.get(name);
    return present !== undefined && !isMadeUp(value) && present.equals(value);
  });
}

const QUOTED = 'Docker keeps the quotes as part of the value.';

function isQuoted(value: string): boolean {
  return /^(["']).*\1$/su.test(value) && value.length > 1;
}

/** Not known to us before it is written. */
function isMadeUp(value: EnvEntry['value']): value is Exclude<EnvEntry['value'], string | Secret> {
  return typeof value !== 'string' && !(value instanceof Secret);
}

function revealed(value: string | Secret): string {
  return typeof value === 'string' ? value : value.reveal();
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function cannotCarry(name: string, problem: string): ExpectedError {
  return new ExpectedError({
    code: 'env.value',
    what: `The value of ${JSON.stringify(name)} can't be written to env.list.`,
    why: problem,
    next: ['Change the value and go on.'],
  });
}
