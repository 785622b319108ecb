import type { OwnProgram } from '../secrets/content.ts';
import type { Secret } from '../secrets/secret.ts';
import type { ShellCommand } from '../shell.ts';

/** A variable that only the first start reads, and that is another now; null where it is set no more. */
export interface LateChange {
  readonly name: string;
  readonly value: string | Secret | null;
}

/** A change of an app's own configuration, made in its container before that is replaced. */
export interface Reconfiguration {
  /** The variables that it takes care of. */
  readonly names: readonly string[];
  /** Written to a file of the server that only root can read. */
  readonly content: readonly (string | Secret | OwnProgram)[];
  /** Reads that file, and deletes it. Done twice, it comes to the same. */
  readonly command: (file: string) => ShellCommand;
}
