import { describe, expect, test } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { ManifestFact } from '../../source/facts/docker/manifest-fact.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { finding } from '../../source/facts/findings.ts';
import type { SystemFact } from '../../source/facts/machine.ts';
import type { ImageFact } from '../../source/facts/objects.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { LOCAL } from '../../source/hosts/local.ts';
import { nextMove } from '../../source/interview.ts';
import { refuseWhatCannotWork, refuseWhatStops } from '../../source/refusals.ts';
import { questions, script } from '../../source/script.ts';

const IMAGE = 'jatos/jatos:3.10.4';
const answers: Answers = {
  app: 'jatos',
  server: '203.0.113.7',
  'ssh.user': 'root',
  hostname: 'study.example.org',
  'jatos.version': '3.10.4',
};
const host = hostKindOf(answers).address(answers);

const declares = { ports: [], volumes: [], user: '', workdir: '', healthcheck: null, env: [] };
const platform = (architecture: string, compressedMB: number | null = 600, os = 'linux') => ({
  os,
  architecture,
  variant: '',
  content: compressedMB === null ? null : { compressedMB, declares },
});
const there = (...platforms: ReturnType<typeof platform>[]): ManifestFact => ({
  is: 'there',
  digest: 'sha256:1',
  platforms,
});

function system(architecture: SystemFact['architecture']): Sighting {
  const value: SystemFact = {
    id: 'debian',
    like: [],
    version: '12',
    codename: 'bookworm',
    name: 'Debian GNU/Linux 12 (bookworm)',
    architecture,
    kernel: '6.1.0',
    hostname: 'web1',
    cores: 2,
  };
  return { query: query('system', host), value };
}

function disk(freeMB: number): Sighting {
  const value = { path: '/var/lib/docker', totalMB: 20_480, freeMB, freeInodes: null };
  return { query: query('disk', host), value };
}

function say(fact: ManifestFact | null, seen: Sighting[] = [system('amd64'), disk(10_240)]) {
  const needs = { app: 'JATOS', memoryMB: 2048, diskMB: 10_240 };
  const sighting = { query: query('manifest', '', IMAGE), value: fact };
  return finding(sighting, needs, { seen: new Facts(seen), server: host });
}

describe('an image, before it is downloaded', () => {
  test('fits: how much it is to download, and on the disk', () => {
    expect(say(there(platform('arm64', 580), platform('amd64', 600)))).toEqual({
      status: 'good',
      text: `${IMAGE}: about 600 MB to download, 1.7 GB on disk`,
    });
    expect(say(there(platform('arm64', 580), platform('amd64')), [system('arm64')])?.text).toBe(
      `${IMAGE}: about 580 MB to download, 1.6 GB on disk`,
    );
  });

  test('is made for other processors: says which, and what to rent instead', () => {
    expect(say(there(platform('amd64')), [system('arm64')])).toEqual({
      status: 'stops',
      text: `${IMAGE} is made for amd64 processors; this server has arm64`,
      advice: [
        expect.stringMatching(
          /^Use a server with an Intel or AMD processor \(x86-64\), such as .*t3/,
        ),
        'Or use an image that is made for arm64 too.',
      ],
    });
    const onlyArm = say(there(platform('arm64')));
    expect(onlyArm?.status).toBe('stops');
    expect(onlyArm?.advice?.[0]).toContain('ARM');
  });

  test('that was looked up before its server was known is judged once it is', () => {
    const needs = { app: 'JATOS', memoryMB: 2048, diskMB: 10_240 };
    const told = (image: ImageFact | null, ...more: Sighting[]) =>
      finding({ query: query('image', host, IMAGE), value: image }, needs, {
        seen: new Facts([system('amd64'), disk(1000), ...more]),
        server: host,
      });
    const manifest = (value: ManifestFact) => ({ query: query('manifest', '', IMAGE), value });
    const fits = manifest(there(platform('amd64', 600)));
    expect(told(null, fits)).toMatchObject({
      status: 'warning',
      text: `${IMAGE}: about 600 MB to download, 1.7 GB on disk`,
      note: 'only 1000 MB free in /var/lib/docker; it may not fit',
    });
    expect(told(null, manifest(there(platform('arm64'))))?.status).toBe('stops');
    expect(told({ id: '1', digest: null, sizeBytes: 1 }, fits)?.text).toBe(
      `${IMAGE} is on the server already`,
    );
    // Nothing is known that was not said before.
    expect(told(null)).toBeUndefined();
    expect(told(null, manifest({ is: 'no-such-tag', nearest: null }))).toBeUndefined();
  });

  test('is made for Windows only', () => {
    expect(say(there(platform('amd64', null, 'windows')))).toMatchObject({
      status: 'stops',
      text: `${IMAGE} is made for amd64 (windows) processors; this server has amd64`,
    });
  });

  test('is of 32 bits: Docker takes it, and it may run', () => {
    expect(say(there(platform('386', null)))).toMatchObject({ status: 'warning' });
    expect(say(there(platform('arm', null)), [system('arm64')])).toMatchObject({
      status: 'warning',
      text: `${IMAGE} is made for processors of 32 bits (arm)`,
    });
    expect(say(there(platform('arm', null)))).toMatchObject({ status: 'stops' });
    expect(say(there(platform('arm', null), platform('arm64')), [system('arm64')])).toMatchObject({
      status: 'good',
    });
  });

  test.each([
    [1800, 'good', undefined],
    [1799, 'warning', 'only 1.7 GB free in /var/lib/docker; it may not fit'],
    [600, 'warning', 'only 600 MB free in /var/lib/docker; it may not fit'],
    [599, 'stops', 'only 599 MB free in /var/lib/docker; it does not fit'],
  ])('and %i MB of free disk: %s', (freeMB, status, note) => {
    const found = say(there(platform('amd64', 600)), [system('amd64'), disk(freeMB)]);
    expect([found?.status, found?.note]).toEqual([status, note]);
  });

  test('of unknown size, or for a server that was not looked at, is there at least', () => {
    expect(say(there(platform('amd64', null)))).toMatchObject({
      status: 'good',
      note: 'made for amd64',
    });
    expect(say(there(platform('amd64'), platform('arm64')), [])).toEqual({
      status: 'good',
      text: `${IMAGE} is there`,
      note: 'made for amd64, arm64',
    });
  });

  test('is not there', () => {
    const text = 'Docker Hub has no image jatos/jatos, or does not show it to everybody';
    expect(say(null)).toMatchObject({ status: 'stops', text });
    // It may be private, and the server may be logged in.
    expect(say({ is: 'hidden' })).toMatchObject({ status: 'warning', text });
    expect(say({ is: 'no-such-tag', nearest: '3.10.3' })).toMatchObject({
      status: 'stops',
      text: 'Docker Hub has no "3.10.4" of jatos/jatos',
      advice: [
        'Take jatos/jatos:3.10.3, if that is what you meant.',
        expect.stringContaining('/tags'),
      ],
    });
    expect(say({ is: 'no-such-tag', nearest: null })?.advice).toHaveLength(1);
  });

  test('could not be asked for: a warning, with why', () => {
    expect(say({ is: 'unknown', code: 'registry.unreachable', says: 'It is offline.' })).toEqual({
      status: 'warning',
      text: `${IMAGE} could not be looked up`,
      note: 'It is offline.',
    });
  });
});

describe('nothing is planned', () => {
  const attempt = (fact: ManifestFact | null, architecture: 'amd64' | 'arm64') => {
    const asked = { query: query('manifest', '', IMAGE), value: fact };
    const facts = new Facts([system(architecture), asked]);
    return () => refuseWhatCannotWork(decideGoal(answers, facts), facts);
  };

  test('for an image that can never run there', () => {
    expect(attempt(there(platform('amd64')), 'arm64')).toThrow(ExpectedError);
    expect(attempt(there(platform('amd64')), 'arm64')).toThrow(
      `${IMAGE} is made for amd64 processors; this server has arm64.`,
    );
  });

  test.each<[string, ManifestFact | null]>([
    ['fits', there(platform('amd64'), platform('arm64'))],
    ['could not be asked for', { is: 'unknown', code: 'registry.unreachable', says: '' }],
    ['is hidden', { is: 'hidden' }],
  ])('but it is where the image %s', (_title, fact) => {
    expect(attempt(fact, 'arm64')).not.toThrow();
  });
});

test('an image that was misspelt before, and is not wanted any more, stops nobody', () => {
  const missing: ManifestFact = { is: 'no-such-tag', nearest: null };
  const attempt = (image: string) => () => {
    const seen: Sighting[] = [{ query: query('manifest', '', image), value: missing }];
    const facts = new Facts(seen);
    const needs = { app: 'JATOS', memoryMB: 2048, diskMB: 10_240 };
    refuseWhatStops(decideGoal(answers, facts), facts, (each) => finding(each, needs));
  };
  expect(attempt(IMAGE)).toThrow('This stops us: Docker Hub has no "3.10.4" of jatos/jatos.');
  expect(attempt('jatos/jatos:3.10.44')).not.toThrow();
});

describe('at the end of the interview', () => {
  const last = (given: Answers, seen: Sighting[]) => {
    const look = script.at(-1);
    if (!look || !('look' in look)) throw new Error('The interview ends with a question.');
    return nextMove([look], {
      answers: given,
      facts: new Facts(seen),
      confirmed: questions.map(({ id }) => id),
    });
  };
  const image = (reference: string, at = host) => query('image', at, reference);
  const own = (reference: string): Answers => ({
    ...answers,
    app: 'image',
    'image.reference': reference,
  });

  test('the server is asked for the image, and the registry only where it has none', () => {
    expect(last(answers, [])).toEqual({ move: 'look', queries: [image(IMAGE)] });
    expect(last(answers, [{ query: image(IMAGE), value: null }])).toEqual({
      move: 'look',
      queries: [query('manifest', '', IMAGE)],
    });
    const value = { id: 'sha256:1', digest: null, sizeBytes: 1 };
    expect(last(answers, [{ query: image(IMAGE), value }])).toEqual({ move: 'done' });
  });

  test('a registry of the server itself is not asked from elsewhere', () => {
    const reference = 'localhost:5000/app:1';
    const given = own(reference);
    expect(last(given, [{ query: image(reference), value: null }])).toEqual({ move: 'done' });
    const here = { ...given, 'host.kind': 'local' };
    expect(last(here, [{ query: image(reference, LOCAL), value: null }])).toEqual({
      move: 'look',
      queries: [query('manifest', '', reference)],
    });
  });
});
