import type { Trouble } from '../../expected-error.ts';

/** What was seen of each app of a server. Times are ISO 8601. */
export interface ServerList<Install> {
  /** The host's id: `ssh://root@203.0.113.7:22`. */
  readonly host: string;
  readonly at: string;
  readonly installs: readonly Install[];
  /** Why it could not be looked at. */
  readonly trouble: Trouble | null;
}
