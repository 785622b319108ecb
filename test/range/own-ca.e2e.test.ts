import { afterAll, beforeAll, expect, test } from 'vitest';
import { request } from '../../source/edges/outside/http-request.ts';
import { dns } from './dns.ts';
import { type OwnCa, startOwnCa } from './own-ca.ts';
import { rangeUp } from './range.ts';

const NEVER = new AbortController().signal;
const NAME = 'aca';

let own: OwnCa;
beforeAll(async () => {
  await rangeUp({ suites: [], apps: [] });
  own = await startOwnCa(NAME, {
    externalAccounts: { 'kid-1': Buffer.alloc(32, 7).toString('base64url') },
    alternateChains: 1,
  });
});
afterAll(() => own.remove());

async function ask(): Promise<{ status: number; body: string }> {
  const [address = ''] = await dns.lookUp(`${NAME}.range.test`);
  const url = new URL(own.directory);
  const wanted = { url, address, anyCertificate: true, limitSeconds: 10, maxBytes: 10_000 };
  return await request(wanted, NEVER);
}

test('a CA of its own has the habits that it was given', async () => {
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({
    newOrder: `https://${NAME}.range.test/order-plz`,
    meta: { externalAccountRequired: true },
  });
  expect(await own.root(1)).not.toBe(await own.root());
});

test('it refuses everybody for a while, and works again', async () => {
  await own.refuse(503);
  expect((await ask()).status).toBe(503);
  await own.refuse(null);
  expect((await ask()).status).toBe(200);
});

test('it is gone without a trace', async () => {
  const other = await startOwnCa(`${NAME}2`);
  await other.remove();
  expect(await dns.lookUp(`${NAME}2.range.test`)).toEqual([]);
});
