import type { RunAction } from '../action.ts';
import type { ShellCommand } from '../shell.ts';

/** Ten minutes for a mirror on a slow line; waiting for a lock takes that long, too. */
const PATIENCE_SECONDS = 1200;

/** How long a package manager waits for another one by itself. */
export const LOCK_SECONDS = 600;

/** What a package manager does: it takes long, and must not be cut off with the connection. */
export function long(command: ShellCommand): RunAction {
  return { do: 'run', command, patienceSeconds: PATIENCE_SECONDS, detached: true };
}
