/** What a certificate authority tells about itself in its directory (RFC 8555, 7.1.1). */
export interface AuthorityFact {
  /** Accounts must be opened on its website first (external account binding). */
  readonly accountsFromElsewhere: boolean;
  /** The page with its terms; null where it names none. */
  readonly terms: string | null;
  /** The names by which CAA records call it. */
  readonly caaNames: readonly string[];
  /** Kinds of certificates by name, with the page or text about each (draft-ietf-acme-profiles). */
  readonly profiles: Readonly<Record<string, string>>;
  /** Where it suggests when to renew (RFC 9773); null where it does not. */
  readonly renewalInfo: string | null;
}

/** The subject of an `authority` query: its directory's URL, and its root in PEM or ''. */
export function authoritySubject(directory: string, root: string): string {
  return JSON.stringify({ directory, root });
}

/** Reads the subject of such a query. */
export function authorityIn(subject: string): {
  readonly directory: string;
  readonly root: string;
} {
  return JSON.parse(subject);
}
