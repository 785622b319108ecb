import type { EnvFileProblem } from '../env-file.ts';
import type { Secret } from '../secret.ts';

/** An env file on the person's own computer, or in a bucket. One that can't be read is an ExpectedError of the look. */
export interface OwnEnvFileFact {
  readonly entries: ReadonlyMap<string, Secret>;
  readonly problems: readonly EnvFileProblem[];
}
