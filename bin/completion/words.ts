import { COMMANDS, type Command, type Flag } from '../command-line/declaration.ts';

/** What a shell is told about flags and commands. */
export const NAMED: readonly Command[] = COMMANDS.filter((command) => command.name !== '');

export const MAIN: readonly Flag[] = COMMANDS.find((command) => command.name === '')?.flags ?? [];

export function flagWords(flags: readonly Flag[]): string[] {
  return flags.flatMap((flag) => [`--${flag.name}`, ...(flag.short ? [`-${flag.short}`] : [])]);
}

/** `--answers|-a`, as a pattern of `case`. */
export function flagPattern(flags: readonly Flag[]): string {
  return flagWords(flags).join('|');
}
