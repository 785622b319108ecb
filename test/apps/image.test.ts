import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { image } from '../../source/apps/image.ts';
import { Facts } from '../../source/facts/facts.ts';
import { accept } from '../../source/questions/accept.ts';
import { Secret } from '../../source/secret.ts';

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

  it.each([
    ['ghost', 'ghost:latest'],
    ['localhost:5000/ghost', 'localhost:5000/ghost:latest'],
    [`ghost@sha256:${'0'.repeat(64)}`, `ghost@sha256:${'0'.repeat(64)}`],
  ])('says what %s means', (reference, meant) => {
    expect(recipe({ 'image.reference': reference }).container.image).toBe(meant);
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
  ])('%s takes %j as %j', (id, raw, value) => {
    expect(judge(id, raw)).toEqual({ value });
  });
});
