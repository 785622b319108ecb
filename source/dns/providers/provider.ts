import type { Answers } from '../../answers/answers.ts';
import type { Question } from '../../questions/question.ts';
import type { PublicAddresses } from '../judge-name.ts';
import type { DnsEdges } from './edges.ts';

/** Who runs a domain's DNS, or the way in which its records get set. */
export interface DnsProvider {
  readonly id: string;
  readonly label: string;
  /** Right-hand column: what it costs or needs. */
  readonly note: string;
  /** Ids like `dns.desec.token`. */
  readonly questions: readonly Question[];
  /** What it can't do, a sentence each. */
  readonly limits: readonly string[];
  /** The least TTL that it takes, in seconds; a zone of its may want more. */
  readonly leastTtl: number;
  /** Whether several texts can stand at one name: a wildcard beside its own domain needs two. */
  readonly severalTexts: boolean;
  /** Whether it can be told that a name is an alias of another (CNAME). */
  readonly aliases: boolean;
  /** A name there can lead to one server only. */
  readonly oneAddress?: true;
  /** Under which it gives names away, free of charge: `dedyn.io`. */
  readonly freeNames: readonly string[];
  /** Null where a person sets the records. Touches nothing by itself. */
  readonly open: ((answers: Answers, edges: DnsEdges) => DnsAccount) | null;
}

/** A zone as its provider knows it. */
export interface DnsZone {
  readonly name: string;
  readonly id: string;
}

/**
 * An account at a provider. Names are whole, in the DNS's own letters. Everything may throw an
 * ExpectedError: `dns.refused` (the credentials), `dns.no-zone`, `dns.busy` and `dns.unreachable`
 * (both passing), `dns.unexpected`.
 */
export interface DnsAccount {
  /** A harmless call with the credentials; throws where they do not work. */
  readonly check: (signal: AbortSignal) => Promise<void>;
  /** The zone that holds a name, or would hold it; null where the account has none. */
  readonly zoneOf: (name: string, signal: AbortSignal) => Promise<DnsZone | null>;
  readonly addresses: (name: string, signal: AbortSignal) => Promise<PublicAddresses>;
  /** Makes these the name's A and AAAA records, and touches no others. The TTL is raised to what the provider takes. */
  readonly setAddresses: (
    name: string,
    addresses: PublicAddresses,
    ttl: number,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly texts: (name: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Adds a TXT record beside those that are there. */
  readonly addText: (name: string, value: string, signal: AbortSignal) => Promise<void>;
  /** Removes the TXT record with this value, and no other. */
  readonly removeText: (name: string, value: string, signal: AbortSignal) => Promise<void>;
  /** Makes the name an alias of another, and of nothing else. Only where `DnsProvider.aliases` says so. */
  readonly setAlias: (
    name: string,
    target: string,
    ttl: number,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Takes a free name for the account, where the provider gives names away. */
  readonly takeName?: (name: string, signal: AbortSignal) => Promise<void>;
}

/** What to ask for: an hour for an address that stays, a minute for one that changes, five where one of several may be lost. */
export function ttlFor(address: 'fixed' | 'changing' | 'several'): number {
  return { fixed: 3600, changing: 60, several: 300 }[address];
}
