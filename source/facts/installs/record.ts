import type { Adopted } from '../../adoption/adopted.ts';
import type { Secret } from '../../secrets/secret.ts';

/** An env file as it is on the host. Every value is treated as secret: we can't know which is. */
export interface EnvFileFact {
  readonly entries: ReadonlyMap<string, Secret>;
  readonly sha256: string;
  readonly mode: string;
}

/** What the server remembers of an install: `/etc/setup-server/<install>/install.json`. */
export interface RecordFact {
  /** Version of the record's own format. */
  readonly format: number;
  /** Answers without secrets, by question id. */
  readonly answers: Readonly<Record<string, string | boolean>>;
  readonly app: string;
  readonly image: string;
  readonly digest: string | null;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  /** Version of setup-server that wrote it. */
  readonly version: string;
  /** It began with a container that somebody else had started. */
  readonly adopted?: Adopted;
  /** The file is there, but damaged: what is wrong with it. All else is empty then. */
  readonly damage?: string;
}
