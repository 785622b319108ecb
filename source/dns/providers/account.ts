import { ExpectedError } from '../../expected-error.ts';
import { canonicalAddress } from '../address.ts';
import type { PublicAddresses } from '../judge-name.ts';
import type { StoredType } from './edges.ts';
import type { DnsAccount, DnsZone } from './provider.ts';

/** All records of one type at one name. */
export interface RecordSet<Zone extends DnsZone = DnsZone> {
  readonly zone: Zone;
  /** Whole: `study.example.org`. */
  readonly name: string;
  readonly type: StoredType;
}

/** What an account is made of. Values are plain: a text is without quotes. */
export interface RecordSets<Zone extends DnsZone> {
  readonly company: string;
  /** In seconds. */
  readonly leastTtl: number;
  readonly check: (signal: AbortSignal) => Promise<void>;
  readonly zoneOf: (name: string, signal: AbortSignal) => Promise<Zone | null>;
  readonly read: (set: RecordSet<Zone>, signal: AbortSignal) => Promise<readonly string[]>;
  /** No values remove the set. */
  readonly write: (
    set: RecordSet<Zone>,
    values: readonly string[],
    ttl: number,
    signal: AbortSignal,
  ) => Promise<void>;
  /** A and AAAA together, where one can't be written without the other. */
  readonly writeAddresses?: (
    place: Pick<RecordSet<Zone>, 'zone' | 'name'>,
    addresses: { readonly there: PublicAddresses; readonly wanted: PublicAddresses },
    signal: AbortSignal,
  ) => Promise<void>;
  /** One value more or less, where that can be done without looking at the others. */
  readonly add?: (
    set: RecordSet<Zone>,
    value: string,
    ttl: number,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly remove?: (set: RecordSet<Zone>, value: string, signal: AbortSignal) => Promise<void>;
  readonly takeName?: (name: string, signal: AbortSignal) => Promise<void>;
}

/** A text for a certificate is wanted at once and gone in a minute. */
const TEXT_TTL = 60;
const FAMILIES = [
  ['A', 'v4'],
  ['AAAA', 'v6'],
] as const;

/**
 * An account over sets of records. Changes are made one after another: where one value is added by
 * writing all of them, two at once would lose one.
 */
export function accountOf<Zone extends DnsZone>(sets: RecordSets<Zone>): DnsAccount {
  const found = new Map<string, Zone>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  const zoneOf = async (name: string, signal: AbortSignal) => {
    const known = found.get(name) ?? (await sets.zoneOf(name, signal));
    if (known) found.set(name, known);
    return known;
  };
  const setOf = async (name: string, type: StoredType, signal: AbortSignal) => {
    const zone = await zoneOf(name, signal);
    if (zone === null) throw noZone(name, sets.company);
    return { zone, name, type };
  };
  const read = async (name: string, type: StoredType, signal: AbortSignal) =>
    await sets.read(await setOf(name, type, signal), signal);
  const canonical = (values: readonly string[]) =>
    values.map((value) => canonicalAddress(value) ?? value);
  const textTtl = Math.max(TEXT_TTL, sets.leastTtl);

  const addresses = async (name: string, signal: AbortSignal) => ({
    v4: canonical(await read(name, 'A', signal)),
    v6: canonical(await read(name, 'AAAA', signal)),
  });

  return {
    check: sets.check,
    zoneOf,
    addresses,
    setAddresses: (name, { v4, v6 }, ttl, signal) =>
      inTurn(async () => {
        const wanted = { v4: canonical(v4), v6: canonical(v6) };
        const there = await addresses(name, signal);
        for (const [type, family] of FAMILIES) {
          if (isSame(there[family], wanted[family])) continue;
          const set = await setOf(name, type, signal);
          if (sets.writeAddresses) return await sets.writeAddresses(set, { there, wanted }, signal);
          await sets.write(set, wanted[family], Math.max(ttl, sets.leastTtl), signal);
        }
      }),
    texts: (name, signal) => read(name, 'TXT', signal),
    addText: (name, value, signal) =>
      inTurn(async () => {
        const set = await setOf(name, 'TXT', signal);
        if (sets.add) return await sets.add(set, value, textTtl, signal);
        const there = await sets.read(set, signal);
        if (!there.includes(value)) await sets.write(set, [...there, value], textTtl, signal);
      }),
    removeText: (name, value, signal) =>
      inTurn(async () => {
        const set = await setOf(name, 'TXT', signal);
        if (sets.remove) return await sets.remove(set, value, signal);
        const there = await sets.read(set, signal);
        const rest = there.filter((each) => each !== value);
        if (rest.length < there.length) await sets.write(set, rest, textTtl, signal);
      }),
    ...(sets.takeName ? { takeName: sets.takeName } : {}),
    setAlias: (name, target, ttl, signal) =>
      inTurn(async () => {
        const set = await setOf(name, 'CNAME', signal);
        if (isSame(await sets.read(set, signal), [target])) return;
        // An alias stands alone at its name (RFC 1034, 3.6.2).
        for (const [type] of FAMILIES) {
          const other = await setOf(name, type, signal);
          if ((await sets.read(other, signal)).length > 0) await sets.write(other, [], ttl, signal);
        }
        await sets.write(set, [target], Math.max(ttl, sets.leastTtl), signal);
      }),
  };
}

/** Where every record is a thing of its own, with an id, as most companies have it. */
export interface SingleRecords<Zone extends DnsZone> {
  readonly company: string;
  /** In seconds. */
  readonly leastTtl: number;
  readonly check: (signal: AbortSignal) => Promise<void>;
  readonly zoneOf: (name: string, signal: AbortSignal) => Promise<Zone | null>;
  readonly list: (set: RecordSet<Zone>, signal: AbortSignal) => Promise<readonly SingleRecord[]>;
  /** One that is there already is as good. */
  readonly create: (
    set: RecordSet<Zone>,
    value: string,
    ttl: number,
    signal: AbortSignal,
  ) => Promise<void>;
  /** One that is gone already is as good. */
  readonly destroy: (set: RecordSet<Zone>, id: string, signal: AbortSignal) => Promise<void>;
}

export interface SingleRecord {
  readonly id: string;
  readonly value: string;
}

/** What is missing is created before what is too much goes, so that the name always has a record. */
export function setsOfSingles<Zone extends DnsZone>(
  singles: SingleRecords<Zone>,
): RecordSets<Zone> & Required<Pick<RecordSets<Zone>, 'add' | 'remove'>> {
  const { company, leastTtl, check, zoneOf, list, create, destroy } = singles;
  return {
    company,
    leastTtl,
    check,
    zoneOf,
    read: async (set, signal) => (await list(set, signal)).map(({ value }) => value),
    write: async (set, values, ttl, signal) => {
      const there = await list(set, signal);
      for (const value of values) {
        if (!there.some((record) => sameValue(record.value, value)))
          await create(set, value, ttl, signal);
      }
      for (const { id, value } of there) {
        if (!values.some((wanted) => sameValue(value, wanted))) await destroy(set, id, signal);
      }
    },
    add: async (set, value, ttl, signal) => {
      const there = await list(set, signal);
      if (!there.some((record) => record.value === value)) await create(set, value, ttl, signal);
    },
    remove: async (set, value, signal) => {
      const there = await list(set, signal);
      for (const { id } of there.filter((record) => record.value === value))
        await destroy(set, id, signal);
    },
  };
}

/** The account has no zone that could hold the name. */
export function noZone(name: string, company: string): ExpectedError {
  return new ExpectedError({
    code: 'dns.no-zone',
    what: `The account at ${company} has no domain that holds ${name}.`,
    why: 'Most often the name has a typing mistake, the domain is in another account, or the credential was made for another domain.',
    next: [
      'Check the name, and whether the domain stands in the list of domains there.',
      'Check that the credential may see this domain.',
    ],
  });
}

function sameValue(one: string, other: string): boolean {
  return (canonicalAddress(one) ?? one) === (canonicalAddress(other) ?? other);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value) => other.includes(value));
}
