import type { EnvFileProblem } from '../../containers/env-file.ts';
import type { Secret } from '../../secrets/secret.ts';

/** An env file on the person's own computer, or in a bucket. One that can't be read is an ExpectedError of the look. */
export interface OwnEnvFileFact {
  readonly entries: ReadonlyMap<string, Secret>;
  readonly problems: readonly EnvFileProblem[];
}
