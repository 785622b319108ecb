import { describe, expect, it } from 'vitest';
import type { Check } from '../../source/doctor/check.ts';
import { ignoring, verdictOn } from '../../source/doctor/check.ts';
import { type Examination, type Examined, examine } from '../../source/doctor/examine.ts';
import { hostChecks } from '../../source/doctor/host-checks.ts';
import { installChecks } from '../../source/doctor/install-checks.ts';
import { hostQueries } from '../../source/doctor/queries.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, type FactTypes, type Look, type Query } from '../../source/facts/facts.ts';
import { unreadable } from '../../source/facts/probe.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { authorityText } from '../../source/steps/certificate-obtain.ts';
import { sha256 } from '../../source/text/sha256.ts';
import { system } from '../core/example-goal.ts';

const HOST = 'ssh://root@203.0.113.7';
const NOW = new Date('2026-11-21T12:00:00Z');
const DIRECTORY = 'https://acme-v02.api.letsencrypt.org/directory';

const RECORD: FactTypes['record'] = {
  format: 1,
  app: 'image',
  image: 'example/hello:1',
  digest: 'example/hello@sha256:1',
  answers: {
    app: 'image',
    install: 'hello',
    'image.reference': 'example/hello:1',
    'image.port': '8080',
    hostname: 'hello.example.org',
    'certificate.terms': true,
  },
  by: 'anna@laptop',
  at: '2026-10-01T00:00:00Z',
  version: '0.1.0',
};

type Replies = { readonly [Name in keyof FactTypes]?: unknown };

/** A server on which all is well, as far as these facts tell; the rest can't be seen. */
const WELL: Replies = {
  connection: { open: true, user: 'root', fingerprint: null },
  system,
  login: { user: 'root', root: 'already', groups: ['root'] },
  memory: { totalMB: 4096, availableMB: 3000, swapMB: 0 },
  disk: { path: '/var/lib', totalMB: 40_000, freeMB: 30_000, freeInodes: null },
  listeners: [{ port: 80, address: '0.0.0.0', program: null, container: 'setup-server-front' }],
  addresses: { v4: ['203.0.113.7'], v6: [] },
  packages: { busy: null, interrupted: false },
  firstBoot: { state: 'done' },
  docker: {
    version: '28.5.0',
    apiVersion: '1.51',
    origin: 'docker',
    running: true,
    enabled: true,
    root: '/var/lib/docker',
  },
  installs: ['hello'],
  record: RECORD,
  image: { id: 'x', digest: 'example/hello@sha256:1', sizeBytes: 1 },
  network: { id: 'x' },
  certificate: {
    names: ['hello.example.org'],
    from: '2026-10-01T00:00:00Z',
    until: '2026-12-30T00:00:00Z',
    issuer: 'R10',
    keyFits: true,
  },
  name: {
    a: ['203.0.113.7'],
    aaaa: [],
    zone: 'example.org',
    servers: ['ns1.example.org'],
    agreed: true,
    problem: null,
  },
  envFile: { entries: new Map([['TOKEN', new Secret('hidden')]]), sha256: 'x', mode: '600' },
  answer: { status: 200, body: 'hello' },
  website: { reached: true, status: 200, body: 'hello', location: null },
  container: null,
  witness: [],
  reach: { reachable: true, says: '' },
};

const asked: Query[][] = [];

function looking(replies: Replies, on: (query: Query) => unknown = () => undefined): Look {
  return async function* (queries) {
    asked.push([...queries]);
    let failure: unknown;
    for (const query of queries) {
      const own = on(query);
      if (own instanceof Error) throw own;
      if (own !== undefined) yield { query, value: own } as never;
      else if (query.fact === 'file' && query.subject.endsWith('/authority'))
        yield {
          query,
          value: { sha256: sha256(authorityText(DIRECTORY)), mode: '644', owner: 'root' },
        };
      else if (query.fact in replies) yield { query, value: replies[query.fact] } as never;
      else failure ??= unreadable(query.fact as never, query.subject, { code: 1, stdout: '' });
    }
    if (failure) throw failure;
  };
}

async function examined(
  replies: Replies = WELL,
  more: Partial<Examination> = {},
): Promise<Examined> {
  asked.length = 0;
  const signal = new AbortController().signal;
  const author = { by: 'bea@work', version: '0.1.0', at: NOW, renewalProgram: 'the program' };
  const way = { server: 'root@203.0.113.7' };
  return await examine(
    { look: looking(replies), host: HOST, way, author, texts: false, signal, ...more },
    new Facts(),
  );
}

const checksOf = (seen: Examined) => [...hostChecks(seen), ...installChecks(seen)];
const checkOf = (seen: Examined, id: string): Check | undefined =>
  checksOf(seen).find((check) => check.id === id);

describe('what the doctor looks at', () => {
  it('is every fact that a host has once, in one round trip', async () => {
    const facts = hostQueries(HOST).map(({ fact }) => fact);
    for (const fact of ['memory', 'disk', 'docker', 'installs', 'firewall', 'restart'] as const)
      expect(facts).toContain(fact);
    for (const fact of ['file', 'envFile', 'record', 'answer', 'image'] as const)
      expect(facts).not.toContain(fact);
    await examined();
    expect(asked[0]?.map(({ fact }) => fact)).toEqual(facts);
    expect(asked.filter(([first]) => first?.host === HOST).length).toBeLessThanOrEqual(4);
  });

  it('is looked at once only', async () => {
    await examined();
    const keys = asked.flat().map(({ host, fact, subject }) => [host, fact, subject].join());
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('holds neither logs nor files, unless they are asked for', async () => {
    const texts = () => asked.flat().filter(({ fact }) => fact === 'log' || fact === 'textFile');
    await examined();
    expect(texts()).toEqual([]);
    await examined(WELL, { texts: true });
    expect(texts().map(({ subject }) => subject)).toContain('/var/lib/setup-server/log/hello.log');
  });
});

describe('what the doctor tells', () => {
  it('has stable ids, a group each, and the fact itself', async () => {
    const seen = await examined();
    expect(checkOf(seen, 'disk')).toMatchObject({
      group: 'Docker',
      status: 'good',
      details: { freeMB: 30_000 },
    });
    expect(checkOf(seen, 'first-boot')?.group).toBe('Server');
    expect(checkOf(seen, 'ports')?.group).toBe('Network');
    expect(checkOf(seen, 'hello.certificate.obtain')).toMatchObject({
      group: 'example/hello:1 (hello.example.org)',
      status: 'good',
    });
    const ids = checksOf(seen).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9.:-]+$/);
  });

  it('is a warning for what could not be seen, and the rest all the same', async () => {
    const { memory: _, ...without } = WELL;
    const seen = await examined(without);
    expect(checkOf(seen, 'memory')).toMatchObject({
      status: 'warning',
      text: 'The server did not tell about its memory.',
    });
    expect(checkOf(seen, 'disk')?.status).toBe('good');
  });

  it('ends with an error where the connection is lost', async () => {
    const lost = new ExpectedError({ code: 'ssh.connection-lost', what: 'Gone.', passing: true });
    const look = looking(WELL, ({ fact }) => (fact === 'record' ? lost : undefined));
    await expect(examined(WELL, { look })).rejects.toBe(lost);
  });

  it('judges by the largest need of what was set up, else by a modest app', async () => {
    const small = { ...WELL, memory: { totalMB: 700, availableMB: 300, swapMB: 0 } };
    expect(checkOf(await examined(small), 'memory')?.status).toBe('good');
    const none = await examined({ ...small, installs: [] });
    expect(checkOf(none, 'memory')?.note).toContain('a small web app wants');
    expect(installChecks(none)).toEqual([]);
  });

  it('has no secret and no web page in its details', async () => {
    const text = JSON.stringify(checksOf(await examined()));
    expect(text).not.toContain('hidden');
    expect(text).toContain('5 characters');
  });
});

describe('an install', () => {
  it('whose website answers has warnings at worst', async () => {
    const seen = await examined({
      ...WELL,
      certificate: { ...(WELL.certificate as object), until: '2026-11-25T00:00:00Z' },
    });
    const check = checkOf(seen, 'hello.certificate.obtain');
    expect(check).toMatchObject({
      status: 'warning',
      text: expect.stringMatching(/ends on 2026-11-25/),
    });
    expect(check?.advice?.[0]).toContain('npx setup-server');
    expect(verdictOn(installChecks(seen))).toBe('warning');
  });

  it('whose website does not answer does not work, and says where', async () => {
    const website = { reached: false, code: 'CERT_HAS_EXPIRED', says: 'its certificate has ended' };
    const certificate = { ...(WELL.certificate as object), until: '2026-11-20T00:00:00Z' };
    const seen = await examined({ ...WELL, website, certificate });
    expect(checkOf(seen, 'hello.website.check')).toMatchObject({
      status: 'stops',
      text: expect.stringContaining('its certificate has ended'),
    });
    expect(checkOf(seen, 'hello.certificate.obtain')?.status).toBe('stops');
    expect(checkOf(seen, 'hello.receipt.write')?.status).toBe('warning');
    expect(verdictOn(installChecks(seen))).toBe('stops');
  });

  it('is judged as it stands, not as it will be while something is mended', async () => {
    const seen = await examined(WELL);
    expect(checkOf(seen, 'hello.app.start')?.text).toMatch(/no container hello/);
    expect(checkOf(seen, 'hello.app.ready')?.status).toBe('good');
  });

  it('whose name was moved says so', async () => {
    const seen = await examined({
      ...WELL,
      name: { ...(WELL.name as object), a: ['203.0.113.99'] },
    });
    expect(checkOf(seen, 'hello.name.record')?.text).toContain('203.0.113.99');
  });

  it.each([
    ['damaged', { ...RECORD, damage: 'It is not valid JSON.', answers: {} }, 'damaged'],
    ['of a newer version', { ...RECORD, format: 2 }, 'newer setup-server'],
    ['of another install', { ...RECORD, answers: { ...RECORD?.answers, install: 'b' } }, 'another'],
    ['of an unknown app', { ...RECORD, answers: { ...RECORD?.answers, app: 'x' } }, 'app'],
    [
      'with a name that leads anywhere',
      { ...RECORD, answers: { ...RECORD?.answers, hostname: 'a/../b?c' } },
      'hostname',
    ],
    ['without a name', { ...RECORD, answers: { app: 'image', install: 'hello' } }, 'not complete'],
  ])(
    'with a record that is %s is a warning, and keeps nothing else from being checked',
    async (_, record, word) => {
      const seen = await examined({ ...WELL, record });
      expect(checkOf(seen, 'hello.record')).toMatchObject({
        status: 'warning',
        note: expect.stringContaining(word),
      });
      expect(checkOf(seen, 'docker')?.status).toBe('good');
      expect(asked.flat().filter(({ fact }) => fact === 'website')).toEqual([]);
    },
  );

  it('is looked for on the server that we came into, whatever its record says', async () => {
    const answers = { ...RECORD?.answers, 'host.kind': 'local', server: 'evil.example.org' };
    const seen = await examined({ ...WELL, record: { ...RECORD, answers } });
    const [install] = seen.installs;
    expect(install && 'goal' in install && install.goal.host).toBe('ssh://root@203.0.113.7');
  });
});

describe('the verdict', () => {
  const check = (id: string, status: Check['status']): Check => ({
    id,
    group: 'Server',
    status,
    text: id,
    ignored: false,
    details: null,
  });

  it('is the worst of what is not ignored', () => {
    const checks = [check('a', 'good'), check('b', 'warning'), check('c', 'stops')];
    expect(verdictOn(checks)).toBe('stops');
    expect(verdictOn(ignoring(checks, ['c']))).toBe('warning');
    expect(verdictOn(ignoring(checks, ['b', 'c']))).toBe('good');
    expect(verdictOn(ignoring(checks, ['a']))).toBe('stops');
  });
});
