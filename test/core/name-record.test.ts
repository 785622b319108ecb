import { describe, expect, it } from 'vitest';
import { describeAction } from '../../source/describe.ts';
import type { Event } from '../../source/event.ts';
import { Facts, type Look, type Query, query, type Sighting } from '../../source/facts/facts.ts';
import type { NameFact } from '../../source/facts/outside.ts';
import { run } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { nameRecord } from '../../source/steps/name-record.ts';
import { titleOf } from '../../source/steps/step.ts';
import { nameFact } from '../dns/name-fact.ts';
import { stateless } from '../swarm/example-cluster.ts';
import { goal, HOST } from './example-goal.ts';

const dns = {
  provider: 'cloudflare',
  answers: { hostname: 'study.example.org', 'dns.cloudflare.token': new Secret('hush-hush') },
};
const both = { ...goal, names: ['example.org', 'www.example.org'] as const };
const cloudflare = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'];

function seen(names: Record<string, Partial<NameFact>>, v6: string[] = [], v4 = ['203.0.113.7']) {
  return new Facts([
    { query: query('addresses', HOST), value: { v4, v6 } },
    ...Object.entries(names).map(([name, found]) => ({
      query: query('name', '', name),
      value: nameFact(found),
    })),
  ]);
}

const absent = { 'study.example.org': {} };

describe('where an account sets the record', () => {
  const step = nameRecord({ ...goal, dns });

  it('is done by it, and then watched; the secret is not shown', () => {
    const actions = step.actions(seen(absent));
    expect(actions.map((action) => action.do)).toEqual(['records', 'await']);
    expect(actions.flatMap(describeAction)).toEqual([
      '# at Cloudflare, these records and no other addresses:',
      '# study.example.org. 3600 IN A 203.0.113.7',
      '# wait for all name servers of example.org to have it',
    ]);
    expect(titleOf(step, new Facts())).toBe(
      'Let study.example.org lead to this server, at Cloudflare',
    );
  });

  it('is rid of an address that leads elsewhere, also of one for IPv6', () => {
    const astray = seen({ 'study.example.org': { a: ['203.0.113.7'], aaaa: ['2001:db8::9'] } });
    expect(step.check(astray).holds).toBe(false);
    expect(step.actions(astray)[0]).toMatchObject({
      do: 'records',
      addresses: { v4: ['203.0.113.7'], v6: [] },
    });
  });

  it('touches only the names that lead elsewhere', () => {
    const facts = seen({ 'example.org': { a: ['203.0.113.7'] }, 'www.example.org': {} });
    const actions = nameRecord({ ...both, dns }).actions(facts);
    expect(actions.flatMap((action) => (action.do === 'records' ? [action.name] : []))).toEqual([
      'www.example.org',
    ]);
  });

  it('is left to the person where nobody knows what it must say', () => {
    const unknown = nameRecord({ ...goal, reachedAt: 'web1', dns });
    const facts = seen(absent, [], ['10.0.0.7']);
    expect(unknown.actions(facts).map((action) => action.do)).toEqual(['instruct']);
  });
});

describe('the name of an app on several servers', () => {
  const { cluster } = stateless;
  const others = ['ssh://root@203.0.113.8:22', 'ssh://root@203.0.113.9:22'];
  const step = nameRecord({ ...goal, dns, ...(cluster && { cluster: { ...cluster, others } }) });
  const leading = (...a: string[]) => seen({ 'study.example.org': { a, agreed: true } });

  it.each([
    [['203.0.113.7'], true],
    [['203.0.113.9'], true],
    [['203.0.113.7', '203.0.113.8', '203.0.113.9'], true],
    [['203.0.113.8', '198.51.100.1'], false],
  ])('may lead to any of them: %j', (addresses, right) => {
    expect(step.check(leading(...addresses)).holds).toBe(right);
  });

  it('leads to the first where it led nowhere, and keeps those that are right', () => {
    const set = (facts: Facts) =>
      step.actions(facts).flatMap((each) => (each.do === 'records' ? [each.addresses.v4] : []));
    expect(set(leading())).toEqual([['203.0.113.7']]);
    expect(set(leading('203.0.113.8', '198.51.100.1'))).toEqual([['203.0.113.8']]);
  });
});

describe('the name of an app on several servers behind a load balancer', () => {
  const { cluster } = stateless;
  const front = '198.51.100.20';
  const step = nameRecord({ ...goal, dns, ...(cluster && { cluster: { ...cluster, front } }) });
  const leading = (...a: string[]) => seen({ 'study.example.org': { a, agreed: true } });

  it('leads to that alone', () => {
    expect(step.check(leading(front)).holds).toBe(true);
    expect(step.check(leading('203.0.113.7')).holds).toBe(false);
    expect(step.check(leading('203.0.113.7', front)).holds).toBe(false);
    expect(step.actions(leading('203.0.113.7'))).toMatchObject([
      { do: 'records', addresses: { v4: [front] } },
      { do: 'await' },
    ]);
    expect(step.title).toContain('its load balancer');
  });
});

describe('where a person sets the record', () => {
  const step = nameRecord(goal);
  const instruction = (facts: Facts, of = step) => {
    const [action] = of.actions(facts);
    if (action?.do !== 'instruct') throw new Error('There is nothing to do.');
    return action;
  };

  it('is told in the words of the form of the company that runs the DNS', () => {
    const { text, fields } = instruction(seen({ 'study.example.org': { servers: cloudflare } }));
    expect(fields).toEqual([
      { label: 'Type', value: 'A' },
      { label: 'Name', value: 'study' },
      { label: 'IPv4 address or IPv6 address', value: '203.0.113.7' },
    ]);
    expect(text).toBe(
      'This record makes study.example.org lead to your server. Log in at Cloudflare: the domain, DNS, Records, Add record. Switch "Proxy status" off: DNS only, a grey cloud.',
    );
  });

  it('is told for any company, with what else is needed and what must go', () => {
    const facts = seen({ 'example.org': { a: ['198.51.100.9'] }, 'www.example.org': {} }, [
      '2001:db8::7',
    ]);
    expect(instruction(facts, nameRecord(both)).fields).toEqual([
      { label: 'Type', value: 'A' },
      { label: 'Name (or host)', value: '@' },
      { label: 'Value (or points to, content)', value: '203.0.113.7' },
      { label: 'Add A', value: 'www  203.0.113.7' },
      { label: 'Add AAAA', value: 'www  2001:db8::7  (if you like)' },
      { label: 'Remove A', value: '@  198.51.100.9' },
    ]);
  });
});

it('says while it waits until when some may not see it', async () => {
  const looks: Partial<NameFact>[] = [
    { absentUntil: '2026-11-21T13:27:00Z' },
    { a: ['203.0.113.7'], agreed: false },
    { a: ['203.0.113.7'] },
  ];
  const look: Look = async function* (queries: readonly Query[]) {
    const [found = {}] = looks.length > 1 ? looks.splice(0, 1) : looks;
    const facts = seen({ 'study.example.org': found });
    for (const each of queries) yield { query: each, value: facts.get(each) } as Sighting;
  };
  const never = new AbortController().signal;
  const control = { stop: never, abort: never, overridden: new Set<string>() };
  const apply = async function* () {};
  const doing = { look, apply, pause: async () => {}, now: () => 0 };
  const events: Event[] = [];
  for await (const event of run([nameRecord({ ...goal, dns })], seen(absent), doing, control))
    events.push(event);
  const texts = events.flatMap((event) => (event.type === 'progress' ? [event.text] : []));
  expect(texts).toEqual([
    'Waiting for all name servers of example.org to have it',
    expect.stringMatching(
      /^study\.example\.org has no address yet\. Networks that looked for it too early may not see it before \d\d:\d\d\.$/,
    ),
    'study.example.org is right, but not all of its name servers say so yet.',
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
});
