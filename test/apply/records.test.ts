import { afterEach, describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { setRecords } from '../../source/apply/records.ts';
import { describeAction } from '../../source/describe.ts';
import type { RecordsAction } from '../../source/dns/dns-action.ts';
import { openProviders } from '../../source/dns/providers/chosen.ts';
import { lookAtAccount } from '../../source/edges/dns/look-at-account.ts';
import { NEVER, troubleOf } from '../dns-providers/contract.ts';
import { vendors } from '../dns-providers/vendors/index.ts';
import {
  PLANTED,
  type RunningVendor,
  startVendor,
  WRONG,
} from '../dns-providers/vendors/vendor.ts';

const ONE_ADDRESS = openProviders.flatMap(({ id, oneAddress }) => (oneAddress ? [id] : []));

const running: RunningVendor[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

async function at(id: string, hostname: string, credential = PLANTED) {
  const vendor = vendors.find((each) => each.id === id);
  if (!vendor) throw new Error(`There is no ${id}.`);
  const company = await startVendor(vendor);
  running.push(company);
  const answers: Answers = { hostname, ...vendor.answers(credential) };
  const given = { ...answers, 'dns.provider': id };
  const action: RecordsAction = {
    do: 'records',
    provider: id,
    answers,
    name: hostname,
    addresses: { v4: ['203.0.113.7'], v6: [] },
    ttl: 3600,
  };
  const set = async () => {
    const told: unknown[] = [];
    for await (const telling of setRecords(action, NEVER, company.edges)) told.push(telling);
    return told;
  };
  const look = () => lookAtAccount(`${id} ${hostname}`, given, NEVER, company.edges);
  return { company, set, look, action };
}

const addressesAt = ({ store }: RunningVendor, name: string) =>
  ['A', 'AAAA'].flatMap((type) => store.set(type, name).map(({ value }) => `${type} ${value}`));

describe('the records of a name', () => {
  it('lead to the server and nowhere else', async () => {
    const { company, set } = await at('cloudflare', 'study.example.org');
    company.store.add('A', 'study.example.org', '198.51.100.9');
    company.store.add('AAAA', 'study.example.org', '2001:db8::9');
    company.store.add('A', 'other.example.org', '198.51.100.9');
    expect(await set()).toEqual([
      { line: 'study.example.org is set to 203.0.113.7 at Cloudflare' },
    ]);
    expect(addressesAt(company, 'study.example.org')).toEqual(['A 203.0.113.7']);
    expect(addressesAt(company, 'other.example.org')).toEqual(['A 198.51.100.9']);
    expect(company.undocumented).toEqual([]);
  });

  it('come after the free name was taken, and once only', async () => {
    const { company, set } = await at('desec', 'mine.dedyn.io');
    expect(await set()).toContainEqual({ line: 'Taking mine.dedyn.io at deSEC (dedyn.io)' });
    expect(company.store.zones).toContain('mine.dedyn.io');
    expect(addressesAt(company, 'mine.dedyn.io')).toEqual(['A 203.0.113.7']);
    expect(await set()).toHaveLength(1);
    expect(company.calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  it.each(vendors.map(({ id }) => id).filter((id) => !ONE_ADDRESS.includes(id)))(
    'of other servers come beside those that are there at %s, and go without them',
    async (id) => {
      const name = 'several.example.org';
      const { company, action } = await at(id, name);
      const set = async (v4: readonly string[], without: readonly string[]) => {
        const change = { ...action, addresses: { v4, v6: [] }, besides: { without } };
        for await (const _ of setRecords(change, NEVER, company.edges));
        return addressesAt(company, name).sort();
      };
      company.store.add('A', name, '203.0.113.7');
      company.store.add('AAAA', name, '2001:db8::7');
      const own = ['A 203.0.113.7', 'AAAA 2001:db8::7'];
      const more = ['203.0.113.8', '203.0.113.9'];
      const all = ['A 203.0.113.7', 'A 203.0.113.8', 'A 203.0.113.9', 'AAAA 2001:db8::7'];
      expect(await set(more, [])).toEqual(all);
      expect(await set(more, [])).toEqual(all);
      expect(await set([], more)).toEqual(own);
    },
  );

  it('are told of without the secret', async () => {
    const { set, action } = await at('cloudflare', 'study.example.org');
    const shown = [await set(), describeAction(action), JSON.stringify(action)];
    expect(JSON.stringify(shown)).not.toContain(PLANTED);
    expect(describeAction(action)).toEqual([
      '# at Cloudflare, these records and no other addresses:',
      '# study.example.org. 3600 IN A 203.0.113.7',
    ]);
    expect(describeAction({ ...action, besides: { without: ['203.0.113.8'] } })).toEqual([
      '# at Cloudflare, the other addresses of study.example.org as they are, and:',
      '# study.example.org. 3600 IN A 203.0.113.7',
      '# no more: 203.0.113.8',
    ]);
  });
});

describe('a look at an account', () => {
  it('tells the zone that holds the name', async () => {
    const { look } = await at('cloudflare', 'study.example.org');
    expect(await look()).toEqual({ zone: 'example.org' });
  });

  it('tells that a free name is still to be taken, and takes none', async () => {
    const { company, look } = await at('desec', 'mine.dedyn.io');
    expect(await look()).toEqual({ zone: null });
    expect(company.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
  });

  it.each(vendors.map(({ id }) => id))('is refused by %s with a wrong credential', async (id) => {
    const names: Record<string, string> = { duckdns: 'study.duckdns.org' };
    const { look } = await at(id, names[id] ?? 'study.example.org', WRONG);
    expect(await troubleOf(look(), [WRONG])).toMatchObject({ code: 'dns.refused' });
  });

  it('is of no use where the name is somebody else’s', async () => {
    const { look } = await at('cloudflare', 'study.elsewhere.net');
    const trouble = await troubleOf(look(), [PLANTED]);
    expect(trouble).toMatchObject({ code: 'dns.no-zone' });
    expect(trouble.what).toContain('study.elsewhere.net');
  });

  it('needs the answers', async () => {
    const { company } = await at('cloudflare', 'study.example.org');
    const blind = lookAtAccount('cloudflare study.example.org', {}, NEVER, company.edges);
    await expect(blind).rejects.toThrow(TypeError);
  });
});
