import { type Companion, companionHost } from './companion.ts';
import type { SameAs } from './recipe.ts';

/** A database beside an app, and how the app gets in: database and user are called the same. */
export interface Database {
  readonly companion: Companion;
  /** As the app names it. */
  readonly host: string;
  /** The user's password, which was made up for both. */
  readonly password: SameAs;
}

const NAME = 'db';
const PATIENCE_SECONDS = 120;
const PASSWORD = { generate: 'letters-and-digits', length: 32 } as const;

/** MariaDB of the long-term series 11.4. `command` holds options for the server. */
export function mariadb(install: string, user: string, command?: readonly string[]): Database {
  return {
    host: companionHost(install, NAME),
    password: { sameAs: NAME, name: 'MARIADB_PASSWORD' },
    companion: {
      name: NAME,
      label: 'MariaDB',
      container: {
        image: 'mariadb:11.4',
        ...(command && { command }),
        volumes: [{ source: `${install}-db`, target: '/var/lib/mysql' }],
        stop: { timeoutSeconds: 60 },
      },
      env: [
        { name: 'MARIADB_USER', value: user },
        { name: 'MARIADB_DATABASE', value: user },
        { name: 'MARIADB_PASSWORD', value: PASSWORD },
        // One that it makes up itself it writes to its log.
        { name: 'MARIADB_ROOT_PASSWORD', value: PASSWORD },
        { name: 'MARIADB_ROOT_HOST', value: 'localhost' },
        { name: 'MARIADB_AUTO_UPGRADE', value: '1' },
      ],
      ready: {
        command: ['healthcheck.sh', '--connect', '--innodb_initialized'],
        patienceSeconds: PATIENCE_SECONDS,
      },
    },
  };
}

/** MySQL 8.0, for those that take no other. */
export function mysql(install: string, user: string): Database {
  return {
    host: companionHost(install, NAME),
    password: { sameAs: NAME, name: 'MYSQL_PASSWORD' },
    companion: {
      name: NAME,
      label: 'MySQL',
      container: {
        image: 'mysql:8.0',
        volumes: [{ source: `${install}-db`, target: '/var/lib/mysql' }],
        stop: { timeoutSeconds: 60 },
      },
      env: [
        { name: 'MYSQL_USER', value: user },
        { name: 'MYSQL_DATABASE', value: user },
        { name: 'MYSQL_PASSWORD', value: PASSWORD },
        { name: 'MYSQL_ROOT_PASSWORD', value: PASSWORD },
        { name: 'MYSQL_ROOT_HOST', value: 'localhost' },
      ],
      // By TCP: while it is being set up, it listens on its socket only. A refused login is an answer.
      ready: {
        command: ['mysqladmin', '--host=127.0.0.1', 'ping'],
        patienceSeconds: PATIENCE_SECONDS,
      },
    },
  };
}

/** PostgreSQL 17. */
export function postgresql(install: string, user: string): Database {
  return {
    host: companionHost(install, NAME),
    password: { sameAs: NAME, name: 'POSTGRES_PASSWORD' },
    companion: {
      name: NAME,
      label: 'PostgreSQL',
      container: {
        image: 'postgres:17',
        // No other kind of database could read it, so it is not called as theirs.
        volumes: [{ source: `${install}-postgres`, target: '/var/lib/postgresql/data' }],
        // "Fast shutdown" is what SIGINT asks for, and the image's own stop signal.
        stop: { timeoutSeconds: 60 },
      },
      env: [
        { name: 'POSTGRES_USER', value: user },
        { name: 'POSTGRES_DB', value: user },
        { name: 'POSTGRES_PASSWORD', value: PASSWORD },
      ],
      // By TCP: while it is being set up, it listens on its socket only.
      ready: {
        command: ['pg_isready', '--host=127.0.0.1', `--username=${user}`],
        patienceSeconds: PATIENCE_SECONDS,
      },
    },
  };
}

/** Redis 7, as a cache: what is in it may be lost. Only the app reaches it, so it has no password. */
export function redis(install: string): Pick<Database, 'companion' | 'host'> {
  const name = 'cache';
  return {
    host: companionHost(install, name),
    companion: {
      name,
      label: 'Redis',
      container: {
        image: 'redis:7.4-alpine',
        command: ['redis-server', '--save', '', '--appendonly', 'no'],
        // Nothing is written there; without a name Docker would make one anew each time.
        volumes: [{ source: `${install}-${name}`, target: '/data' }],
        stop: { timeoutSeconds: 30 },
      },
      env: [],
      ready: { command: ['redis-cli', 'ping'], patienceSeconds: 60 },
    },
  };
}
