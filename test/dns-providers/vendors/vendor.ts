import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Answers } from '../../../source/answers/answers.ts';
import type { DnsEdges, RecordType } from '../../../source/dns/providers/edges.ts';
import { dnsProviders } from '../../../source/dns/providers/index.ts';
import type { DnsAccount } from '../../../source/dns/providers/provider.ts';
import { httpTo } from '../../../source/edges/dns/http.ts';
import { dnsEdges } from '../../../source/edges/dns/open-edges.ts';
import { request } from '../../../source/edges/outside/http-request.ts';
import { Secret } from '../../../source/secrets/secret.ts';
import { SELF_SIGNED } from '../../outside/self-signed.ts';

/** The credential that every company here accepts; it must never be seen in an error. */
export const PLANTED = 'pLanTed-5ecret-0f-tests';
export const WRONG = 'wr0ng-5ecret-0f-tests';

export interface Call {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where there was no body. */
  readonly json: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StoredRecord {
  readonly id: number;
  readonly type: string;
  /** Whole. */
  readonly name: string;
  value: string;
  ttl: number;
}

/** What a company has stored for one account. */
export class Store {
  readonly zones: string[];
  records: StoredRecord[] = [];
  #last = 1000;

  constructor(zones: readonly string[]) {
    this.zones = [...zones];
  }

  add(type: string, name: string, value: string, ttl = 3600): StoredRecord {
    this.#last += 1;
    const record = { id: this.#last, type, name, value, ttl };
    this.records.push(record);
    return record;
  }

  set(type: string, name: string): StoredRecord[] {
    return this.records.filter((each) => each.type === type && each.name === name);
  }

  /** A CNAME is alone at its name (RFC 1034, 3.6.2). */
  isInTheWay(type: string, name: string): boolean {
    return this.records.some(
      (each) => each.name === name && (each.type === 'CNAME') !== (type === 'CNAME'),
    );
  }

  replace(type: string, name: string, values: readonly string[], ttl: number): void {
    this.records = this.records.filter((each) => each.type !== type || each.name !== name);
    for (const value of values) this.add(type, name, value, ttl);
  }
}

/** How one company answers, as its documentation has it. */
export interface Vendor {
  /** A provider's id. */
  readonly id: string;
  readonly host: string;
  readonly answers: (credential: string) => Answers;
  readonly isAllowed: (call: Call) => boolean;
  /** Its own words for a credential that it does not accept, with `said` in them. */
  readonly refusal: (said: string) => Reply;
  /** Undefined where the documentation knows no such call. */
  readonly handle: (call: Call, store: Store) => Reply | undefined;
  readonly zone: string;
  readonly otherZones: readonly string[];
  /** What it says where it has trouble or too many requests. */
  readonly words: (text: string) => unknown;
}

export interface RunningVendor {
  readonly store: Store;
  /** Every request so far, `POST /v2/domains/example.org/records {…}`. */
  readonly calls: string[];
  /** Answers the next requests in place of the vendor. */
  readonly instead: (Reply | 'as usual')[];
  /** What was asked against the documentation. */
  readonly undocumented: string[];
  /** The ways out, all of which lead here. */
  readonly edges: DnsEdges;
  readonly open: (credential?: string, hostname?: string) => DnsAccount;
  readonly stop: () => Promise<void>;
}

export async function startVendor(vendor: Vendor): Promise<RunningVendor> {
  const store = new Store([vendor.zone, ...vendor.otherZones]);
  const calls: string[] = [];
  const undocumented: string[] = [];
  const instead: (Reply | 'as usual')[] = [];
  const answer = (call: Call): Reply => {
    calls.push(lineOf(call));
    const next = instead.shift();
    if (next !== undefined && next !== 'as usual') return next;
    if (!vendor.isAllowed(call)) return vendor.refusal(JSON.stringify([call.headers, call.query]));
    const reply = call.host === vendor.host ? vendor.handle(call, store) : undefined;
    if (reply) return reply;
    undocumented.push(`${call.host}: ${lineOf(call)}`);
    return { status: 418 };
  };
  const server = createServer(SELF_SIGNED, async (asked, reply) => {
    const url = new URL(asked.url ?? '', `https://${asked.headers.host}`);
    let text = '';
    for await (const chunk of asked) text += chunk;
    const call = {
      method: asked.method ?? '',
      host: url.host,
      path: decodeURIComponent(url.pathname),
      query: Object.fromEntries(url.searchParams),
      headers: asked.headers as Record<string, string>,
      json: text === '' ? undefined : JSON.parse(text),
    };
    const { status, headers = {}, body } = answer(call);
    reply.writeHead(status, headers);
    reply.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const here = { address: '127.0.0.1', port, anyCertificate: true };
  const edges: DnsEdges = {
    ...dnsEdges,
    http: (api) => httpTo(api, (wanted, signal) => request({ ...wanted, ...here }, signal)),
    lookUp: async (name, type) => lookUpIn(store, name, type),
  };
  const provider = dnsProviders.find(({ id }) => id === vendor.id);
  if (!provider?.open) throw new Error(`There is no provider ${vendor.id}.`);
  const { open } = provider;
  return {
    store,
    calls,
    instead,
    undocumented,
    edges,
    open: (credential = PLANTED, hostname = `study.${vendor.zone}`) =>
      open({ hostname, ...vendor.answers(credential) }, edges),
    stop: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const secretAnswerOf = (id: string) => (credential: string) => ({
  [id]: new Secret(credential),
});

/** A part of a list, where pages are numbered from 1. */
export function pageOf<Item>(items: readonly Item[], page: number, size: number): readonly Item[] {
  return items.slice((page - 1) * size, page * size);
}

/** `study` in the zone, `@` for the zone itself. */
export function inZone(name: string, zone: string): string {
  return name === zone ? '@' : name.slice(0, -zone.length - 1);
}

export function whole(relative: string, zone: string): string {
  return relative === '@' || relative === '' ? zone : `${relative}.${zone}`;
}

function lookUpIn(store: Store, name: string, type: RecordType): string[] {
  return store.set(type, name).map(({ value }) => value);
}

function lineOf({ method, path, query, json }: Call): string {
  const asked = new URLSearchParams(query).toString();
  const body = json === undefined ? '' : ` ${JSON.stringify(json)}`;
  return `${method} ${path}${asked && `?${asked}`}${body}`.replaceAll(PLANTED, '…');
}
