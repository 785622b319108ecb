/** What this computer remembers of hosts: how to get there, and what runs there. Nothing secret. */
export interface RememberedFact {
  /** The one that was used last comes first. */
  readonly hosts: readonly RememberedHost[];
  /** When that was read; ISO 8601. */
  readonly at: string;
  /** The time zone of this computer's clock: `Europe/Berlin`; absent where it does not tell. */
  readonly zone?: string;
}

export interface RememberedHost {
  /** The host's id: `ssh://root@203.0.113.7`. */
  readonly address: string;
  readonly installs: readonly RememberedInstall[];
  /** ISO 8601. */
  readonly lastUsed: string;
}

export interface RememberedInstall {
  readonly install: string;
  /** The app as the person knows it: "JATOS". */
  readonly app: string;
  /** The public names; the first is the main one. */
  readonly names: readonly string[];
  /** When its certificate ends, as it was seen last (ISO 8601); absent where none was seen. */
  readonly until?: string;
  /** The other servers that it runs on (`203.0.113.8`). */
  readonly others?: readonly string[];
  /** Those of them that answer without this one. */
  readonly alone?: readonly string[];
}
