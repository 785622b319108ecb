import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { type Host, rangeUp } from '../range/range.ts';
import { only, wrong } from './messages.ts';
import { type Ran, type Said, started } from './operator.ts';
import { type Outgrown, outgrown } from './outgrown.ts';

const HOSTNAME = 'grow-data.range.test';
const PASSWORD = 'hush-4711-grown';

const COMPOSE = `
services:
  web:
    image: example/hello:1
    ports: ["8080:8080"]
    environment: {DB_PASSWORD: ${PASSWORD}}
    volumes: [visits:/data]
    depends_on: [db]
  db:
    image: mariadb:11.4
    environment:
      MARIADB_USER: shop
      MARIADB_DATABASE: shop
      MARIADB_PASSWORD: ${PASSWORD}
      MARIADB_RANDOM_ROOT_PASSWORD: "1"
    volumes: [rows:/var/lib/mysql]
volumes: {visits: {}, rows: {}}
`;

/** An app with a volume, and a database beside it: both stay on the first server, as parts of the cluster. */
describe('an app that keeps its data, and outgrows its server', () => {
  let servers: Outgrown['servers'];
  let operator: Outgrown['operator'];
  let env: Outgrown['env'];
  let alone: Outgrown['alone'];
  let file: string;
  let growing: () => string[];
  let grow: () => Promise<Ran>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello', 'mariadb'] });
    const all = await outgrown(HOSTNAME, ['grow-data-a', 'grow-data-b'], async ({ folder }) => {
      const shop = join(folder, 'shop');
      await mkdir(shop);
      await writeFile(join(shop, 'compose.yaml'), COMPOSE);
      return { app: 'image', install: 'shop', 'image.reference': './shop' };
    });
    ({ servers, operator, env, alone, file } = all);
    growing = () => all.growing('--set', 'swarm.stateless=no');
    grow = () => all.grow('--set', 'swarm.stateless=no');
    const [first] = servers;
    await first.exec(
      inDatabase('CREATE TABLE kept (name TEXT); INSERT INTO kept VALUES ("alone")'),
    );
    return all.remove;
  });

  const rows = () => servers[0].exec(inDatabase('SELECT name FROM kept ORDER BY name'));

  /** The app counts its visits in its volume. */
  async function page(at: Host): Promise<{ readonly version: string; readonly visits: number }> {
    const { status, body } = await visitor(at.address).visit(`https://${HOSTNAME}/`);
    expect([at.name, status]).toEqual([at.name, 200]);
    return JSON.parse(body);
  }
  const visits = async (at: Host) => (await page(at)).visits;

  it('runs by itself again where it is not handed over to the end', async () => {
    const before = await visits(servers[0]);
    const run = await operator.start(growing(), { env });
    await run.until(started('swarm.start.beside-db'));
    run.signal('SIGINT');
    expect((await run.ended).code).not.toBe(0);
    expect(await visits(servers[0])).toBeGreaterThan(before);
    expect([await rows(), await onCluster('app'), await onCluster('beside-db')]).toEqual([
      ...['alone', '', ''],
    ]);
  });

  it('is handed over with all its data, and answers at both', async () => {
    const before = await visits(servers[0]);
    const ran = await grow();
    expect(wrong(ran)).toEqual([]);
    expect(ran.stdout + ran.stderr).not.toContain(PASSWORD);
    const there = [await visits(servers[0]), await visits(servers[1])];
    expect(there.every((count) => count > before)).toBe(true);
    expect(await rows()).toBe('alone');
    expect(await statesOf('shop', 'shop-db')).toBe('/shop exited no\n/shop-db exited no');
  });

  it('reaches its database by the names that it knows, and nobody else does', async () => {
    const [app] = (await onCluster('app')).split('\n');
    const connect = (name: string) =>
      `import socket; print("MariaDB" in socket.create_connection(("${name}", 3306), 5).recv(200).decode("latin1"))`;
    for (const name of ['db', 'shop-db'])
      expect(await servers[0].exec(`docker exec ${app} python3 -c '${connect(name)}'`)).toBe(
        'True',
      );
    for (const each of servers) expect(await each.succeeds('ss -Hltn | grep -q :3306')).toBe(false);
  });

  it('finds all of it done the second time', async () => {
    const ran = await grow();
    expect(wrong(ran)).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('is not started on the first one besides by the answers from before', async () => {
    const ran = await operator.run(['--answers', file, '--yes', '--json']);
    expect(wrong(ran)).toMatchObject([{ trouble: { code: 'swarm.on-several' } }]);
    expect(await statesOf('shop', 'shop-db')).toBe('/shop exited no\n/shop-db exited no');
    expect(await rows()).toBe('alone');
  });

  it('is stopped and started part by part, with what it had', async () => {
    const run = (...words: string[]) => operator.run([...words, '--yes', '--json'], { env: alone });
    const before = await visits(servers[1]);
    // nginx takes up another configuration within seconds.
    const answers = async (status: number) => {
      for (const each of servers)
        await expect
          .poll(async () => (await visitor(each.address).visit(`https://${HOSTNAME}/`)).status, {
            timeout: 60_000,
          })
          .toBe(status);
    };
    expect(wrong(await run('stop', HOSTNAME))).toEqual([]);
    expect([await onCluster('app'), await onCluster('beside-db')]).toEqual(['', '']);
    await answers(503);
    const told = await operator.run(['status', HOSTNAME, '--json'], { env: alone });
    const [seen] = only(told, 'status');
    expect((seen?.installs as Said[] | undefined)?.[0]).toMatchObject({
      ...{ state: 'stopped', complaints: [] },
    });
    expect(wrong(await run('start', HOSTNAME))).toEqual([]);
    await answers(200);
    expect(await visits(servers[1])).toBeGreaterThan(before);
    expect(await rows()).toBe('alone');
  });

  it('gets another version with a copy of its data, and can have both back', async () => {
    const upgrade = (...words: string[]) =>
      operator.run(['upgrade', HOSTNAME, ...words, '--yes', '--json'], { env: alone });
    const seen = async () => [(await page(servers[1])).version, await rows()];
    const run = await operator.start(['upgrade', HOSTNAME, '--to', '2', '--yes', '--json'], {
      env: alone,
    });
    await run.until(started('swarm.start.app'));
    run.signal('SIGINT');
    expect((await run.ended).code).not.toBe(0);
    // It is put back by itself.
    expect(await seen()).toEqual(['1', 'alone']);
    expect(wrong(await upgrade('--to', '2'))).toEqual([]);
    await servers[0].exec(inDatabase('INSERT INTO kept VALUES ("newer")'));
    expect(await seen()).toEqual(['2', 'alone\nnewer']);
    expect(wrong(await upgrade('--undo'))).toEqual([]);
    expect(await seen()).toEqual(['1', 'alone']);
  });

  it('goes back to one, with what was written meanwhile', async () => {
    await servers[0].exec(inDatabase('INSERT INTO kept VALUES ("grown")'));
    const before = await visits(servers[1]);
    const ran = await operator.run(['shrink', HOSTNAME, '--yes', '--json'], { env });
    expect(wrong(ran)).toEqual([]);
    expect(await visits(servers[0])).toBeGreaterThan(before);
    expect((await rows()).split('\n')).toContain('grown');
    expect(Object.keys(await servers[0].containers()).sort()).toEqual([
      ...['setup-server-front', 'shop', 'shop-db'],
    ]);
    expect(await servers[0].exec('docker volume ls -q | sort')).toBe('shop-rows\nshop-visits');
  });

  function statesOf(...names: readonly string[]): Promise<string> {
    return servers[0].exec(
      `docker inspect --format '{{.Name}} {{.State.Status}} {{.HostConfig.RestartPolicy.Name}}' ${names.join(' ')}`,
    );
  }

  function onCluster(part: string): Promise<string> {
    return servers[0].exec(
      `docker ps --quiet --filter label=com.docker.swarm.service.name=shop_${part}`,
    );
  }
});

/** In the database's container, whether it is a part of the cluster or not. */
function inDatabase(statement: string): string {
  const database = `$(docker ps --quiet --filter volume=shop-rows)`;
  return `docker exec ${database} mariadb -N shop -e '${statement}'`;
}
