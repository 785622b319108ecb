import { describe, expect, it } from 'vitest';
import { accountQuery } from '../../source/clouds/provider/provider.ts';
import { providerLaunch } from '../../source/clouds/provider/work.ts';
import { providers } from '../../source/clouds/providers.ts';
import { describeAction } from '../../source/describe.ts';
import {
  callProvider,
  lookAtMachine,
  lookAtProvider,
} from '../../source/edges/clouds/providers.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { nextMove } from '../../source/interview.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { PretendDigitalOcean } from './pretend-digitalocean.ts';

const TOKEN = 'digitalocean.token';
const answers = { [TOKEN]: new Secret(PretendDigitalOcean.token) };
const signal = new AbortController().signal;
const goal = {
  ...{ name: 'study', region: 'fra1', size: 's-1vcpu-2gb', image: 'debian-13-x64', network: '' },
  ...{ publicKey: 'ssh-ed25519 AAAA me', makeKey: null, sshFrom: '203.0.113.9/32' },
};
const create = {
  ...({ do: 'provider', at: 'digitalocean' } as const),
  what: { call: 'create', goal, key: '101', firewall: '102', address: null },
} as const;

describe('a droplet', () => {
  it('is shown as what a person could type', () => {
    expect(describeAction(create)).toEqual([
      expect.stringContaining('a host key that is made here'),
      'doctl compute droplet create study --region fra1 --size s-1vcpu-2gb --image debian-13-x64 --ssh-keys 101 --tag-name setup-server:study --user-data-file -',
    ]);
    const firewall = { call: 'firewall', name: 'study', sshFrom: '203.0.113.9/32' } as const;
    expect(describeAction({ ...create, what: firewall }).join()).toContain(
      "--inbound-rules 'protocol:tcp,ports:22,address:203.0.113.9/32 protocol:tcp,ports:80,",
    );
  });

  it('that would be one too many is told to be that', async () => {
    const company = new PretendDigitalOcean();
    company.instead = {
      status: 422,
      code: 'creating this/these droplet(s) will exceed your droplet limit',
    };
    await expect(callProvider(create, answers, signal, company.send)).rejects.toMatchObject({
      trouble: { code: 'digitalocean.quota', why: expect.stringContaining('exceed your') },
    });
  });
});

describe("what a person has of the server's name", () => {
  it('is not taken for what was made for it, and so never changed or deleted', async () => {
    const company = new PretendDigitalOcean();
    company.keys.push({ id: 1, name: 'study', public_key: 'ssh-ed25519 AAAA theirs' });
    company.machines.push({ id: 2, name: 'study', tags: ['study'], status: 'active' });
    company.firewalls.push({ id: 'fw', name: 'study', droplet_ids: [2], inbound_rules: [] });
    const seen = await lookAtMachine('digitalocean study', answers, signal, company.send);
    expect(seen).toEqual({
      keys: [{ id: '1', publicKey: 'ssh-ed25519 AAAA theirs', ours: false }],
      ...{ machine: null, firewall: null, address: null },
    });
  });
});

describe('an account at DigitalOcean', () => {
  it('tells its places, and its sizes with their prices', async () => {
    const { send } = new PretendDigitalOcean();
    const account = await lookAtProvider('digitalocean', answers, signal, send);
    expect(account).toMatchObject({
      ...{ open: true, owner: 'anna@example.org', currency: 'USD' },
      regions: [{ region: 'fra1', name: 'Frankfurt 1' }],
    });
    const sizes = account.open ? account.sizes : [];
    expect(sizes.map(({ size, prices }) => [size, prices.fra1])).toEqual([
      ['s-2vcpu-4gb', 24],
      ['s-1vcpu-1gb', 6],
      ['s-1vcpu-2gb', 12],
      ['s-1vcpu-2gb-intel', 16],
    ]);
  });

  it('is closed to a wrong token, which is told nowhere', async () => {
    const wrong = { [TOKEN]: new Secret('dop_v1_wrongwrongwrongwrong') };
    const { send } = new PretendDigitalOcean();
    const account = await lookAtProvider('digitalocean', wrong, signal, send);
    expect(account).toMatchObject({
      open: false,
      says: expect.stringContaining('did not accept the token'),
    });
    expect(JSON.stringify(account)).not.toContain('wrongwrong');
    const droplet = lookAtMachine('digitalocean study', wrong, signal, send);
    await expect(droplet).rejects.toMatchObject({ trouble: { code: 'digitalocean.refused' } });
  });

  it('leads to the questions for what it has, and to the size that an app needs', async () => {
    const { send } = new PretendDigitalOcean();
    const value = await lookAtProvider('digitalocean', answers, signal, send);
    const facts = new Facts([
      { query: accountQuery('digitalocean'), value },
      { query: query('ownAddress', ''), value: null },
    ]);
    const begun = { ...answers, app: 'docassemble', 'digitalocean.region': 'fra1' };
    const interview = {
      answers: { ...begun, 'digitalocean.name': 'study' },
      ...{ facts, confirmed: [TOKEN, 'digitalocean.region', 'digitalocean.name'] },
    };
    const move = nextMove(providerLaunch(providers.digitalocean).script, interview);
    const size = move.move === 'ask' ? move.questions[0] : undefined;
    if (size?.kind !== 'choice') throw new Error('It is a choice.');
    expect(size.choices(interview.answers, facts).map((each) => [each.value, each.note])).toEqual([
      ['s-1vcpu-1gb', '$6 a month'],
      ['s-1vcpu-2gb', '$12 a month'],
      ['s-2vcpu-4gb', '$24 a month'],
    ]);
    expect(size.suggestion?.(interview.answers, facts)).toBe('s-2vcpu-4gb');
  });
});
