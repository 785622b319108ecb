import { describe, expect, it } from 'vitest';
import type { HostKeys } from '../../source/clouds/host-keys.ts';
import {
  type ProviderGoal,
  type ProviderId,
  tokenOf,
} from '../../source/clouds/provider/provider.ts';
import { providerRemoval, providerSteps } from '../../source/clouds/provider/steps.ts';
import { providers } from '../../source/clouds/providers.ts';
import { newHostKey } from '../../source/edges/clouds/new-host-key.ts';
import { callProvider, lookAtMachine } from '../../source/edges/clouds/providers.ts';
import type { Send } from '../../source/edges/dns/http.ts';
import type { Event } from '../../source/event.ts';
import { Facts, type Look } from '../../source/facts/facts.ts';
import { type Apply, run } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import type { Step } from '../../source/steps/step.ts';
import { asNoted } from './keys-noted.ts';
import { overHttps } from './over-https.ts';
import { PretendDigitalOcean } from './pretend-digitalocean.ts';
import { PretendHetzner } from './pretend-hetzner.ts';

const KEY = 'ssh-ed25519 AAAAC3Nz';
const signal = new AbortController().signal;

const COMPANIES = {
  digitalocean: {
    make: () => new PretendDigitalOcean(),
    token: PretendDigitalOcean.token,
    wanted: { region: 'fra1', size: 's-1vcpu-2gb', image: 'debian-13-x64' },
    calls: ['add-key', 'firewall', 'create', 'guard', 'own-host-key'],
    parts: [1, 1, 1, 0],
  },
  hetzner: {
    make: () => new PretendHetzner(),
    token: PretendHetzner.token,
    wanted: { region: 'fsn1', size: 'cx23', image: 'debian-13' },
    calls: ['add-key', 'reserve-address', 'firewall', 'create', 'own-host-key'],
    parts: [1, 1, 1, 1],
  },
};

describe.each(Object.keys(COMPANIES) as ProviderId[])('a machine at %s', (id) => {
  const { make, token, wanted, calls, parts } = COMPANIES[id];
  const provider = providers[id];
  const answers = { [tokenOf(id)]: new Secret(token) };
  const goal: ProviderGoal = {
    ...{
      name: 'study',
      publicKey: `${KEY} me`,
      makeKey: null,
      sshFrom: '203.0.113.9/32',
      network: '',
    },
    ...wanted,
  };

  function world(company = make(), send: Send = company.send) {
    const done: string[] = [];
    const look: Look = async function* (queries) {
      for (const each of queries) {
        const open = async () =>
          company.machines.some(({ status }) => ['active', 'running'].includes(status));
        const value = await lookAtMachine(each.subject, answers, signal, send, open);
        company.boot();
        yield { query: each, value } as never;
      }
    };
    const apply: Apply = async function* (action) {
      yield* [];
      if (action.do === 'own-host-key') {
        await callProvider(asNoted(action), answers, signal, send);
        done.push(action.do);
        return;
      }
      if (action.do !== 'provider') throw new Error(`unexpected: ${action.do}`);
      await callProvider(action, answers, signal, send);
      done.push(action.what.call);
    };
    const there = () => {
      const { machines, firewalls, keys, addresses } = company;
      return [machines, firewalls, keys, addresses].map(({ length }) => length);
    };
    const given: string[] = [];
    company.born = async (_, userData) => void given.push(userData);
    /** A tag or label of the person's own. */
    const mark = () => {
      for (const each of company.machines)
        if ('tags' in each) each.tags = [...each.tags, 'mine'];
        else each.labels = { ...each.labels, mine: 'yes' };
    };
    const isMarked = () => /"mine"/.test(JSON.stringify(company.machines));
    const tags = () => ('tags' in company ? [...company.tags] : []);
    return { company, done, look, apply, there, given, mark, isMarked, tags };
  }

  async function runOn({ look, apply }: ReturnType<typeof world>, steps: Step[], with_ = apply) {
    const events: Event[] = [];
    const control = { stop: signal, abort: signal, overridden: new Set<string>() };
    const doing = { look, apply: with_, pause: async () => {}, now: () => 0 };
    for await (const event of run(steps, new Facts(), doing, control)) events.push(event);
    return events;
  }

  it('is made as it was wanted, and nothing of it twice', async () => {
    const made = world();
    const events = await runOn(made, providerSteps(provider, goal));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect([...made.done].sort()).toEqual([...calls].sort());
    expect(made.there()).toEqual(parts);
    await runOn(made, providerSteps(provider, goal));
    expect(made.done).toHaveLength(calls.length);
    expect(made.company.undocumented).toEqual([]);
  });

  it('is made and deleted by real requests over HTTPS', async () => {
    const company = make();
    const server = await overHttps(company);
    try {
      const made = world(company, server.send);
      const events = await runOn(made, providerSteps(provider, goal));
      expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(made.there()).toEqual(parts);
      const gone = await runOn(made, providerRemoval(provider, 'study'));
      expect(gone.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(made.there()).toEqual([0, 0, 0, 0]);
      expect(company.undocumented).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it('opens its door for another address, and is never without a firewall for that', async () => {
    const made = world();
    await runOn(made, providerSteps(provider, goal));
    await runOn(made, providerSteps(provider, { ...goal, sshFrom: '192.0.2.7/32' }));
    expect(made.done.slice(calls.length)).toEqual(['rules']);
    const rules = JSON.stringify(made.company.firewalls);
    expect(rules).toContain('192.0.2.7/32');
    expect(rules).not.toContain('203.0.113.9/32');
  });

  it('is one wherever the run was killed, and goes as a whole wherever that was', async () => {
    for (const count of calls.keys()) {
      for (const before of [true, false]) {
        const made = world();
        let number = -1;
        const killed: Apply = async function* (action, facts, stop) {
          number += 1;
          const isTheOne = number === count;
          if (before && isTheOne) throw new Error('killed');
          yield* made.apply(action, facts, stop);
          if (isTheOne) throw new Error('killed');
        };
        await expect(runOn(made, providerSteps(provider, goal), killed)).rejects.toThrow('killed');
        const events = await runOn(made, providerSteps(provider, goal));
        expect(events.at(-1), `at ${count}`).toMatchObject({ outcome: 'complete' });
        expect(made.there()).toEqual(parts);
        // Fewer calls end it than make it, where one only puts it behind its firewall.
        if (count >= parts.filter(Boolean).length) continue;
        number = -1;
        const removal = providerRemoval(provider, 'study');
        await expect(runOn(made, removal, killed)).rejects.toThrow('killed');
        await runOn(made, removal);
        expect(made.there(), `removed, at ${count}`).toEqual([0, 0, 0, 0]);
      }
    }
  });

  it('comes about though the company has trouble of its own with any one call', async () => {
    for (const count of calls.keys()) {
      const made = world();
      let number = -1;
      const troubled: Apply = async function* (action, facts, stop) {
        number += 1;
        if (number === count) made.company.instead = { status: 503, code: 'unavailable' };
        yield* made.apply(action, facts, stop);
      };
      const events = await runOn(made, providerSteps(provider, goal), troubled);
      expect(events.at(-1), `at ${count}`).toMatchObject({ outcome: 'complete' });
      expect(events.some(({ type }) => type === 'retried')).toBe(true);
      expect(made.there()).toEqual(parts);
    }
  });

  it('is noted with the key that it was given, which is forgotten when it goes', async () => {
    const made = world();
    await runOn(made, providerSteps(provider, goal).slice(0, -1));
    const seen = async () =>
      (await lookAtMachine(`${id} study`, answers, signal, made.company.send)).machine;
    const { id: machine = '', hostKeys } = (await seen()) ?? {};
    expect(made.given.join()).toContain(`ed25519_public: ssh-ed25519 ${hostKeys?.first}\n`);
    expect(made.given.join()).toMatch(/^#cloud-config\n/);
    const note = async (keys: HostKeys) => {
      const what = { call: 'note-keys', machine, keys } as const;
      await callProvider({ do: 'provider', at: id, what }, answers, signal, made.company.send);
      return (await seen())?.hostKeys;
    };
    const [first, own] = [hostKeys?.first ?? '', newHostKey().publicKey];
    made.mark();
    for (const keys of [
      { first, own },
      { first, own },
      { first: null, own },
    ])
      expect(await note(keys)).toEqual(keys);
    expect(made.isMarked()).toBe(true);
    await runOn(made, providerRemoval(provider, 'study'));
    expect(made.tags().filter((each) => each.includes('ed25519'))).toEqual([]);
    expect(made.company.undocumented).toEqual([]);
  });

  it('is told of without its key where the company repeats what it was sent', async () => {
    const made = world();
    const send: Send = async (wanted, stop) => {
      if (!wanted.body?.includes('cloud-config')) return await made.company.send(wanted, stop);
      const says = `invalid: ${JSON.parse(wanted.body).user_data}`;
      const body = JSON.stringify({
        message: says,
        error: { code: 'invalid_input', message: says },
      });
      return { status: 422, headers: {}, body };
    };
    const events = await runOn(world(made.company, send), providerSteps(provider, goal));
    const failed = JSON.stringify(events.filter(({ type }) => type === 'failed'));
    expect(failed).toContain('invalid: ');
    expect(failed).not.toMatch(/OPENSSH|b3BlbnNzaC1rZXk/);
  });

  it('takes the key that the account knows by another name, and leaves it there in the end', async () => {
    const made = world();
    const own = { id: 7, name: 'laptop', labels: {}, public_key: `${KEY} somebody@laptop` };
    made.company.keys.push(own);
    const events = await runOn(made, providerSteps(provider, goal));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(made.done).not.toContain('add-key');
    await runOn(made, providerRemoval(provider, 'study'));
    expect(made.there()).toEqual([0, 0, 1, 0]);
  });

  it('replaces a key that was given for it before, by another computer', async () => {
    const made = world();
    const [first] = providerSteps(provider, { ...goal, publicKey: 'ssh-ed25519 AAAAother' });
    await runOn(made, first ? [first] : []);
    await runOn(made, providerSteps(provider, goal));
    expect(made.company.keys.map(({ public_key }) => public_key)).toEqual([`${KEY} me`]);
  });

  it('is told to be gone only once the company does not show it any more', async () => {
    const made = world();
    await runOn(made, providerSteps(provider, goal));
    const events = await runOn(made, providerRemoval(provider, 'study'));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(made.there()).toEqual([0, 0, 0, 0]);
    expect((await runOn(made, providerRemoval(provider, 'study'))).at(-1)).toMatchObject({
      outcome: 'complete',
    });
  });
});
