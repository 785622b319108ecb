import { describe, expect, it } from 'vitest';
import { dropletLaunch } from '../../source/clouds/digitalocean.ts';
import { DO_TOKEN, type DropletGoal, digitalOceanQuery } from '../../source/clouds/droplet.ts';
import { dropletRemoval, dropletSteps } from '../../source/clouds/droplet-steps.ts';
import { describeAction } from '../../source/describe.ts';
import {
  callDigitalOcean,
  lookAtDigitalOcean,
  lookAtDroplet,
} from '../../source/edges/clouds/digitalocean.ts';
import type { Event } from '../../source/event.ts';
import { Facts, type Look, query } from '../../source/facts/facts.ts';
import { nextMove } from '../../source/interview.ts';
import { type Apply, run } from '../../source/run.ts';
import { Secret } from '../../source/secret.ts';
import type { Step } from '../../source/steps/step.ts';
import { PretendDigitalOcean } from './pretend-digitalocean.ts';

const answers = { [DO_TOKEN]: new Secret(PretendDigitalOcean.token) };
const signal = new AbortController().signal;
const goal: DropletGoal = {
  ...{ name: 'study', region: 'fra1', size: 's-1vcpu-2gb', publicKey: 'ssh-ed25519 AAAA me' },
  ...{ makeKey: null, sshFrom: '203.0.113.9/32' },
};

function world() {
  const company = new PretendDigitalOcean();
  const done: string[] = [];
  const look: Look = async function* (queries) {
    for (const wanted of queries) {
      const { send } = company;
      const there = async () => company.droplets.some(({ status }) => status === 'active');
      const value = await lookAtDroplet(wanted.subject, answers, signal, send, there);
      company.boot();
      yield { query: wanted, value } as never;
    }
  };
  const apply: Apply = async function* (action) {
    yield* [];
    if (action.do !== 'droplet') throw new Error('unexpected');
    await callDigitalOcean(action, answers, signal, company.send);
    done.push(action.what.call);
  };
  return { company, done, look, apply };
}

async function runOn({ look, apply }: ReturnType<typeof world>, steps: Step[], killed = apply) {
  const events: Event[] = [];
  const control = { stop: signal, abort: signal, overridden: new Set<string>() };
  const doing = { look, apply: killed, pause: async () => {}, now: () => 0 };
  for await (const event of run(steps, new Facts(), doing, control)) events.push(event);
  return events;
}

describe('a droplet', () => {
  it('is made as it was wanted, and nothing of it twice', async () => {
    const made = world();
    const events = await runOn(made, dropletSteps(goal));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(made.done).toEqual(['add-key', 'create', 'firewall']);
    expect(made.company.droplets).toMatchObject([
      { name: 'study', region: 'fra1', size: 's-1vcpu-2gb', image: 'debian-13-x64' },
    ]);
    expect(made.company.firewalls).toMatchObject([
      {
        droplet_ids: [made.company.droplets[0]?.id],
        inbound_rules: [
          { ports: '22', sources: { addresses: ['203.0.113.9/32'] } },
          { ports: '80', sources: { addresses: ['0.0.0.0/0', '::/0'] } },
          { ports: '443', sources: { addresses: ['0.0.0.0/0', '::/0'] } },
        ],
      },
    ]);
    await runOn(made, dropletSteps(goal));
    expect(made.done).toHaveLength(3);
    await runOn(made, dropletSteps({ ...goal, sshFrom: '192.0.2.7/32' }));
    expect(made.company.firewalls).toHaveLength(1);
  });

  it('is one droplet wherever the run was killed, and goes as a whole wherever that was', async () => {
    for (const count of [1, 2, 3]) {
      const made = world();
      let number = 0;
      const killed: Apply = async function* (action, facts, stop) {
        yield* made.apply(action, facts, stop);
        number += 1;
        if (number === count) throw new Error('killed');
      };
      await expect(runOn(made, dropletSteps(goal), killed)).rejects.toThrow('killed');
      expect((await runOn(made, dropletSteps(goal))).at(-1)).toMatchObject({ outcome: 'complete' });
      const { droplets, firewalls, keys } = made.company;
      expect([droplets.length, firewalls.length, keys.length]).toEqual([1, 1, 1]);
      number = 0;
      await expect(runOn(made, dropletRemoval('study'), killed)).rejects.toThrow('killed');
      await runOn(made, dropletRemoval('study'));
      expect([droplets.length, firewalls.length, keys.length]).toEqual([0, 0, 0]);
    }
  });

  it('is shown as what a person could type', () => {
    const create = { do: 'droplet', what: { call: 'create', goal, key: '101' } } as const;
    expect(describeAction(create)).toEqual([
      'doctl compute droplet create study --region fra1 --size s-1vcpu-2gb --image debian-13-x64 --ssh-keys 101 --tag-name study',
    ]);
  });
});

describe('an account at DigitalOcean', () => {
  it('tells its places, and its sizes, the cheapest first', async () => {
    const { send } = new PretendDigitalOcean();
    const account = await lookAtDigitalOcean(answers, signal, send);
    expect(account).toMatchObject({
      ...{ open: true, email: 'anna@example.org' },
      regions: [{ region: 'fra1', name: 'Frankfurt 1' }],
    });
    const sizes = account.open ? account.sizes.map(({ size }) => size) : [];
    expect(sizes).toEqual(['s-1vcpu-1gb', 's-1vcpu-2gb', 's-1vcpu-2gb-intel', 's-2vcpu-4gb']);
  });

  it('is closed to a wrong token, which is told nowhere', async () => {
    const wrong = { [DO_TOKEN]: new Secret('dop_v1_wrongwrongwrongwrong') };
    const account = await lookAtDigitalOcean(wrong, signal, new PretendDigitalOcean().send);
    expect(account).toMatchObject({
      open: false,
      says: expect.stringContaining('did not accept the token'),
    });
    expect(JSON.stringify(account)).not.toContain('wrongwrong');
    const droplet = lookAtDroplet('study', wrong, signal, new PretendDigitalOcean().send);
    await expect(droplet).rejects.toMatchObject({ trouble: { code: 'digitalocean.refused' } });
  });

  it('leads to the questions for what it has, and to the size that an app needs', async () => {
    const value = await lookAtDigitalOcean(answers, signal, new PretendDigitalOcean().send);
    const facts = new Facts([
      { query: digitalOceanQuery(), value },
      { query: query('ownAddress', ''), value: null },
    ]);
    const begun = { ...answers, app: 'docassemble', 'digitalocean.region': 'fra1' };
    const interview = {
      answers: { ...begun, 'digitalocean.name': 'study' },
      ...{ facts, confirmed: [DO_TOKEN, 'digitalocean.region', 'digitalocean.name'] },
    };
    const move = nextMove(dropletLaunch.script, interview);
    const size = move.move === 'ask' ? move.questions[0] : undefined;
    if (size?.kind !== 'choice') throw new Error('It is a choice.');
    expect(size.choices(interview.answers, facts).map(({ value: each }) => each)).toEqual([
      ...['s-1vcpu-1gb', 's-1vcpu-2gb', 's-2vcpu-4gb'],
    ]);
    expect(size.suggestion?.(interview.answers, facts)).toBe('s-2vcpu-4gb');
  });
});
