import type { Secret } from '../../secret.ts';
import type { ChallengeLook } from './challenge-look.ts';

/** What getting a certificate needs done elsewhere: files on the host, and a look at it from here. */
export interface CertificateWorld {
  /** The file's content, null where there is none. */
  readonly read: (path: string, signal: AbortSignal) => Promise<Secret | null>;
  /**
   * Writes all of them aside first, then puts them in place in the given order, so that a lost
   * connection leaves the old ones or the new ones. Folders are made where they are missing.
   */
  readonly write: (files: readonly HostFile[], signal: AbortSignal) => Promise<void>;
  /** Removes those that are there. */
  readonly remove: (paths: readonly string[], signal: AbortSignal) => Promise<void>;
  /** As `lookAtChallenge`. */
  readonly lookAtChallenge: (url: URL, signal: AbortSignal) => Promise<readonly ChallengeLook[]>;
}

/** A Secret only with mode 600. */
export type HostFile =
  | { readonly path: string; readonly mode: '600'; readonly content: string | Secret }
  | { readonly path: string; readonly mode: '644'; readonly content: string };
