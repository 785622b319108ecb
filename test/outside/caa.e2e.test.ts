import { afterAll, beforeAll, expect, test } from 'vitest';
import { askingNameServers } from '../../source/edges/outside/ask-name-server.ts';
import { lookAtCaa } from '../../source/edges/outside/look-at-caa.ts';
import { type Bind, SERVERS, startBind } from './bind.ts';

const NEVER = new AbortController().signal;

let bind: Bind;
beforeAll(async () => {
  bind = await startBind(askingNameServers(NEVER));
});
afterAll(() => bind.stop());

const look = (name: string) => lookAtCaa(name, NEVER, bind.ask);

async function holdEverywhere(records: string): Promise<void> {
  for (const server of SERVERS) await bind.hold(server, records);
}

test('the records of the nearest name above count, with all of their parts', async () => {
  await holdEverywhere(
    [
      '@ CAA 0 issue "digicert.com"',
      'lab CAA 0 issue "letsencrypt.org; accounturi=https://x/1"',
      'lab CAA 128 issuewild ";"',
    ].join('\n'),
  );
  expect(await look('a.study.lab.example.test')).toEqual({
    at: 'lab.example.test',
    records: expect.arrayContaining([
      '0 issue letsencrypt.org; accounturi=https://x/1',
      '128 issuewild ;',
    ]),
    problem: null,
  });
  expect(await look('*.example.test')).toEqual({
    at: 'example.test',
    records: ['0 issue digicert.com'],
    problem: null,
  });
});

test('an alias is followed, and where it leads is not climbed from', async () => {
  await holdEverywhere(
    [
      'www CNAME elsewhere',
      'elsewhere CAA 0 issue "b.org"',
      'bare CNAME deep.other',
      'deep.other A 192.0.2.7',
      'other CAA 0 issue "c.org"',
      '@ CAA 0 issue "a.org"',
    ].join('\n'),
  );
  expect((await look('www.example.test')).records).toEqual(['0 issue b.org']);
  expect((await look('bare.example.test')).records).toEqual(['0 issue a.org']);
});

test('where nobody wrote any, everybody may', async () => {
  await holdEverywhere('study A 192.0.2.7');
  expect(await look('study.example.test')).toEqual({ at: '', records: [], problem: null });
});
