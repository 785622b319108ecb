import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CertificateOrder } from '../../source/certificates/certificate-action.ts';
import { renewalTime } from '../../source/certificates/renewal-time.ts';
import { certificateId } from '../../source/edges/acme/certificate-id.ts';
import { obtainCertificate } from '../../source/edges/acme/obtain-certificate.ts';
import { askRenewalInfo } from '../../source/edges/acme/renewal-info.ts';
import { orderAt } from './ca/order.ts';
import { type Pebble, startPebble } from './ca/pebble.ts';
import { type PretendHost, plain, startHost } from './ca/pretend-host.ts';

const NEVER = new AbortController().signal;
const DAY = 24 * 3600;

let host: PretendHost;
let ca: Pebble;
beforeAll(async () => {
  host = await startHost();
  ca = await startPebble({ httpPort: host.port, newest: true, lifeSeconds: 6 * DAY });
});
afterAll(async () => {
  await ca.stop();
  await host.stop();
});
afterEach(() => {
  host.files.clear();
  ca.payloads.length = 0;
});

async function obtain(more: Partial<CertificateOrder> = {}): Promise<string> {
  const order = orderAt(ca.directory, more);
  for await (const _ of obtainCertificate(order, host.world, NEVER));
  return plain(host.files.get('/certificate/fullchain.pem')?.content ?? '');
}

test('Pebble suggests when to renew its certificate, and that is when it is due', async () => {
  const chain = await obtain();
  const info = await askRenewalInfo({ directory: ca.directory }, chain, NEVER);
  if (info === null) throw new Error('It suggests nothing.');
  const { validFrom, validTo } = new X509Certificate(chain);
  const life = { from: validFrom, until: validTo };
  const [start, end] = [Date.parse(info.start), Date.parse(info.end)];
  expect(start).toBeGreaterThan(Date.parse(validFrom));
  expect(end).toBeLessThan(Date.parse(validTo));
  expect(Date.parse(info.askAgainAt ?? '')).toBeGreaterThan(Date.parse(validFrom));
  expect(renewalTime(life, info, new Date(start - 1), 0)).toMatchObject({
    due: false,
    by: 'authority',
  });
  expect(renewalTime(life, info, new Date(start), 0).due).toBe(true);
});

test('a renewal says which certificate it replaces, the first order says nothing', async () => {
  const first = await obtain();
  const second = await obtain();
  expect(second).not.toBe(first);
  expect(ca.payloads).toEqual([
    expect.not.objectContaining({ replaces: expect.anything() }),
    expect.objectContaining({ replaces: certificateId(first) }),
  ]);
});

test('a certificate that was replaced before, or is of another CA, does not stand in the way', async () => {
  const first = await obtain();
  await obtain();
  const file = host.files.get('/certificate/fullchain.pem');
  if (file) host.files.set('/certificate/fullchain.pem', { ...file, content: first });
  const third = await obtain();
  expect(new X509Certificate(third).serialNumber).not.toBe(new X509Certificate(first).serialNumber);
});

test('a CA without the service, and one that does not know the certificate, suggest nothing', async () => {
  const chain = await obtain();
  const plainCa = await startPebble({ httpPort: host.port });
  const another = await startPebble({ httpPort: host.port, newest: true });
  try {
    const asked = [plainCa, another].map(({ directory }) =>
      askRenewalInfo({ directory }, chain, NEVER),
    );
    expect(await Promise.all(asked)).toEqual([null, null]);
  } finally {
    await plainCa.stop();
    await another.stop();
  }
});
