import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExternalAccount } from '../../source/certificates/certificate-action.ts';
import { lookAtAuthority } from '../../source/edges/acme/look-at-authority.ts';
import { obtainCertificate } from '../../source/edges/acme/obtain-certificate.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { authoritySubject } from '../../source/facts/certificates/authority.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { orderAt } from './ca/order.ts';
import { type Pebble, startPebble } from './ca/pebble.ts';
import { type PretendHost, startHost } from './ca/pretend-host.ts';

const NEVER = new AbortController().signal;
const KEY = randomBytes(48).toString('base64url');

let host: PretendHost;
let ca: Pebble;
beforeAll(async () => {
  host = await startHost();
  ca = await startPebble({
    httpPort: host.port,
    accountsFromElsewhere: true,
    elsewhere: { 'kid-1': KEY },
    nonceReject: 20,
  });
});
afterAll(async () => {
  await ca.stop();
  await host.stop();
});

async function outcome(externalAccount?: ExternalAccount): Promise<string> {
  const order = orderAt(ca.directory, externalAccount && { externalAccount });
  try {
    for await (const _ of obtainCertificate(order, host.world, NEVER));
    return 'obtained';
  } catch (error) {
    return error instanceof ExpectedError ? error.code : String(error);
  }
}

const account = (keyId: string, key: string) => ({ keyId, hmacKey: new Secret(key) });

describe('an authority that wants an account from its website', () => {
  test('says so where none is given', async () => {
    expect(await outcome()).toBe('acme.externalAccountRequired');
  });

  test.each([
    ['an id that it does not know', account('kid-9', KEY)],
    ['another key', account('kid-1', randomBytes(48).toString('base64url'))],
  ])('says what it does not like about %s', async (_title, wrong) => {
    expect(await outcome(wrong)).toBe('acme.external-account');
  });

  test('makes a certificate for the right one, and later for its account without it', async () => {
    expect(await outcome(account('kid-1', KEY))).toBe('obtained');
    expect(await outcome()).toBe('obtained');
  });
});

describe('what an authority tells about itself', () => {
  const look = (directory: string, root = '') =>
    lookAtAuthority(authoritySubject(directory, root), NEVER);

  test('is whether it wants an account from its website', async () => {
    expect(await look(ca.directory)).toMatchObject({ accountsFromElsewhere: true });
    const open = await startPebble({
      httpPort: host.port,
      meta: { profiles: { short: 'A day.' } },
    });
    try {
      expect(await look(open.directory)).toEqual({
        accountsFromElsewhere: false,
        terms: 'data:text/plain,Do%20what%20thou%20wilt',
        caaNames: [],
        profiles: { short: 'A day.' },
        renewalInfo: null,
      });
    } finally {
      await open.stop();
    }
  });

  test('is nothing where nobody answers, or something else does', async () => {
    expect(await look('https://localhost:1/dir')).toBeNull();
    expect(await look(new URL('/nowhere', ca.directory).href)).toBeNull();
  });

  test('is not asked with a root that can not be read', async () => {
    const error = await look(ca.directory, 'rubbish').catch((caught) => caught);
    expect(error).toMatchObject({ code: 'acme.root' });
  });
});
