import { afterEach, describe, expect, test } from 'vitest';
import { obtainCertificate } from '../../source/edges/acme/obtain-certificate.ts';
import { ExpectedError, type Trouble } from '../../source/expected-error.ts';
import { freePort } from './ca/listening.ts';
import { CHALLENGES, type PretendHost, startHost } from './ca/pretend-host.ts';
import { problem, type Scripted, startScriptedCa } from './ca/scripted-ca.ts';

const running: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

async function start(answers: Parameters<typeof startScriptedCa>[0]) {
  const host = await startHost();
  const ca = await startScriptedCa(answers);
  running.push(host, ca);
  return { host, ca };
}

async function failureAt(directory: string, host: PretendHost, rehearsal: string | null = null) {
  const order = {
    names: ['study.example.org'],
    directory,
    rehearsal,
    email: 'jana@example.org',
    accounts: '/accounts',
    challenges: CHALLENGES,
    folder: '/certificate',
  };
  const told: string[] = [];
  try {
    for await (const telling of obtainCertificate(
      order,
      host.world,
      new AbortController().signal,
    )) {
      told.push('line' in telling ? telling.line : telling.text);
    }
  } catch (error) {
    return { error, told };
  }
  throw new Error('It worked.');
}

async function troubleAt(directory: string, host: PretendHost): Promise<Trouble> {
  const { error } = await failureAt(directory, host);
  expect(error).toBeInstanceOf(ExpectedError);
  return (error as ExpectedError).trouble;
}

const at = (wanted: string, answer: Scripted | 'hang up') => (path: string) =>
  path === wanted ? answer : undefined;

describe('a certificate authority that refuses', () => {
  test('because of a limit is not asked again, and the person hears at once until when', async () => {
    const detail =
      'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2031-02-04 12:22:00 UTC: see https://letsencrypt.org/docs/rate-limits/';
    const limited = problem(429, 'rateLimited', detail, { 'retry-after': '100000' });
    const { host, ca } = await start(at('/order', limited));
    const trouble = await troubleAt(ca.directory, host);
    expect(trouble.code).toBe('acme.rateLimited');
    expect(trouble.passing).toBeUndefined();
    expect(trouble.why).toMatch(/It works again on \w+ \d+ \w+ at \d\d:\d\d .*, in 28 hours\.$/);
    expect(ca.asked.filter((each) => each === 'POST /order')).toHaveLength(1);
  });

  test('with an error of its own says that it may pass', async () => {
    const { host, ca } = await start(at('/order', { status: 503, body: '<html>busy</html>' }));
    const trouble = await troubleAt(ca.directory, host);
    expect(trouble).toMatchObject({ code: 'acme.serverInternal', passing: true });
    expect(ca.asked.filter((each) => each === 'POST /order')).toHaveLength(1);
  });

  test('by hanging up is a lost connection that may pass', async () => {
    const { host, ca } = await start(at('/order', 'hang up'));
    const trouble = await troubleAt(ca.directory, host);
    expect(trouble).toMatchObject({
      code: 'acme.unreachable',
      why: '127.0.0.1 closed the connection without an answer.',
      passing: true,
    });
  });

  test('by not being there is told at once', async () => {
    const { host } = await start(() => undefined);
    const directory = `http://127.0.0.1:${await freePort()}/directory`;
    const trouble = await troubleAt(directory, host);
    expect(trouble).toMatchObject({ code: 'acme.unreachable', passing: true });
    expect(trouble.what).toBe(`${new URL(directory).host} could not be reached.`);
  });

  test.each([
    ['a web page', { status: 200, body: '<html>Welcome</html>' }],
    ['another JSON document', { status: 200, body: { hello: 'world' } }],
    ['nothing at all', { status: 200, body: '' }],
    ['"not found"', { status: 404, body: 'not found' }],
  ])('with %s where its directory should be is no authority', async (_title, answer) => {
    const { host, ca } = await start(at('/directory', answer));
    expect((await troubleAt(ca.directory, host)).code).toBe('acme.not-acme');
    expect(ca.asked).toEqual(['GET /directory']);
  });

  test('every nonce for ever is given up on', async () => {
    const { host, ca } = await start(at('/account', problem(400, 'badNonce', 'bad nonce')));
    expect((await troubleAt(ca.directory, host)).code).toBe('acme.badNonce');
    expect(ca.asked.filter((each) => each === 'POST /account')).toHaveLength(20);
  });

  test('a name says which one of several', async () => {
    const parts = [
      {
        type: 'urn:ietf:params:acme:error:rejectedIdentifier',
        detail: 'forbidden by policy',
        identifier: { type: 'dns', value: 'study.example.org' },
      },
    ];
    const body = {
      type: 'urn:ietf:params:acme:error:rejectedIdentifier',
      detail: 'Cannot issue',
      subproblems: parts,
    };
    const { host, ca } = await start(at('/order', { status: 400, body }));
    const trouble = await troubleAt(ca.directory, host);
    expect(trouble.what).toBe(
      `${new URL(ca.directory).host} makes no certificates for study.example.org.`,
    );
    expect(trouble.detail).toContain('study.example.org: rejectedIdentifier: forbidden by policy');
  });

  test('is rehearsed no further, but asked in earnest, where only the rehearsal has a limit', async () => {
    const limited = problem(429, 'rateLimited', 'too many new orders');
    const { host, ca } = await start(at('/order', problem(403, 'unauthorized', 'deactivated')));
    const staging = await startScriptedCa(at('/order', limited));
    running.push(staging);
    const { error, told } = await failureAt(ca.directory, host, staging.directory);
    expect((error as ExpectedError).code).toBe('acme.unauthorized');
    expect(told).toContain(
      `No rehearsal this time: ${new URL(staging.directory).host} asks to come back later: it was asked too often.`,
    );
  });
});

describe('a certificate authority that is not to be trusted', () => {
  test('without HTTPS is not spoken to, unless it is on this machine', async () => {
    const { host } = await start(() => undefined);
    const trouble = await troubleAt('http://acme.example.org/directory', host);
    expect(trouble.code).toBe('acme.not-https');
    expect(host.done.filter((each) => !each.startsWith('write /accounts/'))).toEqual([]);
  });

  test('can not make us write a file elsewhere by a strange token', async () => {
    const { host, ca } = await start((path, base) =>
      path === '/authz' ? authorization('../../etc/cron.d/x', base) : undefined,
    );
    expect((await troubleAt(ca.directory, host)).code).toBe('acme.odd-token');
    expect(host.done.every((each) => each.startsWith('write /accounts/'))).toBe(true);
  });

  test('can not send terminal codes to the screen', async () => {
    const hostile = 'no\u001b]0;owned\u0007\u001b[2J, never';
    const { host, ca } = await start(at('/order', problem(403, 'userActionRequired', hostile)));
    const trouble = await troubleAt(ca.directory, host);
    expect(trouble.why).toBe('It says: no, never');
    expect(trouble.detail).not.toContain('\u001b');
  });
});

function authorization(token: string, base: string): Scripted {
  return {
    status: 200,
    body: {
      status: 'pending',
      identifier: { type: 'dns', value: 'study.example.org' },
      challenges: [{ type: 'http-01', status: 'pending', url: `${base}/challenge`, token }],
    },
  };
}

test('a stumble over which certificate is replaced is no refusal: it is asked for anew without', async () => {
  let orders = 0;
  const { host, ca } = await start((path, base) => {
    if (path === '/directory') {
      const paths = { newNonce: 'nonce', newAccount: 'account', newOrder: 'order' };
      const urls = Object.entries(paths).map(([key, name]) => [key, `${base}/${name}`]);
      return { status: 200, body: { ...Object.fromEntries(urls), renewalInfo: `${base}/ari` } };
    }
    if (path === '/order') orders += 1;
    return path === '/order' && orders === 1
      ? problem(500, 'serverInternal', 'could not find an order for the given certificate')
      : undefined;
  });
  host.files.set('/certificate/fullchain.pem', { mode: '644', content: WITH_ISSUER });
  await troubleAt(ca.directory, host);
  expect(orders).toBe(2);
  // It went on to the proof, which this authority does not have.
  expect(ca.asked).toContain('POST /authz');
});

/** Of a CA made for this test, so that it can be named by its issuer's key and its serial number. */
const WITH_ISSUER = `-----BEGIN CERTIFICATE-----
MIIBejCCASCgAwIBAgIIAQIDBAUGBwgwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwH
dGVzdC1jYTAgFw0yNjExMjEwODQyMDdaGA8yMTI2MTAyODA4NDIwN1owEDEOMAwG
A1UEAwwFc3R1ZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATASLEQJcFD3O/z
5C9syBuhsJrCXyLWz/tmDjWwY2su0KrvYNiQJOZFJhqFyShRFWwqw/xSOM0jtxR0
de/yW7Kio2AwXjAfBgNVHSMEGDAWgBQs8rR+8KUwTfmuJdPcnqmY/HQmnTAcBgNV
HREEFTATghFzdHVkeS5leGFtcGxlLm9yZzAdBgNVHQ4EFgQUaom8zfS2f9wSleD/
h0JyCTFR4QIwCgYIKoZIzj0EAwIDSAAwRQIgNvDcGwmZJi/nV5AbDiG4qV5DebaK
Ny1goa56sj6fkF0CIQCiMlq1cpkNV7SEQEiFNxAmuNTTv6ggMcyDCD3D9k6uOw==
-----END CERTIFICATE-----
`;
