import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookUp } from '../../source/edges/dns/look-up.ts';
import { askingNameServers } from '../../source/edges/outside/ask-name-server.ts';
import { type Bind, SERVERS, startBind } from '../outside/bind.ts';
import { NEVER, troubleOf } from './contract.ts';

let bind: Bind;
beforeAll(async () => {
  bind = await startBind(askingNameServers(NEVER));
});
afterAll(() => bind.stop());

const look = (name: string, type: 'A' | 'AAAA' | 'TXT') => lookUp(name, type, NEVER, bind.ask);
const holdEverywhere = async (records: string) => {
  for (const server of SERVERS) await bind.hold(server, records);
};

test('a record is what its own name servers say now, whatever was looked up before', async () => {
  await holdEverywhere('study TXT "first"');
  expect(await look('study.example.test', 'TXT')).toEqual(['first']);
  expect(await look('study.example.test', 'AAAA')).toEqual([]);
  await holdEverywhere('study TXT "second"\nstudy AAAA 2001:db8::7');
  expect(await look('study.example.test', 'TXT')).toEqual(['second']);
  expect(await look('study.example.test', 'AAAA')).toEqual(['2001:db8::7']);
});

test('there is nothing at a name that is not there', async () => {
  await holdEverywhere('');
  expect(await look('study.example.test', 'A')).toEqual([]);
});

test('that nobody gives an answer is not taken for nothing', async () => {
  const silent: Bind['ask'] = async () => ({ is: 'failed', code: 'ETIMEOUT' });
  const failing = lookUp('study.example.test', 'A', NEVER, silent);
  expect(await troubleOf(failing, [])).toMatchObject({ code: 'dns.unreachable', passing: true });
});
