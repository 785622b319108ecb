import { EXIT_CODES } from '../exit-code.ts';
import { COMMAND_GROUPS } from './command-groups.ts';
import {
  COMMANDS,
  type Command,
  commandNamed,
  EXAMPLES,
  type Flag,
  PURPOSE,
} from './declaration.ts';
import { HOW } from './help-notes.ts';

const WIDTH = 80;

/** Below that, what stands to the right goes below. */
const NARROW = 60;

/** The text behind `--help`, at most 80 columns wide, and no wider than the terminal. */
export function help(command: Command, columns = WIDTH): string {
  const width = Math.min(WIDTH, columns);
  const lines = command.name === '' ? wholeHelp(width) : commandHelp(command, width);
  return `${lines.join('\n')}\n`;
}

function wholeHelp(width: number): string[] {
  const main = commandNamed('');
  return [
    ...wrapped(PURPOSE, '', width),
    '',
    'Examples',
    ...EXAMPLES.flatMap(({ line, meaning }) => row(line, meaning, 48, width)),
    '',
    'Flags',
    ...(main?.flags ?? []).flatMap((flag) => flagRow(flag, width)),
    '',
    ...wrapped('Commands (npx setup-server COMMAND --help says more of one)', '', width),
    ...COMMAND_GROUPS.flatMap(({ title, names }) => [
      '',
      ...wrapped(title, '', width),
      ...COMMANDS.filter(({ name }) => names.includes(name))
        .sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name))
        .flatMap((each) => row(signature(each), each.summary, COLUMN, width)),
    ]),
    '',
    'Answers',
    ...wrapped(
      'Every question can be answered beforehand: in the file, by --set, or by its variable ' +
        '(SETUP_SERVER_APP answers app; SETUP_SERVER_APP_FILE names a file that holds the answer). ' +
        'Flags win over variables, variables over the file. Without a terminal nothing is asked; ' +
        'what is missing is listed.',
      '  ',
      width,
    ),
    '',
    'Exit codes',
    ...EXIT_CODES.flatMap(({ code, meaning }) => row(String(code), meaning, 7, width)),
  ];
}

function commandHelp(command: Command, width: number): string[] {
  const how = HOW[command.name] ?? [];
  return [
    ...wrapped(command.summary, '', width),
    '',
    ...wrapped(`npx setup-server ${signature(command)}`, '  ', width),
    '',
    'Flags',
    ...command.flags.flatMap((flag) => flagRow(flag, width)),
    ...(how.length > 0 ? [''] : []),
    // A line to be typed is left as it is.
    ...how.flatMap((line) =>
      line.length <= width || line.startsWith(' ') ? [line] : wrapped(line, '', width),
    ),
  ];
}

const COLUMN = 28;

function flagRow(flag: Flag, width: number): string[] {
  const short = flag.short ? `-${flag.short}, ` : '    ';
  const value = flag.value ? ` ${flag.value}` : '';
  return row(`${short}--${flag.name}${value}`, flag.summary, COLUMN, width);
}

/** How a command is typed, in one line: `config ACTION [HOST] [FLAGS]`. */
export function signature(command: Command): string {
  const switches = command.flags.filter((flag) => flag.name !== 'help');
  // More than a line can hold: its own help has them.
  const many = switches.length > 3 ? ' [FLAGS]' : undefined;
  const flags = many ?? switches.map((flag) => ` [--${flag.name}]`).join('');
  return `${command.name}${operandOf(command)}${flags}`;
}

function operandOf({ operand }: Command): string {
  if (!operand) return '';
  const { name, choices, optional, object } = operand;
  const all = choices?.join('|') ?? '';
  // More than a line can hold: its own help has them.
  const one = all === '' || all.length > 40 ? name : all;
  const words = [one, ...(object ? [object] : [])].join(' ');
  return optional ? ` [${words}]` : ` ${words}`;
}

/** Two columns; the right one begins at `column` and wraps there. */
function row(left: string, right: string, column: number, width: number): string[] {
  const narrow = width < NARROW && column > NARROW / 4;
  const margin = ' '.repeat(narrow ? 6 : column);
  const lines = wrapped(right, margin, width);
  if (narrow) return [...wrapped(left, '  ', width), ...lines];
  const head = `  ${left}`;
  if (head.length >= column) return [head, ...lines];
  return [head.padEnd(column) + (lines[0] ?? '').slice(column), ...lines.slice(1)];
}

/** Breaks at words so that no line is wider than the help may be. */
export function wrapped(text: string, margin: string, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = margin;
  for (const word of text.split(' ')) {
    const empty = line.trim() === '';
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = margin + word;
    } else {
      line += empty ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}
