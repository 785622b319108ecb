import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { settingOf } from './state.ts';

const HOSTNAME = 'compose.range.test';
const PASSWORD = 'hush-4711-compose';

const COMPOSE = `
services:
  web:
    build: ./web
    ports: ["8000:8000"]
    environment:
      DB_HOST: db
      DB_PASSWORD: \${DB_PASSWORD}
    volumes: [uploads:/uploads]
    depends_on: [db]
    labels: {traefik.enable: "true"}
  db:
    image: mariadb:11.4
    environment:
      MARIADB_USER: shop
      MARIADB_DATABASE: shop
      MARIADB_PASSWORD: \${DB_PASSWORD}
      MARIADB_RANDOM_ROOT_PASSWORD: "1"
    volumes: [db-data:/var/lib/mysql]
volumes: {uploads: {}, db-data: {}}
`;

/** Tells what the database says first to whoever connects: it begins with its version. */
const APP = `
import json, os, socket
from http.server import BaseHTTPRequestHandler, HTTPServer
class App(BaseHTTPRequestHandler):
    def do_GET(self):
        with socket.create_connection((os.environ["DB_HOST"], 3306), 5) as link: says = link.recv(200)
        body = json.dumps({"database": "MariaDB" in says.decode("latin1"), "uploads": os.path.isdir("/uploads")})
        self.send_response(200); self.end_headers(); self.wfile.write(body.encode())
HTTPServer(("", 8000), App).serve_forever()
`;

let server: Host;
let operator: Operator;
let answers: Record<string, unknown>;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello', 'mariadb'] });
  server = await host('compose', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
  await dns.set(HOSTNAME, server.address);
  operator = await newOperator();
  const folder = join(operator.folder, 'shop');
  await mkdir(join(folder, 'web'), { recursive: true });
  const files = {
    'compose.yaml': COMPOSE,
    '.env': `DB_PASSWORD=${PASSWORD}\n`,
    'web/app.py': APP,
    'web/Dockerfile':
      'FROM example/hello:1\nCOPY app.py /app.py\nSTOPSIGNAL SIGINT\nEXPOSE 8000\nCMD ["python3", "/app.py"]\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  answers = {
    ...{ app: 'image', install: 'shop', 'image.reference': './shop' },
    ...(await answersFor(server, HOSTNAME)),
  };
});
afterAll(() => server?.remove());

async function set(changes: Record<string, unknown> = {}): Promise<Ran> {
  const file = await operator.answers({ ...answers, ...changes });
  return await operator.run(['--answers', file, '--yes', '--json']);
}

it('wants a word about what would be left out, and names it', async () => {
  const ran = await set();
  expect(ran.code).not.toBe(0);
  const { problems } = ran.events.find(({ type }) => type === 'problems') as {
    problems: { id: string; what: string }[];
  };
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ id: 'image.partly' });
  expect(problems[0]?.what).toContain('Left out would be: web: labels.');
  expect(await server.succeeds('test -e /etc/setup-server')).toBe(false);
});

it('sets up its web application with its database, by their names in the file', async () => {
  const ran = await set({ 'image.partly': true });
  expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
  expect(ran.code).toBe(0);
  const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
  expect(JSON.parse(page.stdout)).toEqual({ database: true, uploads: true });
  expect(Object.keys(await server.containers()).sort()).toEqual([
    ...['setup-server-front', 'shop', 'shop-db'],
  ]);
  const volumes = (await server.exec('docker volume ls -q')).split('\n');
  expect(volumes).toEqual(expect.arrayContaining(['shop-db-data', 'shop-uploads']));
  expect(await server.exec('docker port shop')).toBe('');
  expect(ran.stdout + ran.stderr).not.toContain(PASSWORD);
});

it('gives both containers their variables, where only root can read them', async () => {
  expect(await settingOf(server, 'shop', 'DB_PASSWORD')).toBe(PASSWORD);
  expect(await server.read('/etc/setup-server/shop/db.env.list')).toContain(
    `MARIADB_PASSWORD=${PASSWORD}`,
  );
  expect(await server.exec('stat -c %a /etc/setup-server/shop/db.env.list')).toBe('600');
  expect(await server.read('/etc/setup-server/shop/install.json')).not.toContain(PASSWORD);
});

it('finds nothing to do afterwards', async () => {
  expect((await set({ 'image.partly': true })).events.at(-1)).toMatchObject({
    ending: 'nothing-to-do',
  });
});

it('takes up another variable from the file, and leaves the database as it is', async () => {
  const before = await server.exec('docker inspect --format {{.Id}} shop-db');
  const changed = COMPOSE.replace('DB_HOST: db', 'DB_HOST: db\n      DB_NAME: shop');
  await writeFile(join(operator.folder, 'shop', 'compose.yaml'), changed);
  const ran = await set({ 'image.partly': true });
  expect(ran.code).toBe(0);
  expect(await settingOf(server, 'shop', 'DB_NAME')).toBe('shop');
  expect(await server.exec('docker inspect --format {{.Id}} shop-db')).toBe(before);
});
