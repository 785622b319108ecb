import { describe, expect, it } from 'vitest';
import { type HostKeys, NO_HOST_KEYS } from '../../source/clouds/host-keys.ts';
import { accountQuery, machineQuery, NO_MACHINE } from '../../source/clouds/provider/provider.ts';
import { providerLaunch, providerRemove } from '../../source/clouds/provider/work.ts';
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
import { PretendHetzner } from './pretend-hetzner.ts';

const TOKEN = 'hetzner.token';
const answers = { [TOKEN]: new Secret(PretendHetzner.token) };
const signal = new AbortController().signal;
const brought = { ownKey: 'ssh-ed25519 AAAA me', password: new Secret('') };
const goal = {
  ...{ name: 'study', region: 'fsn1', size: 'cx23', image: 'debian-13', network: '' },
  ...{ publicKey: 'ssh-ed25519 AAAA me', makeKey: null, sshFrom: '203.0.113.9/32' },
};
const action = { do: 'provider', at: 'hetzner' } as const;
const create = {
  ...action,
  what: { call: 'create', goal, key: '101', firewall: '102', address: '103' },
} as const;
/** GitHub's, and what it publishes of it. */
const OWN_KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const OWN_FINGERPRINT = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';
const seen = async () => {
  const value = await lookAtProvider('hetzner', answers, signal, new PretendHetzner().send);
  return new Facts([
    { query: accountQuery('hetzner'), value },
    { query: query('ownAddress', ''), value: '203.0.113.9' },
  ]);
};
const chosen = {
  ...{ ...answers, app: 'jatos', 'hetzner.region': 'fsn1', 'hetzner.name': 'study' },
  ...{ 'hetzner.size': 'cx23', 'hetzner.ssh-from': '203.0.113.9/32' },
};

describe('a server at Hetzner', () => {
  it('is asked for with its key, its firewall, an address that stays, and our label', async () => {
    const company = new PretendHetzner();
    const make = async (what: Parameters<typeof callProvider>[0]['what']) =>
      await callProvider({ ...action, what }, answers, signal, company.send);
    await make({ call: 'add-key', name: 'study', publicKey: goal.publicKey });
    await make({ call: 'firewall', name: 'study', sshFrom: goal.sshFrom });
    await make({ call: 'reserve-address', name: 'study', region: 'fsn1' });
    await make({
      ...{ call: 'create', goal, key: String(company.keys[0]?.id) },
      ...{ firewall: String(company.firewalls[0]?.id), address: String(company.addresses[0]?.id) },
    });
    const [server] = company.machines;
    expect(server).toMatchObject({ name: 'study', labels: { 'setup-server': 'study' } });
    expect(server?.made).toMatchObject({
      ...{ location: 'fsn1', server_type: 'cx23', image: 'debian-13' },
      public_net: { enable_ipv4: true, enable_ipv6: true, ipv4: company.addresses[0]?.id },
    });
    expect(company.firewalls).toMatchObject([
      {
        applied: [server?.id],
        rules: [
          { direction: 'in', protocol: 'tcp', port: '22', source_ips: ['203.0.113.9/32'] },
          { direction: 'in', protocol: 'tcp', port: '80', source_ips: ['0.0.0.0/0', '::/0'] },
          { direction: 'in', protocol: 'tcp', port: '443', source_ips: ['0.0.0.0/0', '::/0'] },
        ],
      },
    ]);
    expect(company.addresses).toMatchObject([{ autoDelete: false }]);
  });

  it('of the same name that is not ours is neither taken nor deleted', async () => {
    const company = new PretendHetzner();
    const labels = { 'setup-server': 'other' };
    company.machines.push({ id: 7, name: 'study', labels, made: {}, ipv4: 0, status: 'running' });
    const there = await lookAtMachine('hetzner study', answers, signal, company.send);
    expect(there).toEqual(NO_MACHINE);
  });

  it('is shown as what a person could type', () => {
    expect(describeAction(create)).toEqual([
      expect.stringContaining('a host key that is made here'),
      'hcloud server create --name study --location fsn1 --type cx23 --image debian-13 --ssh-key 101 --firewall 102 --primary-ipv4 103 --label setup-server=study --user-data-from-file -',
    ]);
    const firewall = { call: 'firewall', name: 'study', sshFrom: '0.0.0.0/0' } as const;
    const lines = describeAction({ ...action, what: firewall });
    expect(lines[0]).toContain('"port":"22","source_ips":["0.0.0.0/0","::/0"]');
    expect(lines[1]).toBe(
      '  hcloud firewall create --name study --label setup-server=study --rules-file -',
    );
  });

  it.each([
    [403, 'resource_limit_exceeded', 'hetzner.quota', false],
    [412, 'resource_unavailable', 'hetzner.no-capacity', false],
    [422, 'placement_error', 'hetzner.no-capacity', false],
    [409, 'uniqueness_error', 'hetzner.name-taken', false],
    [403, 'token_readonly', 'hetzner.refused', false],
    [403, 'protected', 'hetzner.protected', false],
    [403, 'forbidden', 'hetzner.refused', false],
    [401, 'unauthorized', 'hetzner.refused', false],
    [423, 'locked', 'hetzner.busy', true],
    [409, 'conflict', 'hetzner.busy', true],
    [422, 'must_be_unassigned', 'hetzner.busy', true],
    [422, 'invalid_input', 'hetzner.unexpected', false],
    [503, 'unavailable', 'hetzner.unexpected', true],
  ])('that is refused with %i %s is told in plain words', async (status, code, ours, passing) => {
    const company = new PretendHetzner();
    company.instead = { status, code };
    const refused = callProvider(create, answers, signal, company.send);
    const { trouble } = await refused.catch((error) => error);
    expect(trouble).toMatchObject({
      ...{ code: ours, why: expect.stringContaining(`in its own words: ${code}`) },
    });
    expect(trouble.passing === true).toBe(passing);
  });

  it('is told to be gone only where nothing of it was seen', async () => {
    const facts = await seen();
    const removal = providerRemove(providers.hetzner).undertake(chosen, facts, brought);
    const with_ = (machine: object) =>
      removal.receipt(
        facts.with([{ query: machineQuery('hetzner', 'study'), value: machine as never }]),
      );
    const keys = [{ id: '1', publicKey: 'ssh-ed25519 AAAA', ours: false }];
    expect(with_({ ...NO_MACHINE, keys }).headline).toBe('The server study is gone');
    for (const left of [
      { keys: [{ id: '1', publicKey: 'ssh-ed25519 AAAA', ours: true }] },
      { address: { id: '1', ip: '203.0.113.50' } },
    ])
      expect(with_({ ...NO_MACHINE, ...left }).headline).toBe('Something of study is still there');
    expect(removal.receipt(facts).headline).toBe('Something of study is still there');
  });
});

describe('a project at Hetzner', () => {
  it('tells the places that have something, what may be on it, and prices with an address', async () => {
    const account = (await seen()).get(accountQuery('hetzner'));
    expect(account).toMatchObject({
      ...{ open: true, currency: 'EUR' },
      regions: [{ region: 'fsn1', name: 'Falkenstein, DE' }],
      images: [
        { image: 'debian-13', label: 'Debian 13' },
        { image: 'debian-12', label: 'Debian 12' },
        { image: 'ubuntu-24.04', label: 'Ubuntu 24.04 LTS' },
      ],
    });
  });

  it('leads to the cheapest of each size that can be had, and suggests none of ARM', async () => {
    const facts = await seen();
    const interview = {
      ...{ answers: chosen, facts },
      confirmed: [TOKEN, 'hetzner.region', 'hetzner.name'],
    };
    const move = nextMove(providerLaunch(providers.hetzner).script, interview);
    const size = move.move === 'ask' ? move.questions[0] : undefined;
    if (size?.kind !== 'choice') throw new Error('It is a choice.');
    expect(size.choices(chosen, facts).map(({ value, note }) => [value, note])).toEqual([
      ['cax11', '€4.59 a month; ARM processor'],
      ['cx23', '€4.75 a month'],
      ['cpx32', '€13.09 a month'],
    ]);
    expect(size.suggestion?.(chosen, facts)).toBe('cx23');
  });

  it('has a plan made of what was chosen, which tells what it costs', async () => {
    const facts = await seen();
    const { steps, receipt, wayIn } = providerLaunch(providers.hetzner).undertake(
      ...([chosen, facts, brought] as const),
    );
    expect(steps.map(({ id }) => id)).toEqual([
      ...['hetzner.key', 'hetzner.address', 'hetzner.firewall', 'hetzner.create'],
      ...['hetzner.guard', 'hetzner.entrance', 'hetzner.identity'],
    ]);
    const machine = { id: '1', state: 'running', says: 'running', ip: '203.0.113.50', open: true };
    const seenWith = (hostKeys: HostKeys) =>
      facts.with([
        {
          query: machineQuery('hetzner', 'study'),
          value: { ...NO_MACHINE, machine: { ...machine, hostKeys } } as never,
        },
      ]);
    const after = seenWith({ first: null, own: OWN_KEY });
    const way = { 'host.kind': 'ssh', server: '203.0.113.50', 'ssh.user': 'root' };
    expect(wayIn(after)).toEqual({ ...way, 'ssh.fingerprint': OWN_FINGERPRINT });
    // One that was made by an earlier version is left as it is, and asked about.
    const before = seenWith(NO_HOST_KEYS);
    expect(wayIn(before)).toEqual(way);
    expect(steps.at(-1)?.check(before)).toMatchObject({ holds: true });
    expect(steps.at(-1)?.check(seenWith({ first: OWN_KEY, own: null })).holds).toBe(false);
    const identity = (of: Facts) =>
      receipt(of).lines.find(({ label }) => label === 'Its identity')?.text;
    expect(identity(after)).toBe(OWN_FINGERPRINT);
    expect(identity(before)).toContain('Hetzner does not tell the fingerprint');
    const told = JSON.stringify(receipt(after));
    expect(told).toContain('203.0.113.50, which stays');
    expect(told).toContain('€4.75 a month, until it is deleted');
  });

  it('that has no such size there just now says so before anything is made', async () => {
    const facts = await seen();
    const none = { ...chosen, 'hetzner.size': 'cx53' };
    const launch = providerLaunch(providers.hetzner);
    expect(() => launch.undertake(none, facts, brought)).toThrow(
      'Hetzner has no cx53 in fsn1 just now.',
    );
  });

  it('is closed to a wrong token, which is told nowhere', async () => {
    const wrong = { [TOKEN]: new Secret('wrongwrongwrongwrongwrongwrongwrongwrong') };
    const account = await lookAtProvider('hetzner', wrong, signal, new PretendHetzner().send);
    expect(account).toMatchObject({
      open: false,
      says: expect.stringContaining('did not accept the API token'),
    });
    expect(JSON.stringify(account)).not.toContain('wrongwrong');
    const facts = new Facts([{ query: accountQuery('hetzner'), value: account }]);
    const launch = providerLaunch(providers.hetzner);
    expect(() => launch.undertake(chosen, facts, brought)).toThrow(
      expect.objectContaining({
        trouble: expect.objectContaining({
          next: [expect.stringContaining('Security, API tokens: "Read & Write"')],
        }),
      }),
    );
  });
});
