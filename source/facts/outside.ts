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
  /** Where there is no address: until when somebody who asks now remembers that (ISO 8601). */
  readonly absentUntil?: string;
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

/** What came from port 80 of one address when the front's own token was asked for there. */
export type WitnessLook =
  | {
      readonly address: string;
      readonly status: number;
      readonly body: string;
      /** The URL that answered, where redirects led to another one. */
      readonly redirectedTo?: string;
      /** The `Server` header: who answered. */
      readonly server?: string;
    }
  /** Node's code: `ETIMEDOUT`, `ECONNREFUSED`. */
  | { readonly address: string; readonly code: string };

/** Every address of a name, or the address that was asked for; empty where a name has none. */
export type WitnessFact = readonly WitnessLook[];

/** `refused`: the packet came back, so nothing in between is closed. `unknown`: no way there from here. */
export type Door = 'open' | 'refused' | 'silent' | 'unknown';

export interface DoorsFact {
  readonly 80: Door;
  readonly 443: Door;
}
