import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { image } from '../../source/apps/image.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { DockerFact, SystemFact } from '../../source/facts/machine.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { accept } from '../../source/questions/accept.ts';
import { Secret } from '../../source/secrets/secret.ts';

function recipe(answers: Answers) {
  return image.recipe({
    answers: { 'image.reference': 'ghost:5.87', ...answers },
    facts: new Facts(),
    host: 'ssh://root@203.0.113.7:22',
    install: 'blog',
    hostname: 'blog.example.org',
  });
}

function judge(id: string, raw: unknown) {
  const question = image.questions.find((each) => each.id === id);
  if (!question) throw new Error(`No question ${id}`);
  return accept(question, raw, { install: 'blog' }, new Facts());
}

describe('the recipe', () => {
  it('is all of this when only the image is known', () => {
    const { ready, ...rest } = recipe({});
    expect(rest).toEqual({
      container: {
        image: 'ghost:5.87',
        volumes: [],
        ports: [],
        stop: { timeoutSeconds: 30 },
      },
      env: [],
      unset: [],
      front: {
        port: 80,
        bodyMB: 100,
        timeoutSeconds: 300,
        buffering: false,
        websocketTimeoutSeconds: 3600,
      },
      first: [],
      data: 'none: what the app writes is lost when it is replaced',
    });
    expect(ready).toMatchObject({ path: '/', patienceSeconds: 300 });
    expect([200, 302, 401, 404, 499, 500, 503].map(ready.status)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('takes everything over that was asked', () => {
    const { container, front, ready, data } = recipe({
      'image.port': '2368',
      'image.folders': '/data\n/srv/files:/files',
      'image.ports': '2222:22',
      'image.command': 'start --title "My page"',
      'image.workdir': '/app',
      'image.health': '/health',
      'image.upload': '20',
    });
    expect(container).toEqual({
      image: 'ghost:5.87',
      command: ['start', '--title', 'My page'],
      workdir: '/app',
      volumes: [
        { source: 'blog-data', target: '/data' },
        { source: '/srv/files', target: '/files' },
      ],
      ports: [{ host: 2222, container: 22, protocol: 'tcp' }],
      stop: { timeoutSeconds: 30 },
    });
    expect(front).toMatchObject({ port: 2368, bodyMB: 20 });
    expect(ready.path).toBe('/health');
    expect(data).toBe('volume blog-data (/data), folder /srv/files');
  });

  it('gives limits, rights and another user where they are asked for', () => {
    const { container, folders } = recipe({
      'image.entrypoint': '/usr/bin/env -i',
      'image.user': '1000',
      'image.memory': '512',
      'image.cpus': '0.5',
      'image.capabilities': 'NET_ADMIN,SYS_TIME',
      'image.dropped': 'ALL',
      'image.devices': '/dev/ttyUSB0\n/dev/dri:/dev/card',
      'image.gpus': true,
      'image.folders': '/containers/blog:/host\n/etc/localtime:/etc/localtime:ro\n/data',
    });
    expect(container).toMatchObject({
      entrypoint: ['/usr/bin/env', '-i'],
      user: '1000',
      limits: { memoryMB: 512, cpus: 0.5 },
      rights: {
        ...{ add: ['NET_ADMIN', 'SYS_TIME'], drop: ['ALL'], gpus: 'all' },
        devices: [
          { host: '/dev/ttyUSB0', container: '/dev/ttyUSB0' },
          { host: '/dev/dri', container: '/dev/card' },
        ],
      },
    });
    expect(folders).toEqual([
      { path: '/containers/blog', owner: '1000:1000', mode: '755', asFound: true },
    ]);
    expect(
      recipe({ 'image.folders': '/containers/blog:/host', 'image.user': 'node' }),
    ).not.toHaveProperty('folders');
  });

  it.each([
    ['ghost', 'ghost:latest'],
    ['localhost:5000/ghost', 'localhost:5000/ghost:latest'],
    [`ghost@sha256:${'0'.repeat(64)}`, `ghost@sha256:${'0'.repeat(64)}`],
  ])('says what %s means', (reference, meant) => {
    expect(recipe({ 'image.reference': reference }).container.image).toBe(meant);
  });

  it('takes variables from a file, and those that were given before them', () => {
    const file = query('ownEnvFile', '', 's3://shop/config/prod.env');
    const entries = new Map([
      ['QUEUE', new Secret('prod')],
      ['KEY', new Secret('hush')],
    ]);
    const facts = new Facts([{ query: file, value: { entries, problems: [] } }]);
    const setting = { facts, host: 'h', install: 'blog', hostname: 'blog.example.org' };
    const from = { 'image.reference': 'ghost:5.87', 'image.variables': file.subject };
    const wanted = { ...from, 'image.env': new Secret('QUEUE=mine\nSTAGE=prod\n') };
    const { env, unset } = image.recipe({ ...setting, answers: wanted });
    expect(unset).toBe('others');
    expect(env.map(({ name, value }) => [name, value instanceof Secret && value.reveal()])).toEqual(
      [
        ['QUEUE', 'mine'],
        ['KEY', 'hush'],
        ['STAGE', 'prod'],
      ],
    );
    // Another time, without it, what lies on the server stays.
    expect(image.recipe({ ...setting, answers: { 'image.reference': 'x' } }).env).toEqual([]);
  });

  it('replaces the environment by the lines that were given, each a secret', () => {
    const given = new Secret('# mail\nURL=https://blog.example.org\n\nKEY=a=b \r\n');
    const { env, unset } = recipe({ 'image.env': given });
    expect(unset).toBe('others');
    expect(env.map(({ name }) => name)).toEqual(['URL', 'KEY']);
    expect(env.map(({ value }) => value instanceof Secret && value.reveal())).toEqual([
      'https://blog.example.org',
      'a=b ',
    ]);
    expect(JSON.stringify(env)).not.toContain('example.org');
  });

  it('keeps the environment of the server where none was given, and clears it on a #', () => {
    expect(recipe({ 'image.env': new Secret('') })).toMatchObject({ env: [], unset: [] });
    expect(recipe({ 'image.env': new Secret('#') })).toMatchObject({ env: [], unset: 'others' });
  });
});

describe('answers', () => {
  const port = 'A number from 1 to 65535, like 8080.';
  const upload = 'A whole number of megabytes, from 1 to 100000.';
  it.each<[string, unknown, string]>([
    ['image.reference', 'Ghost', 'Images have small letters only: ghost'],
    ['image.reference', '', "This can't be empty. For example: ghcr.io/owner/app:1.4"],
    ['image.port', '0', port],
    ['image.port', '65536', port],
    ['image.port', '80/tcp', port],
    ['image.folders', 'data', 'data: a folder in the container begins with a slash: /data'],
    ['image.env', 'KEY', 'Line 1: This line has no "=".'],
    ['image.env', 'A=1\nMY KEY=2', 'Line 2: This line has a space before the "=".'],
    ['image.command', "it's", "A quote is not closed: '"],
    ['image.workdir', 'app', 'It begins with a slash and has no spaces: /app'],
    ['image.health', 'health', 'It begins with a slash: /health'],
    ['image.health', '/a b', 'Only the path of the page, without spaces or #: /health'],
    ['image.health', '/a#b', 'Only the path of the page, without spaces or #: /health'],
    ['image.upload', '0', upload],
    ['image.upload', 'much', upload],
    ['image.user', 'two words', 'A name or number, and a group after a colon on wish: 1000:1000'],
    ['image.memory', '4', 'A whole number of megabytes, at least 6: 512'],
    ['image.cpus', 'all', 'A number, like 1.5'],
    [
      'image.capabilities',
      'NET_ADMN',
      'Linux has no right called NET_ADMN. Did you mean NET_ADMIN?',
    ],
    ['image.devices', 'ttyUSB0', 'ttyUSB0: a device begins with /dev/, like /dev/ttyUSB0'],
  ])('%s refuses %j', (id, raw, problem) => {
    expect(judge(id, raw)).toEqual({ problem });
  });

  it.each<[string, unknown, string]>([
    ['image.reference', 'docker pull ghost:5', 'ghost:5'],
    ['image.port', 8080, '8080'],
    ['image.folders', '', ''],
    ['image.ports', '', ''],
    ['image.command', '', ''],
    ['image.upload', '20 MB', '20'],
    ['image.health', '/health?full=1', '/health?full=1'],
    ['image.memory', '2 GB', '2048'],
    ['image.cpus', '0,5', '0.5'],
    ['image.dropped', 'cap_chown, all', 'CHOWN,ALL'],
  ])('%s takes %j as %j', (id, raw, value) => {
    expect(judge(id, raw)).toEqual({ value });
  });
});

describe('what depends on the server', () => {
  const given: Answers = { app: 'image', server: '203.0.113.7', 'ssh.user': 'root' };
  const host = hostKindOf(given).address(given);
  const ask = (id: string, raw: unknown, ...sightings: Sighting[]) => {
    const question = image.questions.find((each) => each.id === id);
    if (!question) throw new Error(`No question ${id}`);
    return accept(question, raw, given, new Facts(sightings));
  };

  it('is how many processors can be given', () => {
    const system = { query: query('system', host), value: { cores: 2 } as SystemFact };
    expect(ask('image.cpus', '2', system)).toEqual({ value: '2' });
    expect(ask('image.cpus', '2.5', system)).toEqual({ problem: 'The server has 2 processors.' });
  });

  it('is whether there is a graphics processor to give', () => {
    const docker = (value: Partial<DockerFact> | null): Sighting => ({
      query: query('docker', host),
      value: value as DockerFact | null,
    });
    expect(ask('image.gpus', true, docker({ gpus: true }))).toEqual({ value: true });
    expect(ask('image.gpus', false, docker({}))).toEqual({ value: false });
    for (const without of [docker({}), docker(null)]) {
      expect(ask('image.gpus', true, without)).toEqual({
        problem: expect.stringMatching(
          /^NVIDIA's driver and container toolkit are not on the server/,
        ),
      });
    }
  });
});

describe('where it does not answer', () => {
  it('the port is doubted, and where it listens; or its own error', () => {
    const { means, advice } = recipe({ 'image.port': '8080', 'image.health': '/up' }).ready;
    expect(means?.(null)).toBe('Nothing answers at its port 8080 yet.');
    expect(advice?.(null)?.join()).toMatch(/Is 8080 the right port\?.*0\.0\.0\.0/);
    expect(means?.(503)).toBe('It answers at /up, but with an error of its own (status 503).');
    expect(advice?.(503)?.join()).toContain('Page that shows that it works');
  });
});
