import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confirm } from '../../source/edges/renewal/confirm.ts';
import { Ledger } from '../../source/edges/renewal/ledger.ts';
import { look, type Round } from '../../source/edges/renewal/look.ts';
import type { ServedAt } from '../../source/renewal/order.ts';
import { SELF_SIGNED } from '../outside/self-signed.ts';

const SERIAL = new X509Certificate(SELF_SIGNED.cert).serialNumber;

let folder: string;
let server: Server;
let here: ServedAt;
/** Nobody listens there. */
let away: ServedAt;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'served-'));
  await writeFile(join(folder, 'key.pem'), SELF_SIGNED.key, { mode: 0o600 });
  await writeFile(join(folder, 'fullchain.pem'), SELF_SIGNED.cert);
  server = createServer(SELF_SIGNED);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  here = { host: '127.0.0.1', port, name: 'a.example' };
  away = { host: '127.0.0.2', port, name: 'a.example' };
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** What is noted after the certificate with this number was written, and the servers were looked at. */
async function noted(served: readonly ServedAt[], serial = SERIAL) {
  const now = () => new Date();
  const certificate = {
    ...{ names: ['a.example'], directory: 'https://127.0.0.1:9/directory', rehearsal: null },
    ...{ email: '', accounts: folder, challenges: folder, folder },
  };
  const ledger = await Ledger.open(join(folder, 'state'), now);
  const round: Round = {
    orders: [{ install: 'study', certificate, served, patienceSeconds: 0 }],
    ...{ ledger, folder, now, say: () => {}, forced: false },
    signal: new AbortController().signal,
  };
  await look(round);
  const state = ledger.of('study');
  if (!state) throw new Error('Nothing is noted.');
  const unconfirmed = { serial, before: null, since: now().toISOString() };
  await ledger.set('study', { ...state, unconfirmed });
  await confirm(round, []);
  return ledger.of('study')?.lastTry?.outcome;
}

describe('a renewed certificate', () => {
  it('counts once all that answer show it, though one of several is away', async () => {
    expect(await noted([here])).toBe('renewed');
    expect(await noted([here, away])).toBe('renewed');
  });

  it('does not count where nobody answers for one of its names, or somebody shows another one', async () => {
    expect(await noted([away])).toBe('failed');
    expect(await noted([here, { ...away, name: 'b.example' }])).toBe('failed');
    expect(await noted([here, away], 'AA')).toBe('failed');
  });
});
