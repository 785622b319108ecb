import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { askingNameServers } from '../../source/edges/outside/ask-name-server.ts';
import { lookAtDnssec } from '../../source/edges/outside/dnssec.ts';
import { lookAtWildcard } from '../../source/edges/outside/wildcard.ts';
import { freePort } from '../acme/ca/listening.ts';
import { type Bind, SERVERS, startBind } from './bind.ts';

const NEVER = new AbortController().signal;
const direct = askingNameServers(NEVER);

let bind: Bind;
beforeAll(async () => {
  bind = await startBind(direct);
});
afterAll(() => bind.stop());

describe('a zone with a record for every name', () => {
  const hold = async (records: string) => {
    for (const server of SERVERS) await bind.hold(server, records);
  };
  const look = (name: string) => lookAtWildcard(name, NEVER, bind.ask);

  test('is seen by a name that nobody made', async () => {
    await hold('* A 198.51.100.9\nstudy A 203.0.113.7');
    expect(await look('study.example.test')).toEqual(['198.51.100.9']);
  });

  test('is none where only the name itself was made, or nothing at all', async () => {
    await hold('study A 203.0.113.7');
    expect(await look('study.example.test')).toEqual([]);
    expect(await look('study.deep.example.test')).toEqual([]);
  });
});

describe('the signatures of a zone', () => {
  let folder: string;
  let strict: { host: string; port: number };
  let stop = async () => {};

  /** A resolver that checks, and was told that example.test is signed with a key; it is not. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dnssec-'));
    strict = { host: '127.0.0.1', port: await freePort() };
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    // RFC 6605, 4: the point's two coordinates, without the byte before them.
    const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(-64).toString('base64');
    const forwarders = `forwarders { 127.0.0.1 port ${bind.portOf(SERVERS[0])}; };`;
    await writeFile(
      join(folder, 'named.conf'),
      [
        `options { directory "${folder}"; pid-file none; session-keyfile none; recursion yes;`,
        `listen-on port ${strict.port} { 127.0.0.1; }; listen-on-v6 { none; };`,
        'dnssec-validation yes; };',
        'controls { };',
        `trust-anchors { "example.test" static-key 257 3 13 "${key}"; };`,
        `zone "example.test" { type forward; forward only; ${forwarders} };`,
        `zone "plain.test" { type primary; file "plain.zone"; };`,
      ].join('\n'),
    );
    await writeFile(
      join(folder, 'plain.zone'),
      '$TTL 60\n@ SOA ns h 1 60 60 60 60\n@ NS ns\nns A 127.0.0.1\n',
    );
    const child = spawn('named', ['-f', '-c', join(folder, 'named.conf')], { stdio: 'ignore' });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    stop = async () => {
      child.kill();
      await gone;
      await rm(folder, { recursive: true });
    };
    const place = `127.0.0.1:${strict.port}`;
    await vi.waitFor(
      async () => expect((await direct(place, 'ns.plain.test', 'A')).is).toBe('found'),
      { timeout: 120_000 },
    );
  });
  afterAll(() => stop());

  test('are broken where a resolver gives its answers only unchecked', async () => {
    expect(await lookAtDnssec('example.test', NEVER, [strict])).toBe('broken');
  });

  test('are fine where nothing is wrong with them, and broken if one resolver says so', async () => {
    const lax = { host: '127.0.0.1', port: bind.portOf(SERVERS[0]) };
    expect(await lookAtDnssec('plain.test', NEVER, [strict])).toBe('fine');
    expect(await lookAtDnssec('example.test', NEVER, [lax])).toBe('fine');
    expect(await lookAtDnssec('example.test', NEVER, [lax, strict])).toBe('broken');
  });

  test('are unknown where no resolver answers, or none knows the zone', async () => {
    const nobody = { host: '127.0.0.1', port: await freePort() };
    expect(await lookAtDnssec('example.test', NEVER, [nobody])).toBe('unknown');
    const other = { host: '127.0.0.1', port: bind.portOf(SERVERS[0]) };
    expect(await lookAtDnssec('other.test', NEVER, [other])).toBe('unknown');
  });
});
