import { expect, test } from 'vitest';
import { ExpectedError } from '../../source/expected-error.ts';
import { NEVER, troubleOf } from './contract.ts';
import { vendors } from './vendors/index.ts';
import { PLANTED, type RunningVendor, startVendor } from './vendors/vendor.ts';

/** The requests behind some work at one company, as its documentation writes them. */
async function callsOf(
  id: string,
  work: (running: RunningVendor) => Promise<unknown>,
): Promise<readonly string[]> {
  const vendor = vendors.find((each) => each.id === id);
  if (!vendor) throw new Error(`There is no ${id}.`);
  const running = await startVendor(vendor);
  try {
    await work(running);
    return running.calls;
  } finally {
    await running.stop();
  }
}

const NAME = '_acme-challenge.study.example.org';
const addAndRemove = async ({ open, store }: RunningVendor) => {
  store.zones.splice(1);
  const account = open();
  await account.addText(NAME, 'x', NEVER);
  await account.removeText(NAME, 'x', NEVER);
};

test('a text at Cloudflare', async () => {
  const records = '/client/v4/zones/id-of-example.org/dns_records';
  const look = `GET ${records}?type=TXT&name.exact=${NAME}&per_page=50&page=1`;
  expect(await callsOf('cloudflare', addAndRemove)).toEqual([
    'GET /client/v4/zones?per_page=50&page=1',
    look,
    `POST ${records} {"type":"TXT","name":"${NAME}","content":"\\"x\\"","ttl":60}`,
    look,
    `DELETE ${records}/1001`,
  ]);
});

test('an address at Cloudflare does not go through its proxy', async () => {
  const calls = await callsOf('cloudflare', ({ open }) =>
    open().setAddresses('study.example.org', { v4: ['203.0.113.7'], v6: [] }, 3600, NEVER),
  );
  expect(calls.find((call) => call.startsWith('POST'))).toContain('"proxied":false');
});

test('a text at DigitalOcean', async () => {
  const records = '/v2/domains/example.org/records';
  const look = `GET ${records}?name=${NAME}&type=TXT&per_page=200&page=1`;
  expect(await callsOf('digitalocean', addAndRemove)).toEqual([
    'GET /v2/domains?per_page=200&page=1',
    look,
    `POST ${records} {"type":"TXT","name":"_acme-challenge.study","data":"x","ttl":60}`,
    look,
    `DELETE ${records}/1001`,
  ]);
});

test('a text at Hetzner, whose changes are waited for', async () => {
  const set = '/v1/zones/42/rrsets/_acme-challenge.study/TXT';
  const calls = await callsOf('hetzner', addAndRemove);
  expect(calls.filter((call) => !call.startsWith('GET /v1/actions/'))).toEqual([
    'GET /v1/zones?page=1&per_page=50',
    `GET ${set}`,
    `POST ${set}/actions/add_records {"records":[{"value":"\\"x\\""}],"ttl":60}`,
    `GET ${set}`,
    `POST ${set}/actions/remove_records {"records":[{"value":"\\"x\\""}]}`,
  ]);
  expect(calls.filter((call) => call.startsWith('GET /v1/actions/'))).toHaveLength(4);
});

test('a change that Hetzner took and could not make', async () => {
  await callsOf('hetzner', async ({ open, instead, store }) => {
    store.zones.splice(1);
    const error = { code: 'action_failed', message: 'Action failed' };
    instead.push('as usual', 'as usual', {
      status: 201,
      body: { action: { id: 7, status: 'error', error } },
    });
    const trouble = await troubleOf(open().addText(NAME, 'x', NEVER), [PLANTED]);
    expect(trouble).toMatchObject({ code: 'dns.unexpected', why: 'Action failed' });
  });
});

test('a text at Gandi', async () => {
  const set = '/v5/livedns/domains/example.org/records/_acme-challenge.study/TXT';
  expect(await callsOf('gandi', addAndRemove)).toEqual([
    'GET /v5/livedns/domains?page=1&per_page=100',
    `GET ${set}`,
    `PUT ${set} {"rrset_ttl":300,"rrset_values":["\\"x\\""]}`,
    `GET ${set}`,
    `DELETE ${set}`,
  ]);
});

test('a text at deSEC, with the TTL that the domain wants at least', async () => {
  const put = (records: string) =>
    `PUT /api/v1/domains/example.org/rrsets/ [{"subname":"_acme-challenge.study","type":"TXT","ttl":3600,"records":${records}}]`;
  expect(await callsOf('desec', addAndRemove)).toEqual([
    `GET /api/v1/domains/?owns_qname=${NAME}`,
    'GET /api/v1/domains/example.org/rrsets/_acme-challenge.study/TXT/',
    put('["\\"x\\""]'),
    'GET /api/v1/domains/example.org/rrsets/_acme-challenge.study/TXT/',
    put('[]'),
  ]);
});

test('an address at deSEC lasts no longer than wanted where the domain allows it', async () => {
  await callsOf('desec', async ({ open, store }) => {
    await open().setAddresses('study.dedyn.io', { v4: ['203.0.113.7'], v6: [] }, 60, NEVER);
    expect(store.set('A', 'study.dedyn.io')[0]?.ttl).toBe(60);
  });
});

test('a free name at deSEC and at Dynu', async () => {
  const desec = await callsOf('desec', async ({ open }) => {
    await open().takeName?.('mine.dedyn.io', NEVER);
    const taking = open().takeName?.('taken.dedyn.io', NEVER) ?? Promise.resolve();
    const trouble = await troubleOf(taking, [PLANTED]);
    expect(trouble.code).toBe('dns.name-taken');
    expect(trouble.why).toContain('conflicts with an existing zone');
  });
  expect(desec[0]).toBe('POST /api/v1/domains/ {"name":"mine.dedyn.io"}');
  const dynu = await callsOf('dynu', async ({ open }) => {
    await open().takeName?.('mine.freeddns.org', NEVER);
    expect((await open().zoneOf('mine.freeddns.org', NEVER))?.name).toBe('mine.freeddns.org');
  });
  expect(dynu[0]).toBe('POST /v2/dns {"name":"mine.freeddns.org","ttl":90}');
});

test('a text at Dynu', async () => {
  const name = '_acme-challenge.example.freeddns.org';
  const calls = await callsOf('dynu', async ({ open }) => {
    const account = open();
    await account.addText(name, 'x', NEVER);
    await account.removeText(name, 'x', NEVER);
  });
  expect(calls).toEqual([
    'GET /v2/dns',
    'GET /v2/dns/9007/record',
    'POST /v2/dns/9007/record {"nodeName":"_acme-challenge","recordType":"TXT","ttl":90,"group":"","state":true,"textData":"x"}',
    'GET /v2/dns/9007/record',
    'DELETE /v2/dns/9007/record/1001',
  ]);
});

test('a text at DuckDNS, whose token is tried with one', async () => {
  const calls = await callsOf('duckdns', async ({ open }) => {
    const account = open();
    await account.check(NEVER);
    await account.addText('_acme-challenge.study.duckdns.org', 'x', NEVER);
    await account.removeText('_acme-challenge.study.duckdns.org', 'x', NEVER);
  });
  expect(calls.map((call) => decodeURIComponent(call).replace('&token=…', ''))).toEqual([
    'GET /update?domains=study&txt=setup-server',
    'GET /update?domains=study&txt=setup-server&clear=true',
    'GET /update?domains=study&txt=x',
    'GET /update?domains=study&txt=x&clear=true',
  ]);
});

test('a text of somebody else at DuckDNS stays, and a name elsewhere is none of its', async () => {
  await callsOf('duckdns', async ({ open, store }) => {
    const name = '_acme-challenge.study.duckdns.org';
    store.add('TXT', name, "somebody else's");
    await open().removeText(name, 'x', NEVER);
    expect(store.set('TXT', name)).toHaveLength(1);
    const trouble = await troubleOf(open(PLANTED, 'study.example.org').check(NEVER), [PLANTED]);
    expect(trouble).toMatchObject({ code: 'dns.no-zone' });
  });
});

test('one of two addresses at DuckDNS goes alone, and the other one stays', async () => {
  await callsOf('duckdns', async ({ open, store }) => {
    const see = (type: string) => store.set(type, 'study.duckdns.org').map(({ value }) => value);
    const [v4, v6] = [['203.0.113.7'], ['2001:db8::7']];
    await open().setAddresses('study.duckdns.org', { v4, v6 }, 60, NEVER);
    await open().setAddresses('study.duckdns.org', { v4, v6: [] }, 60, NEVER);
    expect([see('A'), see('AAAA')]).toEqual([v4, []]);
    await open().setAddresses('study.duckdns.org', { v4: [], v6 }, 60, NEVER);
    expect([see('A'), see('AAAA')]).toEqual([[], v6]);
  });
});

test('a record that came in between is no failure at Cloudflare', async () => {
  await callsOf('cloudflare', async ({ open, instead, store }) => {
    store.add('TXT', NAME, '"x"');
    const none = { success: true, result: [], result_info: { total_pages: 1 } };
    instead.push('as usual', 'as usual', { status: 200, body: none });
    await open().addText(NAME, 'x', NEVER);
    expect(store.set('TXT', NAME)).toHaveLength(1);
  });
});

test('a request that a company does not like is told in its words', async () => {
  await callsOf('gandi', async ({ open, instead }) => {
    const body = { object: 'HTTPError', code: 409, message: 'A CNAME record already exists' };
    instead.push('as usual', 'as usual', 'as usual', { status: 409, body });
    const setting = open().setAddresses(
      'study.example.org',
      { v4: ['203.0.113.7'], v6: [] },
      60,
      NEVER,
    );
    const trouble = await troubleOf(setting, [PLANTED]);
    expect(new ExpectedError(trouble).message).toBe('Gandi refused a request (HTTP 409).');
    expect(trouble.why).toBe('It says: A CNAME record already exists');
  });
});
