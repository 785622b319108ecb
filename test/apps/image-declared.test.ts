import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { checkedPage, dataFolders, webPorts } from '../../source/apps/image/declared.ts';
import { image } from '../../source/apps/image.ts';
import type { ImageDeclarations, ManifestFact } from '../../source/facts/docker/manifest-fact.ts';
import { isLocalPath, type OwnImageFact } from '../../source/facts/docker/own-image.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { finding } from '../../source/facts/findings.ts';
import { nextMove } from '../../source/interview.ts';
import { suggestionOf, textOf } from '../../source/questions/question.ts';
import { questions, script } from '../../source/script.ts';

const none: ImageDeclarations = {
  ...{ ports: [], volumes: [], user: '', workdir: '', healthcheck: null, env: [] },
};
const declared = (some: Partial<ImageDeclarations>): ImageDeclarations => ({ ...none, ...some });

const ghost = declared({
  ports: ['2368/tcp'],
  volumes: ['/var/lib/ghost/content'],
  workdir: '/var/lib/ghost',
  healthcheck: 'curl -f http://localhost:2368/ghost/api/site || exit 1',
});

function manifest(declares: ImageDeclarations): ManifestFact {
  const content = { compressedMB: 100, declares };
  const platforms = [
    { os: 'windows', architecture: 'amd64', variant: '', content: null },
    { os: 'linux', architecture: 'amd64', variant: '', content },
  ];
  return { is: 'there', digest: 'sha256:1', platforms };
}

const own: OwnImageFact = {
  is: 'context',
  sha256: 'abcdef0123456789'.repeat(4),
  ...{ files: 3, bytes: 2048, declares: declared({ ports: ['4567/tcp'] }) },
};

const seen = (...sightings: Sighting[]) => new Facts(sightings);
const question = (id: string) => {
  const found = questions.find((each) => each.id === id);
  if (!found) throw new Error(`There is no question ${id}.`);
  return found;
};

describe('what an image declares', () => {
  it.each<[string[], number[]]>([
    [[], []],
    [['2368/tcp'], [2368]],
    [
      ['22/tcp', '3000/tcp'],
      [3000, 22],
    ],
    [
      ['443/tcp', '80/tcp', '53/udp'],
      [80, 443],
    ],
    [
      ['8443/tcp', '9000/tcp'],
      [9000, 8443],
    ],
    [['0/tcp', '70000/tcp'], []],
  ])('%j may speak HTTP on %j, the likeliest first', (ports, expected) => {
    expect(webPorts(ports)).toEqual(expected);
  });

  it('leaves out folders that could not be kept', () => {
    const volumes = ['/data', '/', '/with space', '/data', '/var/../etc', '/logs'];
    expect(dataFolders(declared({ volumes }), 'blog')).toEqual(['/data', '/logs']);
    expect(dataFolders(undefined, 'blog')).toEqual([]);
  });

  it.each<[ImageDeclarations['healthcheck'], string | undefined]>([
    [null, undefined],
    ['pg_isready', undefined],
    ['curl -f http://localhost:8080/health || exit 1', '/health'],
    [['wget', '-q', '--spider', 'http://127.0.0.1/ping?full=1'], '/ping?full=1'],
    ['curl http://localhost:8080', undefined],
    ['curl http://example.org/health', undefined],
  ])('%j asks for the page %s', (healthcheck, page) => {
    expect(checkedPage(declared({ healthcheck }))).toBe(page);
  });
});

describe('the questions about an image', () => {
  const answers: Answers = { app: 'image', 'image.reference': 'ghost' };
  const facts = seen({ query: query('manifest', '', 'ghost:latest'), value: manifest(ghost) });
  const suggested = (id: string) => suggestionOf(question(id), answers, facts);

  it('look at it first, at the registry or on this computer', () => {
    const begin = { facts: new Facts(), confirmed: ['app', 'install', 'image.reference'] };
    const start = { install: 'blog', ...answers };
    expect(nextMove(script, { ...begin, answers: start })).toEqual({
      move: 'look',
      queries: [query('manifest', '', 'ghost:latest')],
    });
    const local = { ...start, 'image.reference': './ghost' };
    expect(nextMove(script, { ...begin, answers: local })).toEqual({
      move: 'look',
      queries: [query('ownImage', '', './ghost')],
    });
    // From here, that would be a registry on this computer.
    const there = { ...start, 'image.reference': 'localhost:5000/ghost' };
    expect(nextMove(script, { ...begin, answers: there })).toMatchObject({ move: 'ask' });
  });

  it('suggest what it declares', () => {
    expect(suggested('image.port')).toBe('2368');
    expect(suggested('image.folders')).toBe('/var/lib/ghost/content');
    expect(suggested('image.health')).toBe('/ghost/api/site');
    const hint = (id: string) => textOf(question(id).hint ?? '', answers, facts);
    expect(hint('image.port')).toBe('The image itself names 2368.');
    expect(hint('image.workdir')).toBe("Empty: the image's own, /var/lib/ghost.");
  });

  it('suggest what is usual where nothing is known of it', () => {
    const blind = (id: string) => suggestionOf(question(id), answers, new Facts());
    expect([blind('image.port'), blind('image.folders'), blind('image.health')]).toEqual([
      '80',
      '',
      '/',
    ]);
  });
});

describe('a folder or file of this computer', () => {
  it.each([
    ...['.', '..', './app', '../app', '/srv/app', '~', '~/app', '.\\app', 'C:\\work\\app'],
    ...['app.tar', 'app.tar.gz', 'builds/app.tgz'],
  ])('is what %s means', (typed) => {
    expect(isLocalPath(typed)).toBe(true);
  });

  it.each(['ghost', 'ghost:5.87', 'ghcr.io/owner/app:1.4', 'owner/app', 'localhost:5000/app'])(
    'is not what %s means',
    (typed) => {
      expect(isLocalPath(typed)).toBe(false);
    },
  );

  const host = 'ssh://root@203.0.113.7:22';
  const recipe = (path: string, facts: Facts) =>
    image.recipe({
      ...{ answers: { 'image.reference': path }, facts, host },
      ...{ install: 'greeting', hostname: 'greeting.example.org' },
    });

  it('is named after its content, and called after itself', () => {
    const facts = seen({ query: query('ownImage', '', '~/work/greeting'), value: own });
    expect(recipe('~/work/greeting', facts)).toMatchObject({
      container: { image: 'localhost/greeting:abcdef0123456789' },
      source: { from: 'context', path: '~/work/greeting' },
    });
    const called = (path: string) => image.called?.({ 'image.reference': path });
    expect(called('~/work/greeting/')).toBe('greeting');
    expect(called('builds/app-1.2.tar.gz')).toBe('app-1.2');
    expect(called('.')).toBe('');
    expect(called('ghost')).toBe('ghost:latest');
  });

  it('is what the record says, whatever lies there by now', () => {
    const now = seen({ query: query('ownImage', '', './greeting'), value: own });
    const then = 'localhost/greeting:0011223344556677';
    const wanted = (answers: Answers, facts: Facts) =>
      image.recipe({
        ...{ answers: { 'image.reference': './greeting', ...answers }, facts, host },
        ...{ install: 'greeting', hostname: 'greeting.example.org' },
      });
    const { container, remembers } = wanted({}, now);
    expect(remembers).toEqual({ 'image.built': container.image });
    for (const facts of [now, new Facts()])
      expect(wanted({ 'image.built': then }, facts).container.image).toBe(then);
  });

  it('is remembered by its image alone, where that is from a registry', () => {
    const line = 'docker run -p 80 ghost:5';
    expect(recipe(line, new Facts()).remembers).toEqual({ 'image.reference': 'ghost:5' });
    expect(recipe('ghost:5', new Facts()).remembers).toBeUndefined();
  });

  it('is refused where its image is made for other processors', () => {
    const server = 'ssh://root@203.0.113.7:22';
    const system = { architecture: 'arm64' } as const;
    const archive: OwnImageFact = { ...own, is: 'archive', architecture: 'amd64' };
    const judge = (value: OwnImageFact) =>
      finding({ query: query('ownImage', '', 'app.tar'), value }, needs, {
        seen: seen({ query: query('system', server), value: system as never }),
        server,
      });
    const needs = { app: 'app', memoryMB: 1, diskMB: 1 };
    expect(judge(archive)).toMatchObject({
      status: 'stops',
      text: 'app.tar is made for amd64 processors; this server has arm64',
    });
    expect(judge({ ...archive, architecture: 'arm64' })).toMatchObject({ status: 'good' });
  });
});
