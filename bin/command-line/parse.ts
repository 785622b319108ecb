import { parseArgs } from 'node:util';
import { ExpectedError } from '../../source/expected-error.ts';
import { nearest } from '../../source/text/nearest.ts';
import { COMMANDS, type Command, commandNamed, type Flag } from './declaration.ts';

export interface Parsed {
  readonly command: Command;
  readonly operand: string | undefined;
  /** What stands after that. */
  readonly object: string | undefined;
  /** Switches that were given. */
  readonly switches: ReadonlySet<string>;
  /** Values by flag, in the order in which they were given. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Reads the words after the program's name. Throws an ExpectedError `arguments.*`. */
export function parse(given: readonly string[]): Parsed {
  // What many programs answer to; here it is a flag.
  const words = given[0] === 'help' ? [...given.slice(1), '--help'] : given;
  const all = COMMANDS.flatMap((command) => command.flags);
  // Lenient, because the messages of a strict parse name neither the command nor the nearest word.
  const known = (name: string) => all.some((flag) => flag.name === name);
  // A flag may be a switch for one command, and want a value for another.
  const named = commandNamed(words.find((word) => !word.startsWith('-')) ?? '');
  const own = named?.flags ?? [];
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries([...all, ...own].map((flag) => [flag.name, optionOf(flag)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const operands = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const strange = tokens.find((token) => token.kind === 'option' && !known(token.name));
  if (strange?.kind === 'option') throw unknownFlag(strange.name, strange.rawName, all, named);
  const command = commandOf(operands);
  const switches = new Set<string>();
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = flagOf(token.name, token.rawName, command);
    if (flag.value === undefined) {
      if (token.value !== undefined)
        throw bad('value-not-wanted', `${token.rawName} takes no value.`, command);
      switches.add(flag.name);
      continue;
    }
    const value = token.value;
    if (value === undefined || looksForgotten(value, token.inlineValue ?? false))
      throw bad(
        'value-missing',
        `${token.rawName} wants a value: ${token.rawName} ${flag.value}`,
        command,
      );
    const before = values.get(flag.name) ?? [];
    if (before.length > 0 && !flag.repeatable)
      throw bad('given-twice', `${token.rawName} was given twice; once is enough.`, command);
    values.set(flag.name, [...before, value]);
  }
  const operand = operandOf(command, operands, switches);
  const object = operand === undefined ? undefined : objectOf(command, operand, operands);
  return { command, operand, object, switches, values };
}

function optionOf(flag: Flag) {
  const type = flag.value === undefined ? ('boolean' as const) : ('string' as const);
  return { type, multiple: true, ...(flag.short ? { short: flag.short } : {}) };
}

function commandOf(operands: readonly string[]): Command {
  const name = operands[0] ?? '';
  const command = commandNamed(name);
  if (command) return command;
  const known = COMMANDS.map((each) => each.name).filter((each) => each !== '');
  throw bad('unknown-command', `There is no command "${name}".`, undefined, nearest(name, known));
}

function flagOf(name: string, raw: string, command: Command): Flag {
  const flag = command.flags.find((each) => each.name === name || each.short === name);
  if (flag) return flag;
  const place = command.name === '' ? 'without a command' : `with ${command.name}`;
  throw bad('flag-not-here', `${raw} means nothing ${place}.`, command);
}

function unknownFlag(
  name: string,
  raw: string,
  all: readonly Flag[],
  command: Command | undefined,
): ExpectedError {
  const names = [...new Set(all.map((flag) => flag.name))];
  const meant = nearest(name, names);
  return bad('unknown-flag', `There is no flag ${raw}.`, command, meant && `--${meant}`);
}

/** `--answers --yes`: the value was forgotten. Alone, `-` means standard input. */
function looksForgotten(value: string, inline: boolean): boolean {
  return value === '' || (!inline && value.startsWith('-') && value !== '-');
}

function operandOf(
  command: Command,
  operands: readonly string[],
  switches: ReadonlySet<string>,
): string | undefined {
  const [, operand] = operands;
  const { name } = command;
  if (!command.operand) {
    if (operand !== undefined)
      throw bad('too-many', `${name} takes nothing after it: ${operand}`, command);
    return undefined;
  }
  const { choices, optional } = command.operand;
  if (operand === undefined) {
    if (switches.has('help') || optional) return undefined;
    const wanted = choices ? `one of: ${choices.join(', ')}` : command.operand.name;
    throw bad('operand-missing', `${name} wants ${wanted}.`, command);
  }
  if (!choices) return operand;
  if (choices.includes(operand)) return operand;
  const what = `${name} does not know "${operand}", only ${choices.join(', ')}.`;
  throw bad('unknown-operand', what, command, nearest(operand, choices));
}

function objectOf(
  command: Command,
  operand: string,
  operands: readonly string[],
): string | undefined {
  const { name, operand: declared } = command;
  const [, , object, extra] = operands;
  const wanted = declared?.object;
  if (wanted === undefined && object !== undefined)
    throw bad('too-many', `${name} takes one word after it, not: ${object}`, command);
  if (extra !== undefined)
    throw bad(
      'too-many',
      `${name} ${operand} takes one ${wanted?.replace(/[[\]]/g, '')}: ${extra}`,
      command,
    );
  if (wanted !== undefined && !wanted.startsWith('[') && object === undefined)
    throw bad('operand-missing', `${name} ${operand} wants ${wanted}.`, command);
  return object;
}

function bad(
  kind: string,
  what: string,
  command: Command | undefined,
  meant?: string,
): ExpectedError {
  const again =
    command === undefined || command.name === ''
      ? 'npx setup-server --help shows all of them.'
      : `npx setup-server ${command.name} --help explains it.`;
  return new ExpectedError({
    code: `arguments.${kind}`,
    what,
    next: meant ? [`Did you mean ${meant}?`, again] : [again],
  });
}
