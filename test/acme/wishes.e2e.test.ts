import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CertificateOrder } from '../../source/certificates/certificate-action.ts';
import { obtainCertificate } from '../../source/edges/acme/obtain-certificate.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { orderAt } from './ca/order.ts';
import { type Pebble, startPebble } from './ca/pebble.ts';
import { type PretendHost, plain, startHost } from './ca/pretend-host.ts';

const NEVER = new AbortController().signal;

let host: PretendHost;
let ca: Pebble;
let staging: Pebble;
beforeAll(async () => {
  host = await startHost();
  const meta = { profiles: { shortlived: 'Under a week.', tlsserver: 'Lean.' } };
  ca = await startPebble({ httpPort: host.port, meta, alternateChains: 2 });
  staging = await startPebble({ httpPort: host.port });
});
afterAll(async () => {
  await ca.stop();
  await staging.stop();
  await host.stop();
});
afterEach(() => {
  ca.before = () => {};
  for (const each of [ca, staging]) each.payloads.length = 0;
  host.files.clear();
});

async function obtain(more: Partial<CertificateOrder> = {}) {
  const order = orderAt(ca.directory, more);
  for await (const _ of obtainCertificate(order, host.world, NEVER));
  const chain = plain(host.files.get('/certificate/fullchain.pem')?.content ?? '');
  const key = createPrivateKey(plain(host.files.get('/certificate/key.pem')?.content ?? ''));
  return { chain, key };
}

async function troubleOf(attempt: Promise<unknown>) {
  const error = await attempt.catch((caught) => caught);
  expect(error).toBeInstanceOf(ExpectedError);
  return (error as ExpectedError).trouble;
}

describe('a kind of certificate', () => {
  test('is asked for by its name', async () => {
    await obtain({ profile: 'shortlived' });
    expect(ca.payloads).toEqual([expect.objectContaining({ profile: 'shortlived' })]);
  });

  test('is not mentioned where the usual one will do', async () => {
    await obtain();
    expect(ca.payloads).toEqual([expect.not.objectContaining({ profile: expect.anything() })]);
  });

  test('that the authority does not have is not ordered, and those that it has are told', async () => {
    expect(await troubleOf(obtain({ profile: 'eternal' }))).toMatchObject({
      code: 'acme.no-profile',
      why: 'It has shortlived, tlsserver.',
    });
    expect(ca.payloads).toEqual([]);
  });

  test('is rehearsed as the usual one where the rehearsal has no such kind', async () => {
    await obtain({ profile: 'tlsserver', rehearsal: staging.directory });
    expect(staging.payloads).toEqual([expect.not.objectContaining({ profile: expect.anything() })]);
    expect(ca.payloads).toEqual([expect.objectContaining({ profile: 'tlsserver' })]);
  });
});

describe('the key', () => {
  const publicPart = (key: Parameters<typeof createPublicKey>[0]) =>
    createPublicKey(key).export({ type: 'spki', format: 'pem' });

  test('is RSA where that is wanted', async () => {
    const { key, chain } = await obtain({ key: 'rsa-2048' });
    expect(key.asymmetricKeyType).toBe('rsa');
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(new X509Certificate(chain).checkPrivateKey(key)).toBe(true);
  });

  test('is a new one with each certificate', async () => {
    const [first, second] = [await obtain(), await obtain()];
    expect(publicPart(second.key)).not.toBe(publicPart(first.key));
  });
});

describe('of several chains', () => {
  const issuersIn = (chain: string) =>
    (chain.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []).map(
      (pem) => new X509Certificate(pem).issuer,
    );
  const rootName = async (index: number) =>
    new X509Certificate(await ca.tell(`/roots/${index}`)).subject.replace(/^CN=/m, '');

  test.each([0, 1, 2])('the one to root %d is taken where it is preferred', async (index) => {
    const root = await rootName(index);
    const { chain } = await obtain({ preferredIssuer: root });
    expect(issuersIn(chain).at(-1)).toBe(`CN=${root}`);
  });

  test('the usual one is taken where the preferred one is no more', async () => {
    const { chain } = await obtain({ preferredIssuer: 'Root of yesterday' });
    expect(issuersIn(chain).at(-1)).toBe(`CN=${await rootName(0)}`);
  });
});

describe('an authority with a problem of its own', () => {
  test.each(['/dir', '/order-plz', '/finalize-order/', '/certZ/'])(
    'at %s passes: the next try works',
    async (path) => {
      let refusals = 1;
      ca.before = (_method, asked) => {
        if (!asked.startsWith(path) || refusals === 0) return undefined;
        refusals -= 1;
        return 503;
      };
      expect(await troubleOf(obtain())).toMatchObject({
        code: 'acme.serverInternal',
        passing: true,
      });
      expect(new X509Certificate((await obtain()).chain).subjectAltName).toBe(
        'DNS:study.example.test',
      );
    },
  );
});
