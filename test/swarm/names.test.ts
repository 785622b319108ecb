import { describe, expect, it } from 'vitest';
import type { Action } from '../../source/action.ts';
import { namesEndItems, namesItems } from '../../source/errands/servers/names-of-several.ts';
import { Facts, type Look, query, type Sighting } from '../../source/facts/facts.ts';
import { nextMove } from '../../source/interview.ts';
import { type Apply, run } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { namesLead, namesLeadBack, namesOfSeveral } from '../../source/swarm/names.ts';
import { nameFact } from '../dns/name-fact.ts';
import { stateless, three } from './example-cluster.ts';

const [FIRST, SECOND, THIRD] = ['203.0.113.7', '203.0.113.8', '203.0.113.9'];
const [NAME = ''] = stateless.names;
const host = 'ssh://root@203.0.113.7';
const token = { 'dns.cloudflare.token': new Secret('t0ken/t0ken') };
const wished = { 'swarm.names': true, 'dns.provider': 'cloudflare', ...token };

function seen(...a: string[]): Facts {
  return new Facts([{ query: query('name', '', NAME), value: nameFact({ a }) }]);
}

function change(recorded: Record<string, string>, facts: Facts, wishes: object = wished) {
  return namesOfSeveral(stateless, { ...wishes } as never, recorded, three, facts);
}

describe('the name of an app on several servers', () => {
  it('stays as it is where nobody wishes otherwise', () => {
    expect(change({}, seen(FIRST), { ...wished, 'swarm.names': false })).toBeUndefined();
    expect(change({}, seen(FIRST), { 'swarm.names': true })).toBeUndefined();
  });

  it('is to lead to the others, of which those are ours that nobody had set before', () => {
    expect(change({}, seen(FIRST, THIRD))).toMatchObject({
      ...{ add: [SECOND, THIRD], remove: [], settled: { 'swarm.named': SECOND } },
    });
  });

  it('goes on with what was ours, and leaves what is no server any more', () => {
    const facts = seen(FIRST, SECOND, '203.0.113.10');
    expect(change({ 'swarm.named': `${SECOND} 203.0.113.10` }, facts)).toMatchObject({
      ...{ add: [SECOND, THIRD], remove: ['203.0.113.10'] },
      settled: { 'swarm.named': `${SECOND} ${THIRD}` },
    });
  });

  it('is to lead to a load balancer alone, where there is one', () => {
    const balanced = { ...wished, 'swarm.balanced-by': 'hetzner://study-balancer=198.51.100.20' };
    expect(change({ 'swarm.named': SECOND }, seen(FIRST, SECOND), balanced)).toMatchObject({
      ...{ add: ['198.51.100.20'], remove: [SECOND, FIRST, THIRD] },
      settled: { 'swarm.named': '198.51.100.20' },
    });
  });

  it('is led away by a person from a load balancer that goes, which is watched', () => {
    const step = namesLeadBack(stateless, { to: [FIRST], away: '198.51.100.20' });
    expect(step.check(seen(FIRST))).toEqual({ holds: true });
    const there = seen('198.51.100.20');
    expect(step.check(there)).toMatchObject({ holds: false, why: `${NAME} still leads there.` });
    expect(step.actions(there)).toMatchObject([
      { do: 'instruct', fields: expect.arrayContaining([{ label: 'Value', value: FIRST }]) },
    ]);
  });

  it.each([
    ['to a load balancer', ['198.51.100.20'], [FIRST, SECOND], [FIRST, SECOND], ['198.51.100.20']],
    ['back from one', [FIRST], ['198.51.100.20'], ['198.51.100.20'], [FIRST]],
    ['grow', [SECOND, THIRD], [], [FIRST], [FIRST, SECOND, THIRD]],
    ['shrink', [], [SECOND, THIRD], [FIRST, SECOND, THIRD], [FIRST]],
  ])('is as wished after %s, wherever that was killed', async (_, add, remove, before, after) => {
    const account = { provider: 'cloudflare', answers: wished };
    const step = namesLead(stateless, { account, add, remove }, []);
    for (const when of ['before', 'after', 'never'] as const) {
      const world = new Name(before);
      if (when !== 'never')
        await expect(world.run(step, world.killed(when))).rejects.toThrow('killed');
      await world.run(step);
      expect([when, world.addresses]).toEqual([when, after]);
      const { length } = world.done;
      await world.run(step);
      expect(world.done).toHaveLength(length);
    }
  });

  it('is shown without the token', () => {
    const account = { provider: 'cloudflare', answers: wished };
    const step = namesLead(stateless, { account, add: [SECOND], remove: [] }, []);
    expect(step.title).toBe(`Let ${NAME} lead to ${SECOND}, too, at Cloudflare`);
    expect(JSON.stringify(step.actions(seen(FIRST)))).not.toContain('t0ken');
  });
});

describe('whether the name shall lead to the others', () => {
  const asked = (
    items: typeof namesItems,
    record: Record<string, string | boolean>,
    answers: object = {},
    a: string = FIRST,
  ) => {
    const way = { server: FIRST, 'ssh.user': 'root', 'renew.install': 'study' };
    const facts = new Facts([
      { query: query('installs', host), value: ['study'] },
      { query: query('record', host, 'study'), value: { answers: { hostname: NAME, ...record } } },
      { query: query('name', '', NAME), value: nameFact({ a: [a] }) },
    ] as Sighting[]);
    const all = { ...way, ...answers };
    const move = nextMove(items, { answers: all, facts, confirmed: Object.keys(all) });
    if (move.move !== 'ask') return move.move;
    const [question] = move.questions;
    return question?.id;
  };

  it('is asked of those whose account set it, and then for what opens that', () => {
    const record = { 'dns.provider': 'cloudflare' };
    expect(asked(namesItems, {})).toBe('done');
    expect(asked(namesItems, { 'dns.provider': 'duckdns' })).toBe('done');
    expect(asked(namesItems, { ...record, 'address.kind': 'changing' })).toBe('done');
    expect(asked(namesItems, record, {}, '104.16.1.1')).toBe('done');
    expect(asked(namesItems, record)).toBe('swarm.names');
    expect(asked(namesItems, record, { 'swarm.names': false })).toBe('done');
    expect(asked(namesItems, record, { 'swarm.names': true })).toBe('dns.cloudflare.token');
    expect(asked(namesItems, record, { 'swarm.names': true, ...token })).toBe('done');
    const own = { 'dns.provider': 'rfc2136', 'dns.rfc2136.server': 'ns1.example.org' };
    expect(asked(namesItems, own, { 'swarm.names': true })).toBe('dns.rfc2136.key');
  });

  it('is asked when it goes back, too, where it was made to lead there', () => {
    const record = { 'dns.provider': 'cloudflare' };
    expect(asked(namesEndItems, record)).toBe('done');
    expect(asked(namesEndItems, { ...record, 'swarm.named': SECOND })).toBe('swarm.names');
  });
});

/** A name at a company that does what actions say. */
class Name {
  readonly done: Action[] = [];

  constructor(public addresses: readonly string[]) {}

  readonly look: Look = async function* (this: Name, queries: Parameters<Look>[0]) {
    for (const each of queries)
      yield { query: each, value: nameFact({ a: this.addresses }) } as Sighting;
  }.bind(this);

  readonly apply: Apply = async function* (this: Name, action: Action) {
    yield* [];
    if (action.do !== 'records') throw new Error(action.do);
    const stay = this.addresses.filter((each) => !action.besides?.without.includes(each));
    this.addresses = [...new Set([...stay, ...action.addresses.v4])];
    this.done.push(action);
  }.bind(this);

  killed(when: 'before' | 'after'): Apply {
    const { apply } = this;
    return async function* (...of) {
      if (when === 'after') yield* apply(...of);
      throw new Error('killed');
    };
  }

  async run(step: ReturnType<typeof namesLead>, apply: Apply = this.apply): Promise<void> {
    const never = new AbortController().signal;
    const control = { stop: never, abort: never, overridden: new Set<string>() };
    const doing = { look: this.look, apply, pause: async () => {}, now: () => 0 };
    for await (const _ of run([step], new Facts(), doing, control));
  }
}
