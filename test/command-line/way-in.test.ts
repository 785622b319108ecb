import { describe, expect, it } from 'vitest';
import { enterInLines, withHost } from '../../bin/way-in.ts';
import type { Given, Source } from '../../source/answers/given.ts';
import { Facts, type Look } from '../../source/facts/facts.ts';
import type { RememberedHost } from '../../source/facts/installs/remembered.ts';

const WEB: RememberedHost = {
  address: 'ssh://admin@203.0.113.7?key=/home/anna/k.pem',
  installs: [{ install: 'jatos', app: 'JATOS', names: ['study.example.org'] }],
  lastUsed: '2026-11-01T00:00:00Z',
};
const OTHER: RememberedHost = { ...WEB, address: 'ssh://root@198.51.100.9', installs: [] };

function source(answers: Record<string, string> = {}): Source {
  const origin = { from: 'environment', where: 'X' } as const;
  const given = Object.entries(answers).map(([id, value]): [string, Given] => [
    id,
    { value, origin },
  ]);
  return { given: new Map(given), problems: [] };
}

const answersOf = ({ given }: Source) =>
  Object.fromEntries([...given].map(([id, { value }]) => [id, value]));
const meant = (word: string | undefined, hosts: RememberedHost[] = [], answers = {}) =>
  answersOf(withHost(source(answers), word, hosts));

describe('the host that is meant', () => {
  it('is this computer, or any address', () => {
    expect(meant('local')).toEqual({ 'host.kind': 'local' });
    expect(meant('ssh://a@b:22')).toEqual({ 'host.kind': 'ssh', server: 'ssh://a@b:22' });
  });

  it('is a remembered one by its name or address', () => {
    for (const word of ['study.example.org', '203.0.113.7', 'admin@203.0.113.7'])
      expect(meant(word, [OTHER, WEB])).toEqual({ 'host.kind': WEB.address });
    const typed = { 'host.kind': 'ssh', server: 'root@203.0.113.7' };
    expect(meant('root@203.0.113.7', [OTHER, WEB])).toEqual(typed);
  });

  it('is not a remembered one where another configuration of OpenSSH was given', () => {
    const given = { 'ssh.config': 'x' };
    expect(meant('study.example.org', [WEB], given)).toMatchObject({ server: 'study.example.org' });
  });

  it('is the only remembered one where none is named', () => {
    expect(meant(undefined, [WEB])).toEqual({ 'host.kind': WEB.address });
    expect(meant(undefined, [WEB, OTHER])).toEqual({});
    expect(meant(undefined, [WEB], { server: 'a@b' })).toEqual({ server: 'a@b' });
  });

  it('is the only one with an app where the others just belong to that', () => {
    const [study] = WEB.installs.map((each) => ({ ...each, others: ['198.51.100.9'] }));
    const several = { ...WEB, installs: study ? [study] : [] };
    expect(meant(undefined, [OTHER, several])).toEqual({ 'host.kind': WEB.address });
    expect(meant('198.51.100.9', [OTHER, several])).toEqual({ 'host.kind': OTHER.address });
  });
});

describe('coming in, in lines', () => {
  const open = { open: true, user: 'root', fingerprint: null };
  const refused = { open: false, refusal: 'key-refused', says: 'Permission denied.' };

  async function entered(word: string, typed: string[], facts: object[]) {
    const said: string[] = [];
    const asked: string[] = [];
    const look: Look = async function* (queries) {
      for (const query of queries) {
        asked.push(query.host);
        yield { query, value: facts.shift() } as never;
      }
    };
    const lines = {
      say: (line: string) => void said.push(line),
      ask: async () => typed.shift() ?? null,
    };
    const signal = new AbortController().signal;
    const entering = { source: withHost(source(), word, []), facts: new Facts(), look, signal };
    return { way: await enterInLines(entering, lines), said, asked };
  }

  it('asks nothing where ssh would ask nothing', async () => {
    expect((await entered('web', [], [open])).asked).toEqual(['ssh://web']);
    expect((await entered('203.0.113.7', [], [open])).asked).toEqual(['ssh://root@203.0.113.7']);
  });

  it('asks for a key where the host lets none in', async () => {
    const { said, asked } = await entered('root@203.0.113.7', ['/k.pem'], [refused, open]);
    expect(said.join('\n')).toContain('Which key file opens this server?');
    expect(asked).toEqual(['ssh://root@203.0.113.7', 'ssh://root@203.0.113.7?key=/k.pem']);
  });

  it('is left where the person leaves', async () => {
    expect((await entered('root@203.0.113.7', [], [refused])).way).toBeNull();
  });
});
