import type { Trouble } from '../../expected-error.ts';
import type { Secret } from '../../secrets/secret.ts';

/** The ways out of this computer that a provider may be handed; each call throws ExpectedErrors. */
export interface DnsEdges {
  readonly http: (api: Api) => Http;
  readonly route53: (keys: AwsKeys) => Route53;
  readonly dynamicUpdate: (server: UpdateServer) => DynamicUpdate;
  /** What the world sees: a record's values, from the name servers. Empty where there are none. */
  readonly lookUp: (name: string, type: RecordType, signal: AbortSignal) => Promise<string[]>;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export type RecordType = 'A' | 'AAAA' | 'TXT';
/** Also a name that is an alias of another: only where a provider says that it sets them. */
export type StoredType = RecordType | 'CNAME';

/** A company's HTTP API, and how it wants to be talked to. */
export interface Api {
  readonly company: string;
  /** What codes of its errors begin with: `dns` where absent. */
  readonly subject?: string;
  /** What every path stands behind: `https://api.example.org/v1`. */
  readonly base: string;
  /** How the credential goes over. */
  readonly sign:
    | { readonly header: string; readonly before?: string; readonly secret: Secret }
    | { readonly parameter: string; readonly secret: Secret };
  /** What the credential is called there ("token"), and where it is made. */
  readonly credential: { readonly called: string; readonly where: string };
  /** What to do about a request that was refused, where it is not about a domain. */
  readonly advice?: string;
  /** The company's own words, from the body of a failure. */
  readonly says: (body: unknown) => string | undefined;
  /** What a failure means, where it is one that is known there. */
  readonly knows?: (status: number, body: unknown) => Trouble | undefined;
  /** The status that is meant, where a body tells another one than the reply. */
  readonly statusOf?: (status: number, body: unknown) => number;
}

/** The token in the Authorization header (RFC 6750, 2.1), as most companies want it. */
export function bearer(secret: Secret): Api['sign'] {
  return { header: 'authorization', before: 'Bearer ', secret };
}

export interface HttpCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** A secret in it goes over as it is, and is hidden in what comes back. */
  readonly json?: unknown;
  /** What is an answer too, besides a status of 2xx. */
  readonly accepts?: (status: number, body: unknown) => boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed where it is JSON, else the text; undefined where it is empty. */
  readonly body: unknown;
}

/** "There is no such thing" is an answer. */
export const orMissing = (status: number) => status === 404;

export type Http = (call: HttpCall, signal: AbortSignal) => Promise<HttpAnswer>;

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

export interface Route53 {
  /** Public zones only. */
  readonly zones: (signal: AbortSignal) => Promise<readonly { name: string; id: string }[]>;
  /** The record's values as they stand in a zone file; null where there is no such record. */
  readonly read: (record: Route53Name, signal: AbortSignal) => Promise<Route53Values | null>;
  /** Creates or replaces. */
  readonly upsert: (record: Route53Name & Route53Values, signal: AbortSignal) => Promise<void>;
  /** The values must be those that stand there. */
  readonly remove: (record: Route53Name & Route53Values, signal: AbortSignal) => Promise<void>;
}

export interface Route53Name {
  readonly zone: string;
  readonly name: string;
  readonly type: StoredType;
}

export interface Route53Values {
  readonly values: readonly string[];
  readonly ttl: number;
}

/** A name server that takes dynamic updates (RFC 2136) signed with a shared key (RFC 8945). */
export interface UpdateServer {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  readonly key: {
    readonly name: string;
    readonly algorithm: TsigAlgorithm;
    readonly secret: Secret;
  };
}

export const TSIG_ALGORITHMS = [
  'hmac-sha256',
  'hmac-sha512',
  'hmac-sha384',
  'hmac-sha224',
  'hmac-sha1',
  'hmac-md5',
] as const;
export type TsigAlgorithm = (typeof TSIG_ALGORITHMS)[number];

export interface DynamicUpdate {
  /** The zone of this server in which a name lies; null where it has none. */
  readonly zoneOf: (name: string, signal: AbortSignal) => Promise<string | null>;
  readonly read: (name: string, type: RecordType, signal: AbortSignal) => Promise<string[]>;
  /** All of it or nothing (RFC 2136, 3.4.2.6). */
  readonly update: (
    zone: string,
    changes: readonly UpdateChange[],
    signal: AbortSignal,
  ) => Promise<void>;
}

export type UpdateChange =
  | {
      readonly do: 'add';
      readonly name: string;
      readonly type: RecordType;
      readonly ttl: number;
      readonly value: string;
    }
  | {
      readonly do: 'remove';
      readonly name: string;
      readonly type: RecordType;
      readonly value: string;
    }
  | { readonly do: 'remove-all'; readonly name: string; readonly type: RecordType };
