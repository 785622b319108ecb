import { query } from '../../facts/facts.ts';
import type { Secret } from '../../secrets/secret.ts';
import { sha256 } from '../../text/sha256.ts';
import type { CloudNetwork, CloudPrices } from '../machine.ts';
import { HOURS, PRICES_OF } from './sizes.ts';

/** What an app takes of databases at Amazon. */
export type DatabaseEngine = 'postgres' | 'mysql';

/** A database at Amazon RDS that belongs to a server. */
export interface DatabaseGoal {
  /** Of the server. */
  readonly name: string;
  readonly region: string;
  readonly engine: DatabaseEngine;
  /** Of the database in it, and of the user who owns it. */
  readonly login: string;
  /** Amazon's name of its size: `db.t4g.micro`. */
  readonly size: string;
  readonly storageGB: number;
  /** Amazon's own copies of every day are kept this long. */
  readonly backupDays: number;
  readonly protect: boolean;
  /** What that costs, in words. */
  readonly cost: string;
  /** Where the server is, too. */
  readonly network: CloudNetwork;
  /** One that nobody has yet; given to the database where it is made, or where nobody knows its password. */
  readonly password: Secret;
}

/** What there is of a server's database. */
export interface DatabaseFact {
  /** Its firewall, and who may come in: `5432 sg-…`. */
  readonly group: { readonly id: string; readonly rules: readonly string[] } | null;
  /** It is said in which parts of the network it may lie. */
  readonly subnets: boolean;
  readonly database: {
    readonly arn: string;
    /** The server that it was made for, by its tag. */
    readonly of: string | null;
    readonly status: string;
    /** Null until it has one. */
    readonly host: string | null;
    readonly port: number;
    readonly protected: boolean;
    /** Its password is being changed. */
    readonly changing: boolean;
    /** Who knows its password, by a tag: a fingerprint of it, or the server that has it. */
    readonly known: string | null;
    /** When it was made: digits. */
    readonly made: string;
  } | null;
  /** Copies that stay when it is deleted. */
  readonly copies: readonly string[];
}

export const NO_DATABASE: DatabaseFact = {
  ...{ group: null, subnets: false, database: null, copies: [] },
};

/** How an app gets in. */
export interface DatabaseLogin {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  /** Null where the app has it already. */
  readonly password: Secret | null;
  /** As many connections as the database takes from one app. */
  readonly connections: number;
}

export interface DatabaseSize {
  readonly size: string;
  readonly memoryMB: number;
  /** US dollars a month, in the cheapest regions. */
  readonly dollars: number;
  /** So many may be open at once (docs.aws.amazon.com, "max_connections"), less some for others. */
  readonly connections: number;
}

/** As of `PRICES_OF`, one machine without a second one in another zone; the same for both kinds. */
export const DATABASE_SIZES: readonly DatabaseSize[] = [
  { size: 'db.t4g.micro', memoryMB: 1024, dollars: 11.68, connections: 40 },
  { size: 'db.t4g.small', memoryMB: 2048, dollars: 23.36, connections: 100 },
  { size: 'db.t4g.medium', memoryMB: 4096, dollars: 47.45, connections: 100 },
  { size: 'db.t4g.large', memoryMB: 8192, dollars: 94.17, connections: 100 },
];

const DOLLARS_PER_GB = 0.115;
/** Of a copy that stays, a month. */
export const COPY_DOLLARS_PER_GB = 0.095;

/** All of it together, rounded to dollars. */
export function databaseDollars(
  { engine, size, storageGB }: Pick<DatabaseGoal, 'engine' | 'size' | 'storageGB'>,
  prices: CloudPrices | null,
): number {
  const hourly = prices?.databases[engine]?.[size];
  const its = DATABASE_SIZES.find((each) => each.size === size)?.dollars ?? 0;
  const monthly = hourly === undefined ? its : hourly * HOURS;
  return Math.round(monthly + storageGB * DOLLARS_PER_GB);
}

/** The same in words, with from when it is: the price of the disk is that of the table. */
export function databaseCost(
  of: Pick<DatabaseGoal, 'engine' | 'size' | 'storageGB'>,
  prices: CloudPrices | null,
): string {
  const now = prices?.databases[of.engine]?.[of.size] !== undefined;
  const when = now ? 'as Amazon says now' : `as of ${PRICES_OF}`;
  return `about $${databaseDollars(of, prices)} a month more, ${when}`;
}

export const PORTS: Readonly<Record<DatabaseEngine, number>> = { postgres: 5432, mysql: 3306 };

/** The long-supported series; Amazon takes the newest of each. */
export const VERSIONS: Readonly<Record<DatabaseEngine, string>> = { postgres: '17', mysql: '8.4' };

/** What the database, its firewall and its subnets are called. Amazon takes no two hyphens in a row. */
export function databaseId(name: string): string {
  return `${name}-db`.replace(/-+/g, '-');
}

/** The tag of what lets the server into its database: not the server's own, by which its own firewall is found. */
export function databaseTag(name: string): string {
  return `${name} database`;
}

export function ec2Database(region: string, name: string) {
  return query('ec2Database', '', `${region} ${name}`);
}

/** By which a password is told from others; it has too many digits to be guessed from this. */
export function fingerprintOf(password: Secret): string {
  return sha256(`setup-server ${password.reveal()}`).slice(0, 16);
}
