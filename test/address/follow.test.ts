import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AddressOrder } from '../../source/address/order.ts';
import type { AddressState } from '../../source/address/state.ts';
import { followAddress } from '../../source/edges/address/follow.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { duckDns } from '../dns-providers/vendors/duckdns.ts';
import {
  PLANTED,
  type RunningVendor,
  startVendor,
  WRONG,
} from '../dns-providers/vendors/vendor.ts';

const NAME = 'study.duckdns.org';
let folder: string;
let vendor: RunningVendor;
let seen: string;
let now: Date;
const said: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'follow-'));
  vendor = await startVendor(duckDns);
  seen = '203.0.113.7';
  now = new Date('2026-11-21T12:00:00Z');
  said.length = 0;
});
afterEach(async () => {
  await vendor.stop();
  await rm(folder, { recursive: true });
});

function order(install: string, token = PLANTED): AddressOrder {
  const answers = { hostname: NAME, 'dns.duckdns.token': new Secret(token) };
  return { install, names: [NAME], families: 'ipv4', dns: { provider: 'duckdns', answers } };
}

async function follow(orders: readonly AddressOrder[], forced = false): Promise<boolean> {
  const exchange = async () => ({ status: 200, headers: {}, body: `${seen}\n` });
  return await followAddress({
    ...{ orders, folder, forced, notifyFile: join(folder, 'notify.json') },
    ...{ now: () => now, say: (line: string) => said.push(line) },
    signal: new AbortController().signal,
    out: { dns: vendor.edges, exchange },
  });
}

const addresses = () => vendor.store.set('A', NAME).map(({ value }) => value);
const state = async () =>
  (JSON.parse(await readFile(join(folder, 'state.json'), 'utf8')) as AddressState).installs;
const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
};

describe('a name at DuckDNS that follows', () => {
  it('is set when the address changes, and DuckDNS is left alone meanwhile', async () => {
    expect(await follow([order('study')])).toBe(true);
    expect(addresses()).toEqual(['203.0.113.7']);
    const calls = vendor.calls.length;
    later(5);
    expect(await follow([order('study')])).toBe(true);
    expect(vendor.calls).toHaveLength(calls);
    seen = '198.51.100.9';
    later(5);
    expect(await follow([order('study')])).toBe(true);
    expect(addresses()).toEqual(['198.51.100.9']);
    expect(vendor.undocumented).toEqual([]);
  });

  it('is no worse off for another one that fails, and is forgotten with its install', async () => {
    expect(await follow([order('broken', WRONG), order('study')])).toBe(false);
    expect(addresses()).toEqual(['203.0.113.7']);
    expect(await state()).toMatchObject({
      broken: { failures: 1, set: null, trouble: { code: 'dns.refused' } },
      study: { failures: 0, set: { v4: ['203.0.113.7'] } },
    });
    expect(said.join('\n') + JSON.stringify(await state())).not.toContain(WRONG);
    await follow([order('study')]);
    expect(Object.keys(await state())).toEqual(['study']);
  });

  it('fails no second time while it waits, and says so without an account, too', async () => {
    const { dns: _, ...unknown } = order('study');
    expect(await follow([unknown])).toBe(false);
    expect((await state()).study?.trouble?.code).toBe('address.no-account');
    await follow([order('study', WRONG)]);
    later(2);
    expect(await follow([order('study', WRONG)])).toBe(true);
    expect((await state()).study?.failures).toBe(2);
  });

  it('is told of when it failed twice and when it works again, and again where nobody took it', async () => {
    const events: unknown[] = [];
    let status = 500;
    const hook = createServer(async (asked, reply) => {
      events.push(JSON.parse(await text(asked)).event);
      reply.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(hook, 'listening');
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    await writeFile(
      join(folder, 'notify.json'),
      JSON.stringify({ kind: 'webhook', url: { secret: url } }),
    );
    await follow([order('study', WRONG)]);
    expect(events).toEqual([]);
    await follow([order('study', WRONG)], true);
    expect(events).toEqual(['address.failing']);
    status = 200;
    await follow([order('study', WRONG)], true);
    await follow([order('study', WRONG)], true);
    expect(events).toEqual(['address.failing', 'address.failing']);
    await follow([order('study')], true);
    expect(events.at(-1)).toBe('address.works-again');
    expect((await state()).study).toMatchObject({ told: false, failures: 0 });
    hook.close();
  });
});
