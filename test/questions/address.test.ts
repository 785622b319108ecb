import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { addressOrderFile } from '../../source/paths.ts';
import { addressQuestions, followedFamilies } from '../../source/questions/address.ts';
import { dnsQuestions } from '../../source/questions/dns.ts';
import { isExpert, type Question, textOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { nameFact } from '../dns/name-fact.ts';

const [kind, families] = addressQuestions as [Question & { kind: 'choice' }, Question];
const [provider] = dnsQuestions as [Question & { kind: 'choice' }];
const home: Answers = {
  ...{ app: 'jatos', server: '192.168.1.20', 'ssh.user': 'anna' },
  hostname: 'study.duckdns.org',
};
const changing: Answers = { ...home, 'address.kind': 'changing' };

function seen(answers: Answers, v4: string[], order?: object): Facts {
  const host = hostKindOf(answers).address(answers);
  return new Facts([
    { query: query('addresses', host), value: { v4, v6: [] } },
    { query: query('name', '', String(answers.hostname)), value: nameFact({ a: v4 }) },
    {
      query: query('sealedFile', host, addressOrderFile('jatos')),
      value: order ? { mode: '600', value: order as never } : null,
    },
  ]);
}

describe('whether the address changes', () => {
  it('is asked where only its own network reaches the server, and of nobody else', () => {
    expect(isExpert(kind, home, seen(home, ['192.168.1.20']))).toBe(false);
    expect(textOf(kind.hint ?? '', home, seen(home, ['192.168.1.20']))).toContain('192.168.1.20');
    // Before a server was named.
    expect(isExpert(kind, {}, new Facts())).toBe(true);
    const rented = { ...home, server: '203.0.113.7' };
    expect(isExpert(kind, rented, seen(rented, ['203.0.113.7']))).toBe(true);
    // In a cloud, the server itself knows only a private one.
    expect(isExpert(kind, rented, seen(rented, ['10.0.0.7']))).toBe(true);
    // By a name, nobody can tell the one from the other.
    const named = { ...home, server: 'raspberrypi.local' };
    expect(isExpert(kind, named, seen(named, ['192.168.1.20']))).toBe(false);
    expect(textOf(kind.hint ?? '', named, seen(named, ['10.0.0.7']))).toContain('or in a cloud');
    const labels = (answers: Answers) =>
      kind.choices(answers, seen(answers, ['192.168.1.20'])).map(({ label }) => label);
    expect(labels(home)).toEqual(['My own network', 'Everybody']);
    expect(labels(named)[0]).toBe('Everybody, at an address that stays');
  });

  it('is no, unless somebody says so', () => {
    expect(kind.suggestion?.(home, seen(home, ['192.168.1.20']))).toBe('fixed');
    expect([home, changing].map(followedFamilies)).toEqual([undefined, 'ipv4']);
    expect(followedFamilies({ ...changing, 'address.families': 'both' })).toBe('both');
    expect([home, changing].map((answers) => families.when?.(answers, new Facts()))).toEqual([
      false,
      true,
    ]);
  });
});

describe('where it does', () => {
  it('an account must set the name, even if it leads there now', () => {
    const facts = seen(changing, ['192.168.1.20']);
    expect(provider.when?.(home, facts)).toBe(false);
    expect(provider.when?.(changing, facts)).toBe(true);
    const offered = provider.choices(changing, facts).map(({ value }) => value);
    expect(offered[0]).toBe('duckdns');
    expect(offered).not.toContain('by-hand');
    expect(offered).not.toContain('trust');
    expect(textOf(provider.hint ?? '', changing, facts)).toMatch(
      /^The server sets the name to its own/,
    );
  });

  it('the one that the server keeps will do, and is not asked for again', () => {
    const dns = { provider: 'duckdns', answers: { 'dns.duckdns.token': new Secret('hush') } };
    const order = { install: 'jatos', names: [home.hostname], families: 'ipv4', dns };
    expect(provider.when?.(changing, seen(changing, ['192.168.1.20'], order))).toBe(false);
  });
});
