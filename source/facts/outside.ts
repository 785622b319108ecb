/** A hostname as the authoritative servers, or failing them the resolver, have it. */
export interface NameFact {
  readonly a: readonly string[];
  readonly aaaa: readonly string[];
  /** The zone that holds the name, and its name servers. Empty where they could not be found. */
  readonly zone: string;
  readonly servers: readonly string[];
  /** False where some authoritative servers still answer differently. */
  readonly agreed: boolean;
  /** What went wrong, where the question itself failed (SERVFAIL, no network). */
  readonly problem: string | null;
  /** Only the system's resolver could be asked: it may remember what is no longer so. */
  readonly secondHand?: boolean;
  /** Where there is no address: how long resolvers that asked too early remember that (RFC 2308). */
  readonly negativeSeconds?: number;
}

/** What an app answers on the host itself; null where nothing answers. */
export interface AnswerFact {
  readonly status: number;
  /** The first 2,000 characters. */
  readonly body: string;
}

/** A web page as the person's machine gets it. */
export type WebsiteFact =
  | {
      readonly reached: true;
      readonly status: number;
      readonly body: string;
      readonly location: string | null;
    }
  | { readonly reached: false; readonly code: string; readonly says: string };
