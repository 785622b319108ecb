import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { confirm } from '../../screens/asking.ts';
import { inputOf, read } from '../../screens/input.ts';
import type { Answers } from '../../source/answers/answers.ts';
import { answersFrom, envOf, type Project, readProject } from '../../source/apps/compose.ts';
import { image } from '../../source/apps/image.ts';
import { companionContainer } from '../../source/containers/install-containers.ts';
import { lookAtOwnImage } from '../../source/edges/local/own-image.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { finding } from '../../source/facts/findings.ts';
import { loginFor } from '../../source/image/login-for.ts';
import { type Interview, nextMove } from '../../source/interview.ts';
import { accept } from '../../source/questions/accept.ts';
import { suggestionOf, textOf } from '../../source/questions/question.ts';
import { questions, script } from '../../source/script.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { folderWith } from './folders.ts';

const removing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removing.splice(0)) await remove();
});

async function look(files: Readonly<Record<string, string>>, path = 'compose.yaml') {
  const { path: folder, remove } = await folderWith(files);
  removing.push(remove);
  const at = join(folder, path);
  return { at, folder, fact: await lookAtOwnImage(at) };
}

async function projectIn(text: string, others: Readonly<Record<string, string>> = {}) {
  const { fact } = await look({ 'compose.yaml': text, ...others });
  if (fact.is !== 'compose') throw new Error('It was taken for something else.');
  return readProject(fact);
}

async function readable(text: string, others?: Readonly<Record<string, string>>) {
  const project = await projectIn(text, others);
  if (typeof project === 'string') throw new Error(project);
  return project;
}

const values = (service: Project['web']) =>
  Object.fromEntries(
    envOf(service).map(({ name, value }) => [name, value instanceof Secret && value.reveal()]),
  );

const SHOP = `
services:
  web:
    image: example/shop:3
    ports: ["8080:3000", "2222:22", "443:3443"]
    command: serve --title "My shop"
    working_dir: /app
    user: "1000"
    environment:
      DATABASE_URL: postgres://shop:\${DB_PASSWORD}@db/shop
      DEBUG: false
      EMPTY:
      MODE: \${MODE:-production}
    env_file: shop.env
    volumes:
      - uploads:/app/uploads
      - /srv/logos:/app/logos:ro
      - /tmp/cache
    depends_on: [db]
    restart: always
    mem_limit: 1g
    cap_add: [cap_net_admin]
    healthcheck: {test: curl -f http://localhost:3000/up}
  db:
    image: postgres:16
    command: ["-c", "max_connections=200"]
    environment: [POSTGRES_USER=shop, "POSTGRES_PASSWORD=\${DB_PASSWORD}"]
    volumes: [db-data:/var/lib/postgresql/data]
  cache: {image: "redis:8-alpine"}
volumes: {uploads: {}, db-data: {}}
`;
const ENV = { '.env': '# of ours\nDB_PASSWORD="pa ss$1"\n', 'shop.env': 'FROM_FILE=1\nDEBUG=9\n' };

describe('a compose file with one web application and its databases', () => {
  it('is answers to our own questions', async () => {
    const project = await readable(SHOP, ENV);
    expect(project.leftOut).toEqual([]);
    expect(answersFrom(project, 'shop')).toEqual({
      'image.port': '3000',
      'image.folders':
        'shop-uploads:/app/uploads\n/srv/logos:/app/logos:ro\nshop-web-tmp-cache:/tmp/cache',
      'image.ports': '2222:22',
      'image.command': "serve --title 'My shop'",
      'image.workdir': '/app',
      'image.user': '1000',
      'image.memory': '1024',
      'image.health': '/up',
      'image.capabilities': 'NET_ADMIN',
      'image.beside':
        'db postgres:16 shop-db-data:/var/lib/postgresql/data -- -c max_connections=200\ncache redis:8-alpine shop-cache:/data',
    });
  });

  it('has its variables filled in, each a secret', async () => {
    const { web, beside } = await readable(SHOP, ENV);
    expect(values(web)).toEqual({
      ...{ FROM_FILE: '1', DEBUG: 'false', MODE: 'production' },
      DATABASE_URL: 'postgres://shop:pa ss$1@db/shop',
    });
    expect(beside.map(values)).toEqual([
      { POSTGRES_USER: 'shop', POSTGRES_PASSWORD: 'pa ss$1' },
      {},
    ]);
  });

  it('is what every answer is suggested from, and takes', async () => {
    const { at, fact } = await look({ 'compose.yaml': SHOP, ...ENV });
    const answers: Answers = { app: 'image', install: 'shop', 'image.reference': at };
    const facts = new Facts([{ query: query('ownImage', '', at), value: fact }]);
    for (const question of image.questions.filter(({ kind }) => kind === 'text')) {
      const suggestion = suggestionOf(question, answers, facts);
      if (question.id === 'image.reference' || suggestion === undefined) continue;
      expect([question.id, accept(question, suggestion, answers, facts)]).toEqual([
        question.id,
        { value: suggestion },
      ]);
    }
    const beside = questions.find(({ id }) => id === 'image.beside');
    expect(beside && suggestionOf(beside, answers, facts)).toContain('db postgres:16');
  });

  it('becomes an app with companions, which it reaches by their names in the file', async () => {
    const { at, fact } = await look({ 'compose.yaml': SHOP, ...ENV });
    const facts = new Facts([{ query: query('ownImage', '', at), value: fact }]);
    const beside = 'db postgres:16 shop-db-data:/var/lib/postgresql/data -- -c max_connections=200';
    const { container, companions, env } = image.recipe({
      ...{ answers: { 'image.reference': at, 'image.beside': beside }, facts },
      ...{ host: 'h', install: 'shop', hostname: 'shop.example.org' },
    });
    expect(container.image).toBe('example/shop:3');
    expect(env.map(({ name }) => name)).toContain('DATABASE_URL');
    const [db] = companions ?? [];
    if (!db) throw new Error('There is no companion.');
    expect(db).toMatchObject({ label: 'PostgreSQL', env: [{ name: 'POSTGRES_USER' }, {}] });
    expect(companionContainer('shop', db)).toMatchObject({
      ...{ name: 'shop-db', image: 'postgres:16', aliases: ['db'] },
      command: ['-c', 'max_connections=200'],
      volumes: [{ source: 'shop-db-data', target: '/var/lib/postgresql/data' }],
    });
  });

  it('keeps the variables that are on the server where the file is not at hand', () => {
    const { companions, env } = image.recipe({
      answers: { 'image.reference': './compose.yaml', 'image.beside': 'db postgres:16' },
      ...{ facts: new Facts(), host: 'h', install: 'shop', hostname: 'shop.example.org' },
    });
    expect([env, companions?.[0]?.env]).toEqual([[], []]);
  });
});

describe('the look at it', () => {
  it('goes on to the image that it names, or the folder that it builds from', async () => {
    const begin = { confirmed: ['app', 'install', 'image.reference'] };
    const build = 'services: {web: {build: ./web, ports: [80]}}';
    for (const [text, next] of [
      [SHOP, query('manifest', '', 'example/shop:3')],
      [build, 'web'],
    ] as const) {
      const { at, folder, fact } = await look({ 'compose.yaml': text, ...ENV });
      const answers = { app: 'image', install: 'shop', 'image.reference': at };
      const start = { ...begin, answers, facts: new Facts() };
      const file = query('ownImage', '', at);
      expect(nextMove(script, start)).toEqual({ move: 'look', queries: [file] });
      const facts = new Facts([{ query: file, value: fact }]);
      const queries = [next === 'web' ? query('ownImage', '', `${folder}/web`) : next];
      expect(nextMove(script, { ...start, facts })).toEqual({ move: 'look', queries });
    }
  });

  it('goes on with a login where the image that it names is private, which is for that one alone', async () => {
    const { at, fact } = await look({ 'compose.yaml': SHOP, ...ENV });
    const manifest = query('manifest', '', 'example/shop:3');
    const file: Sighting = { query: query('ownImage', '', at), value: fact };
    const answers: Answers = { app: 'image', install: 'shop', 'image.reference': at };
    const confirmed = ['app', 'install', 'image.reference'];
    const hidden = new Facts([file, { query: manifest, value: { is: 'hidden' } }]);
    const asked = nextMove(script, { answers, facts: hidden, confirmed });
    expect(asked.move === 'ask' && asked.questions.map(({ id }) => id)).toEqual(['registry.user']);
    const given = { 'registry.user': 'anna', 'registry.token': new Secret('hush') };
    const next = confirm({ answers, facts: hidden, confirmed }, given);
    expect(nextMove(script, next)).toEqual({ move: 'look', queries: [manifest] });
    const login = { user: 'anna', password: given['registry.token'] };
    expect(loginFor(next.answers, hidden, 'example/shop:3')).toEqual(login);
    expect(loginFor(next.answers, hidden, 'postgres:16')).toBeUndefined();
    const { source } = image.recipe({
      ...{ answers: next.answers, facts: hidden },
      ...{ host: 'h', install: 'shop', hostname: 'shop.example.org' },
    });
    expect(source).toEqual({ from: 'registry', login });
  });

  it('has the login for a database of the same registry, too', () => {
    const answers: Answers = {
      ...{ app: 'image', install: 'shop', 'image.reference': 'ghcr.io/shop/web:3' },
      'image.beside': 'db ghcr.io/shop/postgres:16\ncache redis:8',
      ...{ 'registry.user': 'anna', 'registry.token': new Secret('hush') },
    };
    const { companions = [] } = image.recipe({
      ...{ answers, facts: new Facts() },
      ...{ host: 'h', install: 'shop', hostname: 'shop.example.org' },
    });
    expect(companions.map(({ name, login }) => [name, login?.user])).toEqual([
      ['db', 'anna'],
      ['cache', undefined],
    ]);
    const shown = (image: string) => loginFor(answers, new Facts(), image)?.user;
    expect(['ghcr.io/shop/postgres:16', 'redis:8'].map(shown)).toEqual(['anna', undefined]);
  });

  it('takes a folder that has no Dockerfile by the compose file in it', async () => {
    expect((await look({ 'docker-compose.yml': SHOP, ...ENV }, '.')).fact.is).toBe('compose');
    expect((await look({ Dockerfile: 'FROM x', 'compose.yaml': SHOP }, '.')).fact.is).toBe(
      'context',
    );
  });

  it.each([
    ['services: [', 'It is no YAML: '],
    ['hello: world', 'There are no services in it, so it is no compose file.'],
    ['services: {web: {image: x, env_file: missing.env}}', 'There is no such file'],
  ])('says what is wrong with %j', async (text, why) => {
    const error = await look({ 'compose.yaml': text }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ExpectedError);
    expect((error as ExpectedError).trouble.why).toContain(why);
  });
});

describe('a compose file that is more', () => {
  it.each([
    ['services: {db: {image: "postgres:16"}}', /only databases/],
    [
      'services: {a: {image: x, ports: [80]}, b: {image: y, ports: [81]}}',
      /^Several services in it may be the web application \(a, b\)\./,
    ],
    ['services: {a: {ports: [80]}}', /^a has neither an image nor a build\.$/],
  ])('%j can not be set up', async (text, why) => {
    const { at, fact } = await look({ 'compose.yaml': text });
    const facts = new Facts([{ query: query('ownImage', '', at), value: fact }]);
    const reference = image.questions.find(({ id }) => id === 'image.reference');
    expect(reference && accept(reference, at, {}, facts)).toEqual({
      problem: expect.stringMatching(why),
    });
    const needs = { app: 'x', memoryMB: 1, diskMB: 1 };
    expect(finding({ query: query('ownImage', '', at), value: fact }, needs)).toMatchObject({
      status: 'stops',
    });
  });

  it('is looked at again when its path is given once more', async () => {
    const two = 'services: {a: {image: x, ports: [80]}, b: {image: y, ports: [81]}}';
    const { at, fact } = await look({ 'compose.yaml': two });
    const file = query('ownImage', '', at);
    const refused: Interview = {
      answers: { app: 'image', install: 'shop', 'image.reference': at },
      facts: new Facts([{ query: file, value: fact }]),
      confirmed: ['app', 'install', 'image.reference'],
    };
    const move = nextMove(script, refused);
    if (move.move !== 'ask') throw new Error('Nothing is asked.');
    const [reference] = move.questions;
    if (reference?.id !== 'image.reference') throw new Error(`Asked is ${reference?.id}.`);
    const { answers, facts } = refused;
    expect(read(reference, inputOf(reference, refused), answers, facts)).toEqual({ value: at });
    const again = confirm(refused, { 'image.reference': at });
    expect(nextMove(script, again)).toEqual({ move: 'look', queries: [file] });
  });

  const MORE = `
services:
  web:
    image: x
    ports: [80, "9000-9010:9000-9010"]
    privileged: true
    labels: {traefik: "on"}
    volumes: [./code:/app, {type: tmpfs, target: /run}]
    environment: {KEY: "one\\ntwo", USED: $NOWHERE}
    deploy: {replicas: 3}
    x-team: shop
  worker: {image: x, command: work}
  debug: {image: y, ports: [81], profiles: [debug], x-note: mine}
  db: {image: "postgres:16", user: "70", volumes: ["./init.sql:/docker-entrypoint-initdb.d/init.sql"]}
secrets: {key: {file: key.txt}}
`;
  const LEFT = [
    'worker: the whole service',
    'debug: the whole service, which has a profile',
    'web: privileged',
    'web: labels',
    'web: deploy: replicas',
    'web: the folder ./code (/app): it is on this computer, not on the server',
    'web: the volume tmpfs',
    'web: the port 9000-9010:9000-9010',
    'db: the folder ./init.sql (/docker-entrypoint-initdb.d/init.sql): it is on this computer, not on the server',
    'web: the variable KEY, which has several lines',
    'db: user',
    'secrets, at the top of the file',
    '$NOWHERE is set nowhere, so it is empty',
  ];

  it('tells line by line what can not be taken over, and asks', async () => {
    const { at, fact } = await look({ 'compose.yaml': MORE });
    if (fact.is !== 'compose') throw new Error('It was taken for something else.');
    expect(readProject(fact)).toMatchObject({ leftOut: LEFT });
    const answers: Answers = { app: 'image', install: 'shop', 'image.reference': at };
    const facts = new Facts([
      { query: query('ownImage', '', at), value: fact },
      { query: query('manifest', '', 'x:latest'), value: null },
    ]);
    const confirmed = ['app', 'install', 'image.reference'];
    const move = nextMove(script, { answers, facts, confirmed });
    if (move.move !== 'ask') throw new Error('Nothing is asked.');
    const [partly] = move.questions;
    if (partly?.id !== 'image.partly') throw new Error(`Asked is ${partly?.id}.`);
    expect(textOf(partly.help, answers, facts).split('\n')).toHaveLength(10);
    expect(partly.reason?.(answers, facts)).toBe(`Left out would be: ${LEFT.join('; ')}.`);
    expect(suggestionOf(partly, answers, facts)).toBeUndefined();
    expect(accept(partly, 'no', answers, facts)).toHaveProperty('problem');
    expect(accept(partly, 'yes', answers, facts)).toEqual({ value: true });
  });
});

it('fills variables in as Compose does', async () => {
  const text = `
services:
  web:
    image: x
    environment:
      A: $ONE-\${ONE}
      B: \${NONE-else}\${VOID-else}\${VOID:-else}
      C: \${ONE:+there}\${VOID:+there}\${VOID+there}
      D: \${NONE:-\${ONE}}
      E: $$ONE
      F: \${NONE:?must be set}
`;
  const { web, leftOut } = await readable(text, { '.env': "ONE='1'\nVOID=\n" });
  expect(values(web)).toEqual({
    A: '1-1',
    B: 'elseelse',
    C: 'therethere',
    D: '1',
    E: '$ONE',
    F: '',
  });
  expect(leftOut).toEqual(['$NONE is set nowhere, so it is empty']);
});
