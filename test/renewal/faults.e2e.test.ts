import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { confirm } from '../../source/edges/renewal/confirm.ts';
import { Ledger } from '../../source/edges/renewal/ledger.ts';
import { look, type Round } from '../../source/edges/renewal/look.ts';
import { renew } from '../../source/edges/renewal/renew.ts';
import type { RenewalOrder } from '../../source/renewal/order.ts';
import { listening } from '../acme/ca/listening.ts';
import { type Instead, type Pebble, type PebbleOptions, startPebble } from '../acme/ca/pebble.ts';
import { problem } from '../acme/ca/scripted-ca.ts';

const NAME = 'study.example.test';
const HOUR = 3600 * 1000;

let folder: string;
let web: Server;
let cas: Pebble[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renewal-faults-'));
  await mkdir(join(folder, 'challenges'));
  web = createServer((asked, reply) => {
    readFile(join(folder, 'challenges', basename(asked.url ?? ''))).then(
      (text) => reply.end(text),
      () => reply.writeHead(404).end(),
    );
  });
  cas = [];
  await listening(web);
});
afterEach(async () => {
  for (const ca of cas) await ca.stop();
  web.closeAllConnections();
  web.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<PebbleOptions> = {}): Promise<Pebble> {
  const { port } = web.address() as { port: number };
  const ca = await startPebble({ httpPort: port, ...options });
  cas.push(ca);
  return ca;
}

/** One start of the timer, from its first look to the last. */
async function round(ca: Pebble, wishes: Partial<RenewalOrder['certificate']> = {}) {
  const certificate = {
    ...{ names: [NAME] as const, directory: ca.directory, rehearsal: null, email: '' },
    ...{ root: await readFile(ca.certificate, 'utf8') },
    ...{ accounts: join(folder, 'accounts'), challenges: join(folder, 'challenges') },
    ...{ folder: join(folder, 'certificate'), ...wishes },
  };
  const said: string[] = [];
  const now = () => new Date();
  const one: Round = {
    ...{ orders: [{ install: 'study', certificate, served: [] }], folder, now, forced: true },
    ledger: await Ledger.open(folder, now),
    say: (line) => said.push(line),
    signal: new AbortController().signal,
  };
  if (await look(one)) await renew(one);
  await confirm(one, []);
  const state = one.ledger.of('study') ?? expect.fail('There is no state.');
  const waits = Date.parse(state.notBefore ?? '') - Date.parse(state.lastTry?.at ?? '');
  return { state, waits, said };
}

const RENEWED = { failures: 0, lastTry: { outcome: 'renewed' }, notBefore: null };

/** The certificates that lie there, the server's own first; throws where they are no chain. */
async function chain(): Promise<X509Certificate[]> {
  const text = await readFile(join(folder, 'certificate/fullchain.pem'), 'utf8');
  const all = text.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  const read = all.map((each) => new X509Certificate(each));
  for (const [at, each] of read.entries()) {
    const above = read[at + 1];
    if (above && !each.checkIssued(above)) throw new Error('It is no chain.');
  }
  return read;
}

const serial = async () => (await chain())[0]?.serialNumber;

describe('a renewal comes about', () => {
  test('where half of all nonces are refused', async () => {
    const ca = await start({ nonceReject: 50 });
    expect((await round(ca)).state).toMatchObject(RENEWED);
    const before = await serial();
    expect((await round(ca)).state).toMatchObject(RENEWED);
    expect(await serial()).not.toBe(before);
  });

  test('where the authority takes its time to look', async () => {
    const ca = await start({ sleepSeconds: 3 });
    expect((await round(ca)).state).toMatchObject(RENEWED);
  });

  test('under another root from one day to the next, with the chain that belongs to it', async () => {
    expect((await round(await start())).state).toMatchObject(RENEWED);
    const [leaf, above] = await chain();
    expect((await round(await start())).state).toMatchObject(RENEWED);
    const [next, other] = await chain();
    expect(above && other && above.fingerprint256 !== other.fingerprint256).toBe(true);
    expect(other && next?.verify(other.publicKey)).toBe(true);
    const [kept] = await readdir(join(folder, 'certificate/previous'));
    const old = await readFile(join(folder, `certificate/previous/${kept}/fullchain.pem`));
    expect(new X509Certificate(old).serialNumber).toBe(leaf?.serialNumber);
  });

  test('with the chain that was wished for, each time anew', async () => {
    const ca = await start({ alternateChains: 2 });
    const issuer = async (index: number) =>
      /CN=([^\n]+)/.exec(new X509Certificate(await ca.tell(`/intermediates/${index}`)).issuer)?.[1];
    for (const index of [2, 1, 2]) {
      const preferredIssuer = await issuer(index);
      const { state } = await round(ca, { preferredIssuer: preferredIssuer ?? '' });
      expect(state).toMatchObject(RENEWED);
      expect((await chain()).at(-1)?.issuer).toBe(`CN=${preferredIssuer}`);
    }
  });
});

describe('what was there stays, and it is tried again', () => {
  const limited = (seconds: number | string) =>
    problem(429, 'rateLimited', 'too many certificates', { 'retry-after': String(seconds) });
  const cases: [string, string, string, Instead, string, number][] = [
    ['is overloaded', 'GET', '/dir', 503, 'acme.serverInternal', HOUR],
    ['makes a mistake', 'POST', '/order-plz', 500, 'acme.serverInternal', HOUR],
    ['hangs up in the middle', 'POST', '/finalize-order/', 'hang up', 'acme.unreachable', HOUR],
    ['has no answer at the end', 'POST', '/certZ/', 502, 'acme.serverInternal', HOUR],
    ['has had enough for now', 'POST', '/order-plz', limited(60), 'acme.rateLimited', HOUR],
    ['has had enough for today', 'POST', '/order-plz', limited(30_000), 'acme.rateLimited', 3e7],
  ];
  test.each(cases)('where the authority %s', async (_, method, path, instead, code, least) => {
    const ca = await start();
    expect((await round(ca)).state).toMatchObject(RENEWED);
    const before = await serial();
    ca.before = (asked, at) => (asked === method && at.startsWith(path) ? instead : undefined);
    const { state, waits } = await round(ca);
    expect(state).toMatchObject({ failures: 1, lastTry: { outcome: 'failed', code } });
    // The authority's own time is counted from its answer, a moment before.
    expect(waits).toBeGreaterThan(least - 60_000);
    expect(waits).toBeLessThanOrEqual(least);
    expect(await serial()).toBe(before);
    expect(await readdir(join(folder, 'challenges'))).toEqual([]);
    ca.before = () => undefined;
    expect((await round(ca)).state).toMatchObject(RENEWED);
    expect(await serial()).not.toBe(before);
  });
});
