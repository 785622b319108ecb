import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ask, askingNameServers } from '../../source/edges/outside/ask-name-server.ts';
import { lookAtName } from '../../source/edges/outside/name.ts';
import { type Bind, RESOLVER, SERVERS, startBind } from './bind.ts';

const NEVER = new AbortController().signal;

let bind: Bind;
beforeAll(async () => {
  bind = await startBind(askingNameServers(NEVER));
});
afterAll(() => bind.stop());

const look = (name: string) => lookAtName(name, NEVER, bind.ask);
const resolver = (name: string) => bind.ask(null, name, 'A');

const FACT = {
  a: [],
  aaaa: [],
  zone: 'example.test',
  servers: ['ns1.example.test', 'ns2.example.test'],
  agreed: true,
  problem: null,
};

async function holdEverywhere(records: string): Promise<void> {
  for (const server of SERVERS) await bind.hold(server, records);
}

describe('a name at a real BIND', () => {
  test('has the addresses of both protocols', async () => {
    await holdEverywhere('study A 203.0.113.7\nstudy AAAA 2001:db8:0::7');
    expect(await look('study.example.test')).toEqual({
      ...FACT,
      a: ['203.0.113.7'],
      aaaa: ['2001:db8::7'],
    });
  });

  test('is not agreed upon while one server is behind', async () => {
    await holdEverywhere('study A 203.0.113.7');
    await bind.hold(SERVERS[1], 'study A 203.0.113.9');
    expect(await look('study.example.test')).toEqual({
      ...FACT,
      a: ['203.0.113.7', '203.0.113.9'],
      agreed: false,
    });
  });

  test('is followed where it is an alias, within the zone and out of it', async () => {
    await holdEverywhere('study A 203.0.113.7\nwww CNAME study\nout CNAME ns.nic.test.');
    expect(await look('www.example.test')).toEqual({ ...FACT, a: ['203.0.113.7'] });
    expect(await look('out.example.test')).toEqual({ ...FACT, a: [RESOLVER] });
  });

  test('that does not exist yet can be looked at, and is seen by everybody once it does', async () => {
    await holdEverywhere('');
    expect(await look('soon.example.test')).toEqual({ ...FACT, negativeSeconds: 300 });
    expect(await look('a.b.soon.example.test')).toEqual({ ...FACT, negativeSeconds: 300 });
    // For comparison, a name that the resolver was asked for too early.
    expect(await resolver('early.example.test')).toEqual({ is: 'no-such-name' });

    await holdEverywhere('soon A 203.0.113.7\na.b.soon A 203.0.113.7\nearly A 203.0.113.7');
    expect(await look('soon.example.test')).toEqual({ ...FACT, a: ['203.0.113.7'] });
    const found = { is: 'found', values: ['203.0.113.7'] };
    expect(await resolver('soon.example.test')).toEqual(found);
    expect(await resolver('a.b.soon.example.test')).toEqual(found);
    expect(await resolver('early.example.test')).toEqual({ is: 'no-such-name' });
  });

  test('of a domain that is not registered', async () => {
    expect(await look('study.nobody.test')).toEqual({
      ...FACT,
      zone: 'test',
      servers: ['ns.nic.test'],
      negativeSeconds: 300,
    });
  });

  test('whose servers refuse is a problem in words', async () => {
    const refusing: Ask = (server, name, type) =>
      bind.ask(server === RESOLVER ? SERVERS[0] : server, name, type);
    const fact = await lookAtName('study.nic.test', NEVER, refusing);
    expect(fact.problem).toContain('refuse to answer for it (REFUSED)');
  });
});
