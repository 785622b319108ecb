import { expect, it } from 'vitest';
import { parseBeside, problemWithBeside } from '../../source/apps/image/beside.ts';

const none = () => [];

it.each([
  ['db postgres:17', 'PostgreSQL', 'pg_isready --host=127.0.0.1'],
  ['db ghcr.io/owner/pgvector:pg17', 'PostgreSQL', 'pg_isready --host=127.0.0.1'],
  ['db mariadb', 'MariaDB', 'healthcheck.sh --connect --innodb_initialized'],
  ['cache redis:8 -- redis-server --save "60 1"', 'Redis', 'redis-cli ping'],
])('%s is %s, and waited for', (line, label, ready) => {
  expect(problemWithBeside(line, 'shop')).toBeUndefined();
  const [companion] = parseBeside(line, 'shop', none);
  expect(companion).toMatchObject({ label, alias: line.split(' ')[0] });
  expect(companion?.ready.command.join(' ')).toBe(ready);
});

it('keeps folders in volumes of its own', () => {
  const [db] = parseBeside('db postgres:17 /var/lib/postgresql/data /backup', 'shop', none);
  expect(db?.container.volumes).toEqual([
    { source: 'shop-db-var-lib-postgresql-data', target: '/var/lib/postgresql/data' },
    { source: 'shop-db-backup', target: '/backup' },
  ]);
  const [cache] = parseBeside('cache redis:8 -- redis-server --save "60 1"', 'shop', none);
  expect(cache?.container.command).toEqual(['redis-server', '--save', '60 1']);
});

it.each([
  ['db', 'db: the image is missing: db postgres:17'],
  ['DB postgres', 'DB postgres: a name has small letters, digits and hyphens.'],
  ['db postgres\ndb redis', 'db redis: db is there twice.'],
  ['db Postgres', 'db Postgres: Images have small letters only: postgres'],
  [
    'worker example/worker',
    'worker example/worker: only PostgreSQL, MariaDB, MySQL, Redis, Valkey, MongoDB, Memcached work here.',
  ],
  [
    'db postgres data',
    'db postgres data: data: a folder in the container begins with a slash: /data',
  ],
])('%j is refused', (text, problem) => {
  expect(problemWithBeside(text, 'shop')).toBe(problem);
});
