/**
 * A POSIX shell command whose every variable part was quoted when it was built.
 * Only `sh` makes one, so an unquoted string cannot become a command.
 */
export class ShellCommand {
  declare private readonly quotedByConstruction: true;
  readonly text: string;

  /** @internal Use `sh`. */
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may be put into a command. A Secret may not: that is a compile error. */
export type Word = string | number | ShellCommand | readonly (string | number)[];

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One shell word, in single quotes where it needs any (POSIX 2.2.2). A NUL cannot be carried. */
export function quote(word: string): string {
  if (word.includes('\0')) throw new TypeError('A shell word cannot contain a NUL character.');
  return SAFE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Builds a command: ``sh`install -d ${path}` ``. Strings and numbers are quoted, arrays become
 * several words, commands go in as they are.
 */
export function sh(parts: TemplateStringsArray, ...words: Word[]): ShellCommand {
  // An escape that JavaScript does not know leaves a part undefined, whatever its type says.
  if (parts.some((part) => part === undefined)) throw new SyntaxError(`Bad escape: ${parts.raw}`);
  const texts = dedent(parts);
  const rest = words.map((word, index) => asText(word) + (texts[index + 1] ?? ''));
  return new ShellCommand((texts[0] ?? '') + rest.join(''));
}

/** Several commands, one after another; the first failure ends them. */
export function inOrder(...commands: readonly ShellCommand[]): ShellCommand {
  return new ShellCommand(commands.map((command) => command.text).join(' &&\n'));
}

/** Several commands, each on a line of its own, whatever became of the one before. */
export function inLines(commands: readonly ShellCommand[]): ShellCommand {
  return new ShellCommand(commands.map((command) => command.text).join('\n'));
}

function asText(word: Word): string {
  if (word instanceof ShellCommand) return word.text;
  if (typeof word === 'object') return word.map((each) => quote(String(each))).join(' ');
  return quote(String(word));
}

/** Takes the source code's own indentation away, from the template only: never from a value. */
function dedent(parts: readonly string[]): string[] {
  if (!parts[0]?.startsWith('\n')) return [...parts];
  const lines = parts.join('\0').split('\n').slice(1);
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const margin = `\n${' '.repeat(Math.min(...indents))}`;
  const texts = parts.map((part) => part.replaceAll(margin, '\n'));
  texts[0] = (texts[0] ?? '').slice(1);
  texts[texts.length - 1] = (texts.at(-1) ?? '').trimEnd();
  return texts;
}
