import type { Flag } from '../command-line/declaration.ts';
import { MAIN, NAMED } from './words.ts';

/** The script that fish reads. */
export function fishCompletion(questionIds: readonly string[]): string {
  const names = NAMED.map(({ name }) => name).join(' ');
  const atMain = `not __fish_seen_subcommand_from ${names}`;
  const lines = [
    '# fish completion for setup-server',
    'complete -c setup-server -f',
    ...NAMED.map(
      ({ name, summary }) =>
        `complete -c setup-server -n ${word(atMain)} -a ${name} -d ${word(summary)}`,
    ),
    ...MAIN.map((flag) => flagLine(flag, atMain, questionIds)),
    ...NAMED.flatMap((command) => {
      const here = `__fish_seen_subcommand_from ${command.name}`;
      const operand = command.operand?.choices
        ? [
            `complete -c setup-server -n ${word(here)} -a ${word(command.operand.choices.join(' '))}`,
          ]
        : [];
      return [...operand, ...command.flags.map((flag) => flagLine(flag, here, []))];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function flagLine(flag: Flag, condition: string, questionIds: readonly string[]): string {
  const parts = [`complete -c setup-server -n ${word(condition)} -l ${flag.name}`];
  if (flag.short) parts.push(`-s ${flag.short}`);
  if (flag.completes === 'file') parts.push('-r -F');
  else if (flag.completes === 'question')
    parts.push(`-x -a ${word(questionIds.map((id) => `${id}=`).join(' '))}`);
  else if (flag.value) parts.push('-x');
  return [...parts, `-d ${word(flag.summary)}`].join(' ');
}

/** In single quotes; fish knows the escapes \\' and \\\\ there. */
function word(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
