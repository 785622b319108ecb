import { createPrivateKey, X509Certificate } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, describe, expect, test } from 'vitest';
import type { CertificateOrder } from '../../source/certificates/certificate-action.ts';
import { filesLeftNote } from '../../source/edges/acme/files-left.ts';
import { obtainCertificate } from '../../source/edges/acme/obtain-certificate.ts';
import { ExpectedError, type Trouble } from '../../source/expected-error.ts';
import { type Pebble, type PebbleOptions, startPebble } from './ca/pebble.ts';
import { CHALLENGES, type PretendHost, plain, startHost } from './ca/pretend-host.ts';

const CHAIN = '/etc/setup-server/jatos/certificate/fullchain.pem';
const KEY = '/etc/setup-server/jatos/certificate/key.pem';

const running: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

async function start(options: Partial<PebbleOptions> = {}) {
  const host = await startHost();
  running.push(host);
  const ca = await startAnother(host, options);
  return { host, ca };
}

async function startAnother(host: PretendHost, options: Partial<PebbleOptions> = {}) {
  const ca = await startPebble({ httpPort: host.port, ...options });
  running.push(ca);
  return ca;
}

function orderAt(ca: Pebble, more: Partial<CertificateOrder> = {}): CertificateOrder {
  return {
    names: ['study.example.test'],
    directory: ca.directory,
    rehearsal: null,
    email: '',
    accounts: '/etc/setup-server/accounts',
    challenges: CHALLENGES,
    folder: '/etc/setup-server/jatos/certificate',
    ...more,
  };
}

const NEVER = new AbortController().signal;

async function obtain(order: CertificateOrder, host: PretendHost, signal = NEVER) {
  const told: string[] = [];
  for await (const telling of obtainCertificate(order, host.world, signal)) {
    told.push('line' in telling ? telling.line : telling.text);
  }
  return told;
}

async function troubleFrom(order: CertificateOrder, host: PretendHost): Promise<Trouble> {
  const error = await obtain(order, host).catch((caught) => caught);
  expect(error).toBeInstanceOf(ExpectedError);
  return error.trouble;
}

function accountFile(ca: Pebble): string {
  return `/etc/setup-server/accounts/localhost-${new URL(ca.directory).port}.pem`;
}

function historyFile(ca: Pebble): string {
  return accountFile(ca).replace(/pem$/, 'orders');
}

function leafOn(host: PretendHost): X509Certificate {
  return new X509Certificate(plain(host.files.get(CHAIN)?.content ?? ''));
}

const nounced = (ca: Pebble) => ca.requests.filter((each) => each.includes('nonce'));
const ordered = (ca: Pebble) => ca.requests.filter((each) => each === 'POST /order-plz');
const submitted = (ca: Pebble) => ca.requests.filter((each) => each.startsWith('POST /chalZ/'));

describe('a certificate from Pebble', () => {
  test('is written with its chain and a key of its own that only root may read', async () => {
    const { host, ca } = await start();
    await obtain(orderAt(ca), host);
    const leaf = leafOn(host);
    expect(leaf.subjectAltName).toBe('DNS:study.example.test');
    const key = createPrivateKey(plain(host.files.get(KEY)?.content ?? ''));
    expect(leaf.checkPrivateKey(key)).toBe(true);
    expect(key.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(plain(host.files.get(CHAIN)?.content ?? '').match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(host.files.get(KEY)?.mode).toBe('600');
    expect(host.files.get(accountFile(ca))?.mode).toBe('600');
    expect(host.done).toEqual([
      `write ${accountFile(ca)}`,
      'write note challenge',
      'remove challenge note',
      `write ${KEY} ${CHAIN} ${historyFile(ca)}`,
    ]);
    expect([...host.files.keys()]).toEqual([accountFile(ca), KEY, CHAIN, historyFile(ca)]);
  });

  test('removes the proofs of a run that was killed, and nothing else', async () => {
    const { host, ca } = await start();
    await host.world.write(
      [
        filesLeftNote([`${CHALLENGES}/of-ours`], orderAt(ca)),
        { path: `${CHALLENGES}/of-ours`, mode: '644', content: 'of-ours.key' },
        { path: `${CHALLENGES}/of-others`, mode: '644', content: 'of-others.key' },
      ],
      NEVER,
    );
    await obtain(orderAt(ca), host);
    expect(host.done).toContain('remove challenge note');
    expect([...host.files.keys()]).toEqual([
      ...[`${CHALLENGES}/of-others`, accountFile(ca), KEY, CHAIN, historyFile(ca)],
    ]);
  });

  test('is told stage by stage', async () => {
    const { host, ca } = await start();
    const at = new URL(ca.directory).host;
    expect(await obtain(orderAt(ca), host)).toEqual([
      `Introducing this server to ${at}`,
      `Asking ${at} for a certificate for study.example.test`,
      `Putting the proof that ${at} asks for on the server`,
      'Looking whether study.example.test shows the proof',
      `${at} is looking at port 80 of study.example.test`,
      `${at} is making the certificate`,
      'Writing the certificate and its key on the server',
    ]);
  });

  test('takes one request for a nonce, and nine different ones in all', async () => {
    const { host, ca } = await start();
    await obtain(orderAt(ca), host);
    expect(nounced(ca)).toHaveLength(1);
    expect(new Set(ca.requests).size).toBe(9);
    ca.requests.length = 0;
    await obtain(orderAt(ca), host);
    expect(new Set(ca.requests).size).toBe(9);
  });

  test('covers two names, however they are written, each proved once', async () => {
    const { host, ca } = await start();
    const names = ['Study.example.test', 'www.study.example.test', 'study.example.test'];
    await obtain(orderAt(ca, { names }), host);
    expect(leafOn(host).subjectAltName?.split(', ').sort()).toEqual([
      'DNS:study.example.test',
      'DNS:www.study.example.test',
    ]);
    expect(submitted(ca)).toHaveLength(2);
    expect(host.done).toContain('write note challenge challenge');
    expect(host.done).toContain('remove challenge challenge note');
  });

  test('comes also where half of the nonces are refused', async () => {
    const { host, ca } = await start({ nonceReject: 50 });
    const serials = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      await obtain(orderAt(ca, { names: ['a.example.test', 'b.example.test'] }), host);
      serials.add(leafOn(host).serialNumber);
    }
    expect(serials.size).toBe(5);
  });

  test('the second time uses the same account and what was proved before', async () => {
    const { host, ca } = await start({ reuse: 100 });
    await obtain(orderAt(ca), host);
    const key = plain(host.files.get(accountFile(ca))?.content ?? '');
    const first = leafOn(host).serialNumber;
    ca.requests.length = 0;
    host.done.length = 0;
    await obtain(orderAt(ca), host);
    expect(plain(host.files.get(accountFile(ca))?.content ?? '')).toBe(key);
    expect(leafOn(host).serialNumber).not.toBe(first);
    expect(submitted(ca)).toEqual([]);
    expect(host.done).toEqual([`write ${KEY} ${CHAIN} ${historyFile(ca)}`]);
  });

  test('comes also where the CA has forgotten the account: the same key opens a new one', async () => {
    const { host, ca } = await start();
    await obtain(orderAt(ca), host);
    const account = host.files.get(accountFile(ca));
    const restarted = await startAnother(host);
    if (account) host.files.set(accountFile(restarted), account);
    await obtain(orderAt(restarted), host);
    expect(host.files.get(accountFile(restarted))).toBe(account);
    expect(leafOn(host).checkHost('study.example.test')).toBe('study.example.test');
  });

  test('an account key that is none stops it before the CA hears of anything', async () => {
    const { host, ca } = await start();
    host.files.set(accountFile(ca), { mode: '600', content: 'rubbish\n' });
    expect((await troubleFrom(orderAt(ca), host)).code).toBe('acme.account-key');
    expect(ordered(ca)).toEqual([]);
    expect(plain(host.files.get(accountFile(ca))?.content ?? '')).toBe('rubbish\n');
  });
});

describe('a rehearsal', () => {
  test('goes all the way first, with an account of its own, and leaves nothing', async () => {
    const { host, ca } = await start();
    const staging = await startAnother(host);
    const at = new URL(staging.directory).host;
    const told = await obtain(orderAt(ca, { rehearsal: staging.directory }), host);
    expect(told.slice(0, 5)).toEqual([
      `Rehearsal: introducing this server to ${at}`,
      `Rehearsal: asking ${at} for a certificate for study.example.test`,
      `Rehearsal: putting the proof that ${at} asks for on the server`,
      `Rehearsal: ${at} is looking at port 80 of study.example.test`,
      `Rehearsal: ${at} is making the certificate`,
    ]);
    expect(staging.requests.filter((each) => each.startsWith('POST /certZ/'))).toHaveLength(1);
    expect([...host.files.keys()]).toEqual([accountFile(ca), KEY, CHAIN, historyFile(ca)]);
    expect(told).not.toContain('Looking whether study.example.test shows the proof');
  });

  test('that fails says why, and the real CA is not asked', async () => {
    const { host, ca } = await start();
    const staging = await startAnother(host);
    host.instead = { status: 200, body: '<h1>Welcome to nginx!</h1>' };
    const trouble = await troubleFrom(orderAt(ca, { rehearsal: staging.directory }), host);
    expect(trouble.code).toBe('acme.unauthorized');
    expect(trouble.why).toContain(
      'This computer asked 127.0.0.1, port 80, and got status 200 (“Welcome to nginx!”).',
    );
    expect(trouble.why).toContain('This was the rehearsal');
    expect(ca.requests).toEqual([]);
    expect([...host.files.keys()]).toEqual([]);
  });

  test('whose CA is down is left out, which is said', async () => {
    const { host, ca } = await start();
    const rehearsal = 'https://localhost:1/dir';
    const told = await obtain(orderAt(ca, { rehearsal }), host);
    expect(told.slice(0, 2)).toEqual([
      'Rehearsal: introducing this server to localhost:1',
      'No rehearsal this time: localhost:1 could not be reached. localhost refused the connection: nothing listens on port 1 there.',
    ]);
    expect(told).toContain('Looking whether study.example.test shows the proof');
    expect(leafOn(host).checkHost('study.example.test')).toBe('study.example.test');
  });
});

describe('what Pebble refuses', () => {
  test('the wrong answer on port 80: not asked to look at it where we see it ourselves', async () => {
    const { host, ca } = await start();
    host.instead = { status: 404, body: '<html><h1>404 Not Found</h1></html>' };
    const trouble = await troubleFrom(orderAt(ca), host);
    expect(trouble.code).toBe('acme.challenge-not-served');
    expect(trouble.why).toContain(
      'This computer asked 127.0.0.1, port 80, and got status 404 (“404 Not Found”).',
    );
    expect(submitted(ca)).toEqual([]);
    expect(host.done.at(-1)).toBe('remove challenge note');
  });

  test('the wrong answer on port 80 where we could not look: what it got, and from where', async () => {
    const { host, ca } = await start();
    host.instead = { status: 200, body: '<h1>Welcome to nginx!</h1>' };
    const blind = { ...host.world, lookAtChallenge: async () => [] };
    const trouble = await troubleFrom(orderAt(ca), { ...host, world: blind });
    expect(trouble.code).toBe('acme.unauthorized');
    expect(trouble.what).toBe(
      `${new URL(ca.directory).host} got a wrong answer from study.example.test.`,
    );
    expect(trouble.why).toContain(
      'It asked for the proof and got something else (“Welcome to nginx!”).',
    );
    expect(host.done.slice(-2)).toEqual(['remove challenge note', `write ${historyFile(ca)}`]);
  });

  test('a closed port 80: where it tried, and that we were turned away too', async () => {
    const { host, ca } = await start();
    await host.stop();
    running.splice(running.indexOf(host), 1);
    const unsure = [{ address: '127.0.0.1', code: 'ETIMEDOUT' }];
    const blind = { ...host.world, lookAtChallenge: async () => unsure };
    const trouble = await troubleFrom(orderAt(ca), { ...host, world: blind });
    expect(trouble).toMatchObject({
      code: 'acme.connection',
      what: `${new URL(ca.directory).host} could not reach study.example.test.`,
      why: 'It tried 127.0.0.1, port 80, and was turned away. This computer gets no answer from 127.0.0.1, port 80. So nothing listens there: the web server does not run, or the name leads to another machine.',
    });
    expect((await troubleFrom(orderAt(ca), host)).code).toBe('acme.challenge-not-served');
  });

  test('a name that does not exist', async () => {
    const { host, ca } = await start({ resolve: () => null });
    const trouble = await troubleFrom(orderAt(ca), host);
    expect(trouble.what).toBe(
      `${new URL(ca.directory).host} could not look up study.example.test.`,
    );
    expect(trouble.detail).toContain('study.example.test');
  });

  test('of two names the one that is not in order is named, and both files are removed', async () => {
    const { host, ca } = await start({
      resolve: (name) => (name.startsWith('www.') ? '127.0.0.9' : '127.0.0.1'),
    });
    const names = ['study.example.test', 'www.study.example.test'];
    const trouble = await troubleFrom(orderAt(ca, { names }), host);
    expect(trouble.code).toBe('acme.connection');
    expect(trouble.what).toContain('could not reach www.study.example.test');
    expect(trouble.why).toContain('It tried 127.0.0.9, port 80, and was turned away.');
    expect(host.done.slice(-2)).toEqual([
      'remove challenge challenge note',
      `write ${historyFile(ca)}`,
    ]);
  });

  test('a name with a star, which port 80 can not prove', async () => {
    const { host, ca } = await start();
    const trouble = await troubleFrom(orderAt(ca, { names: ['*.example.test'] }), host);
    expect(trouble.code).toBe('acme.no-http-01');
  });

  test('an account without the registration on its website that it wants', async () => {
    const { host, ca } = await start({ accountsFromElsewhere: true });
    expect((await troubleFrom(orderAt(ca), host)).code).toBe('acme.externalAccountRequired');
  });

  test('an address that is not its directory', async () => {
    const { host, ca } = await start();
    const directory = new URL('/directory', ca.directory).href;
    expect((await troubleFrom(orderAt(ca, { directory }), host)).code).toBe('acme.not-acme');
  });
});

describe('the limits of the authority', () => {
  const blind = (host: PretendHost) => ({
    ...host,
    world: { ...host.world, lookAtChallenge: async () => [] },
  });

  test('after two refusals it is not asked a third time, until some minutes later', async () => {
    const { host, ca } = await start();
    host.instead = { status: 404, body: 'not here' };
    for (const _ of [1, 2]) {
      expect((await troubleFrom(orderAt(ca), blind(host))).code).toBe('acme.unauthorized');
    }
    host.instead = undefined;
    ca.requests.length = 0;
    const trouble = await troubleFrom(orderAt(ca), blind(host));
    expect(trouble.code).toBe('acme.refused-twice');
    expect(trouble.why).toMatch(/It can be tried again on .*, in 1[012] minutes\.$/);
    expect(ordered(ca)).toEqual([]);
    const text = plain(host.files.get(historyFile(ca))?.content ?? '');
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const content = text.replace(/"at":"[^"]+"/g, `"at":"${hourAgo}"`);
    host.files.set(historyFile(ca), { mode: '600', content });
    await obtain(orderAt(ca), blind(host));
    expect(leafOn(host).checkHost('study.example.test')).toBe('study.example.test');
  });

  test('where a rehearsal went well, refusals before it do not count', async () => {
    const { host, ca } = await start();
    const staging = await startAnother(host);
    host.instead = { status: 404, body: 'not here' };
    for (const _ of [1, 2]) await troubleFrom(orderAt(ca), blind(host));
    host.instead = undefined;
    await obtain(orderAt(ca, { rehearsal: staging.directory }), blind(host));
    expect(leafOn(host).checkHost('study.example.test')).toBe('study.example.test');
  });

  test('refusals of the rehearsal do not count', async () => {
    const { host, ca } = await start();
    const staging = await startAnother(host);
    host.instead = { status: 404, body: 'not here' };
    const rehearsal = { rehearsal: staging.directory };
    for (const _ of [1, 2, 3]) {
      expect((await troubleFrom(orderAt(ca, rehearsal), host)).code).toBe('acme.unauthorized');
    }
    expect(host.files.has(historyFile(ca))).toBe(false);
  });
});

describe('stopping in the middle', () => {
  test.each(['/chalZ/', '/authZ/', '/finalize-order/'])(
    'at %s leaves no proof behind',
    async (path) => {
      const { host, ca } = await start();
      const stopping = new AbortController();
      ca.before = (_method, asked) => {
        const proving = host.done.includes('write note challenge');
        if (asked.startsWith(path) && proving) stopping.abort(new Error('stopped'));
      };
      await expect(obtain(orderAt(ca), host, stopping.signal)).rejects.toThrow('stopped');
      expect(host.done.at(-1)).toBe('remove challenge note');
      expect([...host.files.keys()]).toEqual([accountFile(ca)]);
    },
  );
});

describe('the trust in an authority', () => {
  async function outcome(
    variables: (ca: Pebble) => Record<string, string>,
    root: (ca: Pebble) => string[] = () => [],
  ): Promise<string> {
    const { ca } = await start();
    const script = fileURLToPath(new URL('ca/obtain-alone.ts', import.meta.url));
    const { stdout } = await execa('node', ['--import', 'tsx', script, ca.directory, ...root(ca)], {
      env: { PATH: process.env.PATH, ...variables(ca) },
      extendEnv: false,
    });
    return stdout;
  }

  test('comes from NODE_EXTRA_CA_CERTS too', async () => {
    // The process's own web server is not where Pebble looks: being refused for that is proof enough.
    expect(await outcome((ca) => ({ NODE_EXTRA_CA_CERTS: ca.certificate }))).toBe(
      'acme.unauthorized',
    );
  });

  test("comes from the authority's own root, where the order has it", async () => {
    expect(
      await outcome(
        () => ({}),
        (ca) => [ca.certificate],
      ),
    ).toBe('acme.unauthorized');
  });

  test('is not given to a certificate that nobody vouches for', async () => {
    expect(await outcome(() => ({}))).toBe('acme.untrusted');
  });
});
