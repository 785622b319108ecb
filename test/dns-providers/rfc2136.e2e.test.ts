import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TSIG_ALGORITHMS, type UpdateServer } from '../../source/dns/providers/edges.ts';
import { rfc2136 } from '../../source/dns/providers/rfc2136.ts';
import { dynamicUpdateOf } from '../../source/edges/dns/dynamic-update.ts';
import { dnsEdges } from '../../source/edges/dns/open-edges.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { freePort } from '../acme/ca/listening.ts';
import { dns, rangeUp, zone } from '../range/range.ts';
import { keepsTheContract, NEVER, troubleOf } from './contract.ts';
import { startUpdatableBind, type UpdatableBind } from './updatable-bind.ts';

const WRONG = 'd3Jvbmctc2VjcmV0LW9mLXRlc3Rz';
let secret = '';
let count = 0;
const run = Date.now().toString(36);

beforeAll(async () => {
  await rangeUp({ suites: [], apps: [] });
  secret = (await dns.key()).secret;
});

/** The account of somebody who typed this in. */
function open(typed: Readonly<Record<string, string>> = {}) {
  const { server = dns.address, key = 'range', algorithm = 'hmac-sha256' } = typed;
  const { hostname = `study.${zone}`, ...rest } = typed;
  const answers = {
    hostname,
    'dns.rfc2136.server': server,
    'dns.rfc2136.key': key,
    'dns.rfc2136.algorithm': algorithm,
    'dns.rfc2136.secret': new Secret(rest.secret ?? secret),
  };
  if (!rfc2136.open) throw new Error('It has no account.');
  return rfc2136.open(answers, dnsEdges);
}

describe("a real BIND, with the range's key", () => {
  const used: string[] = [];
  afterAll(async () => {
    for (const name of used) await dns.del(name);
  });
  const names = () => {
    count += 1;
    const address = `dns-${run}-${count}.${zone}`;
    used.push(address, `_acme-challenge.${address}`);
    return { address, text: `_acme-challenge.${address}` };
  };

  keepsTheContract(() => ({
    open: () => open(),
    openWrongly: () => open({ secret: WRONG }),
    provider: 'rfc2136',
    zone,
    names,
    see: async (name, type) =>
      (await dns.lookUp(name, type)).map((value) => value.replace(/^"|"$/g, '')),
    plant: async (name, type, value) => {
      if (type === 'TXT') await dns.txt(name, value);
      else await dns.set(name, value);
    },
    severalTexts: true,
    secrets: [secret, WRONG],
  }));

  test('tells a key that it does not know from a wrong secret', async () => {
    const unknown = await troubleOf(open({ key: 'nobody' }).check(NEVER), [secret]);
    expect(unknown).toMatchObject({ code: 'dns.refused' });
    expect(unknown.why).toContain('BADKEY');
    const wrong = await troubleOf(open({ secret: WRONG }).check(NEVER), [WRONG]);
    expect(wrong.why).toContain('BADSIG');
  });

  test('says that the clocks differ, and by how much', async () => {
    const server: UpdateServer = {
      host: dns.address,
      port: 53,
      key: { name: 'range', algorithm: 'hmac-sha256', secret: new Secret(secret) },
    };
    const hence = dynamicUpdateOf(server, () => new Date(Date.now() + 3_600_000));
    const trouble = await troubleOf(hence.zoneOf(zone, NEVER), [secret]);
    expect(trouble.code).toBe('dns.clock');
    const seconds = Number(/differ by (\d+) seconds/.exec(trouble.why ?? '')?.[1]);
    // Less what it took until the other one looked.
    expect(seconds).toBeGreaterThan(3500);
    expect(seconds).toBeLessThan(3602);
  });

  test('knows that a zone which the server only looks up for others is not its own', async () => {
    expect(await open().zoneOf('www.example.org', NEVER)).toBeNull();
  });

  test('says that nothing answers there, or something else', async () => {
    const port = await freePort();
    const trouble = await troubleOf(open({ server: `127.0.0.1:${port}` }).check(NEVER), [secret]);
    expect(trouble).toMatchObject({ code: 'dns.unreachable', passing: true });
  });
});

describe('a real BIND that lets each key change little', () => {
  let bind: UpdatableBind;
  beforeAll(async () => {
    bind = await startUpdatableBind();
  });
  afterAll(() => bind.stop());

  const openThere = (key: string, algorithm = 'hmac-sha256') =>
    open({ server: bind.place, key, algorithm, secret: bind.secret, hostname: 'study.tiny.test' });

  test('takes what the key may change, and refuses the rest', async () => {
    const account = openThere('hmac-sha256');
    await account.check(NEVER);
    await account.setAddresses('study.tiny.test', { v4: ['203.0.113.7'], v6: [] }, 60, NEVER);
    expect((await account.addresses('study.tiny.test', NEVER)).v4).toEqual(['203.0.113.7']);
    const trouble = await troubleOf(account.addText('tiny.test', 'x', NEVER), [bind.secret]);
    expect(trouble).toMatchObject({ code: 'dns.refused' });
    expect(trouble.what).toContain('(REFUSED)');
  });

  test.each(TSIG_ALGORITHMS)('takes a key with %s', async (algorithm) => {
    const name = `_acme-challenge.${algorithm}.tiny.test`;
    const account = openThere(algorithm, algorithm);
    await account.addText(name, 'x', NEVER);
    expect(await account.texts(name, NEVER)).toEqual(['x']);
  });
});
