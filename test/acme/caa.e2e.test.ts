import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaaFact } from '../../source/certificates/caa.ts';
import type { CertificateOrder } from '../../source/certificates/certificate-action.ts';
import { withOwnAccount } from '../../source/edges/acme/change-account.ts';
import { obtainCertificate } from '../../source/edges/acme/obtain-certificate.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { orderAt } from './ca/order.ts';
import { type Pebble, startPebble } from './ca/pebble.ts';
import { type PretendHost, startHost } from './ca/pretend-host.ts';

const NEVER = new AbortController().signal;

let host: PretendHost;
let ca: Pebble;
let staging: Pebble;
beforeAll(async () => {
  host = await startHost();
  const meta = { caaIdentities: ['pebble.test'] };
  ca = await startPebble({ httpPort: host.port, meta });
  staging = await startPebble({ httpPort: host.port, meta });
});
afterAll(async () => {
  await ca.stop();
  await staging.stop();
  await host.stop();
});

async function outcome(record: string | null, more: Partial<CertificateOrder> = {}) {
  const order = orderAt(ca.directory, more);
  const records = record === null ? [] : [record];
  const fact: CaaFact = { at: 'example.test', records, problem: null };
  const told: string[] = [];
  try {
    for await (const telling of obtainCertificate(
      order,
      { ...host.world, lookAtCaa: async () => fact },
      NEVER,
    )) {
      told.push('line' in telling ? telling.line : telling.text);
    }
    return { code: 'obtained', told };
  } catch (error) {
    return { code: error instanceof ExpectedError ? error.code : String(error), told };
  }
}

const orders = ({ requests }: Pebble) =>
  requests.filter((each) => each === 'POST /order-plz').length;

test('a domain that names others only: the CA is not asked', async () => {
  const before = orders(ca);
  expect((await outcome('0 issue digicert.com')).code).toBe('acme.caa');
  expect(orders(ca)).toBe(before);
});

test('a domain that names the CA, or nobody, gets its certificate', async () => {
  expect((await outcome('0 issue pebble.test')).code).toBe('obtained');
  expect((await outcome(null)).code).toBe('obtained');
});

test('a domain that names one account: it is not rehearsed with another, and the right one is served', async () => {
  const rehearsal = { rehearsal: staging.directory };
  const wrong = await outcome('0 issue pebble.test; accounturi=https://x/1', rehearsal);
  expect(wrong.code).toBe('acme.caa');
  expect(wrong.told.some((line) => line.startsWith('No rehearsal this time'))).toBe(true);
  const own = await withOwnAccount(orderAt(ca.directory), host.world, NEVER, ({ ask }) =>
    ask(async (client) => client.getAccountUrl()),
  );
  expect((await outcome(`0 issue pebble.test; accounturi=${own}`, rehearsal)).code).toBe(
    'obtained',
  );
});
