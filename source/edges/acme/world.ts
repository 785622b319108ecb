import type { CaaFact } from '../../certificates/caa.ts';
import type { Secret } from '../../secrets/secret.ts';
import type { ChallengeLook } from './challenge-look.ts';
import type { TextLook } from './look-at-text.ts';

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
  /** As `lookAtCaa`; where it is absent, only the CA looks. */
  readonly lookAtCaa?: (name: string, signal: AbortSignal) => Promise<CaaFact>;
  /** For an order whose names are proved by dns-01. */
  readonly records?: TextRecords;
}

/** Where TXT records are set: an account at a DNS provider, and how they look from here. */
export interface TextRecords {
  /** Adds a TXT record beside those that are there. */
  readonly addText: (name: string, value: string, signal: AbortSignal) => Promise<void>;
  /** Removes the TXT record with this value, and no other. */
  readonly removeText: (name: string, value: string, signal: AbortSignal) => Promise<void>;
  /** Whether several texts can stand at one name. */
  readonly severalTexts: boolean;
  /** As `lookAtText`. */
  readonly lookAtText: (name: string, signal: AbortSignal) => Promise<TextLook>;
}

/** A Secret only with mode 600. */
export type HostFile =
  | { readonly path: string; readonly mode: '600'; readonly content: string | Secret }
  | { readonly path: string; readonly mode: '644'; readonly content: string };
