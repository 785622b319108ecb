import type { Shell } from '../command-line/declaration.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

/** The completion script for a shell; `questionIds` are what `--set` offers. */
export const COMPLETIONS: Readonly<Record<Shell, (questionIds: readonly string[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};
