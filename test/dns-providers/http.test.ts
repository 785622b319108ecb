import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dnsProviders } from '../../source/dns/providers/index.ts';
import { plainText, quotedText } from '../../source/dns/providers/text-value.ts';
import { keepsTheContract, NEVER, troubleOf } from './contract.ts';
import { vendors } from './vendors/index.ts';
import { PLANTED, type RunningVendor, startVendor, WRONG } from './vendors/vendor.ts';

test('every provider with an API over HTTP has a stand-in here', () => {
  const elsewhere = ['by-hand', 'route53', 'rfc2136'];
  const all = [...vendors.map(({ id }) => id), ...elsewhere].sort();
  expect(dnsProviders.map(({ id }) => id).sort()).toEqual(all);
});

describe.each(vendors.map((vendor) => [vendor.id, vendor] as const))('%s', (id, vendor) => {
  let running: RunningVendor;
  let count = 0;
  beforeAll(async () => {
    running = await startVendor(vendor);
  });
  afterAll(() => running.stop());
  beforeEach(() => {
    running.store.records = [];
    running.calls.length = 0;
    running.instead.length = 0;
    return () => {
      expect(running.undocumented).toEqual([]);
      expect(running.instead).toEqual([]);
    };
  });

  const provider = dnsProviders.find((each) => each.id === id);
  // A name of DuckDNS is a zone, and all names in front of it are the same.
  const isWholeZone = id === 'duckdns';
  const quotes = !['digitalocean', 'dynu', 'duckdns'].includes(id);
  const { zone } = vendor;
  const names = () => {
    count += 1;
    const address = isWholeZone ? zone : `study${count}.${zone}`;
    return { address, text: `_acme-challenge.${address}` };
  };

  keepsTheContract(() => ({
    open: () => running.open(),
    openWrongly: () => running.open(WRONG),
    provider: id,
    zone,
    names,
    see: async (name, type) => running.store.set(type, name).map(({ value }) => plainText(value)),
    plant: async (name, type, value) => {
      running.store.add(type, name, type === 'TXT' && quotes ? quotedText(value) : value);
    },
    severalTexts: provider?.severalTexts ?? false,
    secrets: [PLANTED, WRONG],
  }));

  test('sets the addresses of the domain itself', async () => {
    const account = running.open();
    await account.setAddresses(zone, { v4: ['203.0.113.7'], v6: [] }, 60, NEVER);
    await account.setAddresses(zone, { v4: ['203.0.113.8'], v6: ['2001:db8::8'] }, 60, NEVER);
    expect(running.store.set('A', zone).map(({ value }) => value)).toEqual(['203.0.113.8']);
    expect(running.store.set('AAAA', zone).map(({ value }) => value)).toEqual(['2001:db8::8']);
    expect(await account.addresses(zone, NEVER)).toEqual({
      v4: ['203.0.113.8'],
      v6: ['2001:db8::8'],
    });
  });

  test('raises a TTL to what it takes, and takes a longer one as it is', async () => {
    const [short, long] = [names().address, names().address];
    const account = running.open();
    await account.setAddresses(short, { v4: ['203.0.113.7'], v6: [] }, 1, NEVER);
    const least = running.store.set('A', short)[0]?.ttl ?? 0;
    expect(least).toBeGreaterThanOrEqual(provider?.leastTtl ?? Number.POSITIVE_INFINITY);
    if (isWholeZone) return;
    await account.setAddresses(long, { v4: ['203.0.113.7'], v6: [] }, 7200, NEVER);
    expect(running.store.set('A', long)[0]?.ttl).toBe(7200);
  });

  test('changes nothing where everything is right already', async () => {
    const { address } = names();
    const account = running.open();
    const addresses = { v4: ['203.0.113.7'], v6: ['2001:db8::7'] };
    await account.setAddresses(address, addresses, 60, NEVER);
    const before = structuredClone(running.store.records);
    running.calls.length = 0;
    await running.open().setAddresses(address, addresses, 60, NEVER);
    expect(running.store.records).toEqual(before);
    expect(running.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
  });

  test('waits where it has asked too often, for as long as it is told to', async () => {
    const { text } = names();
    running.instead.push(
      { status: 429, headers: { 'retry-after': '0' }, body: vendor.words('Slowly!') },
      { status: 429, headers: { 'retry-after': '0' } },
    );
    await running.open().addText(text, 'x', NEVER);
    expect(running.store.set('TXT', text)).toHaveLength(1);
  });

  test('does not wait for hours, but says when it works again', async () => {
    running.instead.push({ status: 429, headers: { 'retry-after': '7200' } });
    const trouble = await troubleOf(running.open().check(NEVER), [PLANTED]);
    expect(trouble).toMatchObject({ code: 'dns.busy', passing: true });
    expect(trouble.next?.[0]).toContain('in 2 hours');
  });

  test('passes on what it says, without the credential, and tries trouble of its again', async () => {
    running.instead.push({ status: 500, body: vendor.words(`Sorry about ${PLANTED}\u001b[2J!`) });
    const trouble = await troubleOf(running.open().check(NEVER), [PLANTED, '\u001b']);
    expect(trouble).toMatchObject({ code: 'dns.unexpected', passing: true });
    expect(trouble.why).toContain('Sorry about [secret]!');
  });

  test('takes no page of somebody on the way for an answer', async () => {
    running.instead.push({ status: 302, headers: { location: 'https://login.example/' } });
    expect(await troubleOf(running.open().check(NEVER), [PLANTED])).toMatchObject({
      code: 'dns.unexpected',
    });
  });

  test("says that it can't be reached", async () => {
    const gone = await startVendor(vendor);
    await gone.stop();
    expect(await troubleOf(gone.open().check(NEVER), [PLANTED])).toMatchObject({
      code: 'dns.unreachable',
      passing: true,
    });
  });

  test('takes a credential with spaces around it, and none that no header can hold', async () => {
    await running.open(` ${PLANTED}\n`).check(NEVER);
    expect(await troubleOf(running.open('pasted “token”').check(NEVER), ['pasted'])).toMatchObject({
      code: 'dns.refused',
    });
  });
});
