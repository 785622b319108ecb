import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CertificateOrder } from '../../source/certificates/certificate-action.ts';
import {
  changeAccountKey,
  changeEmail,
  deactivateAccount,
} from '../../source/edges/acme/change-account.ts';
import { obtainCertificate } from '../../source/edges/acme/obtain-certificate.ts';
import { revokeCertificate } from '../../source/edges/acme/revoke.ts';
import { orderAt } from './ca/order.ts';
import { type Instead, type Pebble, startPebble } from './ca/pebble.ts';
import { type PretendHost, plain, startHost } from './ca/pretend-host.ts';
import { problem } from './ca/scripted-ca.ts';

const NEVER = new AbortController().signal;

let host: PretendHost;
let ca: Pebble;
let order: CertificateOrder;
let keyFile: string;
beforeAll(async () => {
  host = await startHost();
  ca = await startPebble({ httpPort: host.port, nonceReject: 20 });
  order = orderAt(ca.directory, { email: 'anna@lab.university.edu' });
  keyFile = `/accounts/localhost-${new URL(ca.directory).port}.pem`;
});
afterAll(async () => {
  await ca.stop();
  await host.stop();
});
beforeEach(async () => {
  ca.before = () => undefined;
  await obtain();
});

async function obtain(): Promise<X509Certificate> {
  for await (const _ of obtainCertificate(order, host.world, NEVER));
  return new X509Certificate(plain(host.files.get('/certificate/fullchain.pem')?.content ?? ''));
}

const key = () => plain(host.files.get(keyFile)?.content ?? '');

describe('a certificate', () => {
  const status = async (leaf: X509Certificate) =>
    JSON.parse(await ca.tell(`/cert-status-by-serial/${leaf.serialNumber.toLowerCase()}`));

  test('is revoked with its reason, and asking twice is no mistake', async () => {
    const leaf = await obtain();
    expect(await status(leaf)).toMatchObject({ Status: 'Valid' });
    await revokeCertificate(order, 'key-compromise', host.world, NEVER);
    expect(await status(leaf)).toMatchObject({ Status: 'Revoked', Reason: 1 });
    await revokeCertificate(order, 'key-compromise', host.world, NEVER);
  });

  test('that is not there can not be revoked', async () => {
    const away = { ...order, folder: '/nothing' };
    await expect(revokeCertificate(away, 'superseded', host.world, NEVER)).rejects.toMatchObject({
      code: 'acme.no-certificate',
    });
  });
});

describe('the account', () => {
  test('gets another mail address, or none', async () => {
    await changeEmail(order, 'bert@lab.university.edu', host.world, NEVER);
    await changeEmail(order, '', host.world, NEVER);
    await expect(changeEmail(order, 'no address', host.world, NEVER)).rejects.toMatchObject({
      code: expect.stringMatching(/^acme\./),
    });
  });

  test('gets a new key and stays the same account', async () => {
    const before = key();
    await changeAccountKey(order, host.world, NEVER);
    expect(key()).not.toBe(before);
    expect(host.files.get(keyFile)?.mode).toBe('600');
    expect(host.files.has(`${keyFile}.next`)).toBe(false);
    await revokeCertificate(order, 'superseded', host.world, NEVER);
  });

  test('keeps working where the change of keys is cut off after the CA agreed', async () => {
    const before = key();
    const { write } = host.world;
    const cutOff = {
      ...host.world,
      write: async (...[files, signal]: Parameters<typeof write>) => {
        if (files.some(({ path }) => path === keyFile)) throw new Error('cut off');
        await write(files, signal);
      },
    };
    await expect(changeAccountKey(order, cutOff, NEVER)).rejects.toThrow('cut off');
    expect(key()).toBe(before);
    await revokeCertificate(order, 'superseded', host.world, NEVER);
    expect(key()).not.toBe(before);
    expect(host.files.has(`${keyFile}.next`)).toBe(false);
  });

  test('keeps its old key where the change is cut off before the CA agreed', async () => {
    const before = key();
    ca.before = (_method, path) => (path === '/rollover-account-key' ? 503 : undefined);
    await expect(changeAccountKey(order, host.world, NEVER)).rejects.toMatchObject({
      code: 'acme.serverInternal',
    });
    ca.before = () => undefined;
    await revokeCertificate(order, 'superseded', host.world, NEVER);
    expect(key()).toBe(before);
    expect(host.files.has(`${keyFile}.next`)).toBe(false);
  });

  test('that was never opened can not be changed', async () => {
    const elsewhere = { ...order, accounts: '/other-accounts' };
    await expect(changeAccountKey(elsewhere, host.world, NEVER)).rejects.toMatchObject({
      code: 'acme.no-account',
    });
  });
});

describe('where the authority does not do what it is asked', () => {
  const tasks = {
    'the mail address': () => changeEmail(order, 'carl@lab.university.edu', host.world, NEVER),
    'the key': () => changeAccountKey(order, host.world, NEVER),
    'the end of a certificate': () => revokeCertificate(order, 'superseded', host.world, NEVER),
    'the end of the account': () => deactivateAccount(order, host.world, NEVER),
  };
  const faults: [string, Instead, string][] = [
    ['is overloaded', 503, 'acme.serverInternal'],
    ['hangs up', 'hang up', 'acme.unreachable'],
    [
      'has had enough',
      problem(429, 'rateLimited', 'too many', { 'retry-after': '7200' }),
      'acme.rateLimited',
    ],
  ];
  const cases = Object.entries(tasks).flatMap(([what, task]) =>
    faults.map(([fault, instead, code]) => [what, fault, task, instead, code] as const),
  );

  test.each(cases)('%s stays as it was where it %s, and can be asked again', async (...given) => {
    const [, , task, instead, code] = given;
    const before = key();
    // The account is found; what comes then is not answered.
    ca.before = (method, path) =>
      method === 'POST' && path !== '/sign-me-up' ? instead : undefined;
    await expect(task()).rejects.toMatchObject({ code });
    expect(key()).toBe(before);
    ca.before = () => undefined;
    await task();
  });
});
