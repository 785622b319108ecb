import { COMMANDS, type Command, type Flag } from '../command-line/declaration.ts';

/** What a shell is told about flags and commands. */
export const NAMED: readonly Command[] = COMMANDS.filter((command) => command.name !== '');

export const MAIN: readonly Flag[] = COMMANDS.find((command) => command.name === '')?.flags ?? [];

/** Every flag, once: of those that several commands have, the main one's. */
export const ALL: readonly Flag[] = [
  ...new Map([...NAMED.flatMap(({ flags }) => flags), ...MAIN].map((flag) => [flag.name, flag])),
].map(([, flag]) => flag);

/** A flag as it is typed, long and short. */
export function flagWords(flags: readonly Flag[]): string[] {
  return flags.flatMap((flag) => [`--${flag.name}`, ...(flag.short ? [`-${flag.short}`] : [])]);
}

/** `--answers|-a`, as a pattern of `case`. */
export function flagPattern(flags: readonly Flag[]): string {
  return flagWords(flags).join('|');
}
