import type { Trouble } from '../expected-error.ts';

/** A failure that people meet, by what a program prints. */
export interface KnownOutput {
  readonly says: RegExp;
  /** What it means, by what was found in the output where that names something. */
  readonly trouble: Trouble | ((found: RegExpExecArray) => Trouble);
}
