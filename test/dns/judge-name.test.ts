import { describe, expect, it } from 'vitest';
import { judgeName, judgeNames, publicAddresses } from '../../source/dns/judge-name.ts';
import type { NameFact } from '../../source/facts/outside.ts';
import { nameFact as fact } from './name-fact.ts';

const name = 'study.example.org';
const here = { v4: ['203.0.113.7'], v6: [] };
const both = { v4: ['203.0.113.7'], v6: ['2001:db8::7'] };

describe('the addresses that count', () => {
  const addresses = (v4: string[], v6: string[] = []) => ({ v4, v6 });
  it.each<[string, Parameters<typeof publicAddresses>, { v4: string[]; v6: string[] }]>([
    ['its own', [addresses(['203.0.113.7']), 'study'], { v4: ['203.0.113.7'], v6: [] }],
    [
      'the one we reach it by comes first, behind NAT or floating',
      [addresses(['203.0.113.7', '10.0.0.5']), '203.0.113.99'],
      { v4: ['203.0.113.99', '203.0.113.7'], v6: [] },
    ],
    ['each once', [addresses(['203.0.113.7']), '203.0.113.7'], { v4: ['203.0.113.7'], v6: [] }],
    [
      'not those of private networks and of Docker',
      [
        addresses(
          ['10.1.2.3', '172.17.0.1', '192.168.1.5', '100.64.0.1', '169.254.1.1', '127.0.0.1'],
          ['fd00::1', 'fe80::1', '::1'],
        ),
        'web1',
      ],
      { v4: [], v6: [] },
    ],
    ['172.32 is public', [addresses(['172.32.0.1']), 'web1'], { v4: ['172.32.0.1'], v6: [] }],
    [
      'IPv6 in one spelling',
      [addresses(['203.0.113.7'], ['2001:DB8:0:0::7']), '[2001:db8::7]'],
      { v4: ['203.0.113.7'], v6: ['2001:db8::7'] },
    ],
    [
      'a private one where there is nothing else and we reach it by that',
      [addresses(['192.168.1.5']), '192.168.1.5'],
      { v4: ['192.168.1.5'], v6: [] },
    ],
    ['nothing was seen', [undefined, '203.0.113.7'], { v4: ['203.0.113.7'], v6: [] }],
  ])('%s', (_, given, expected) => {
    expect(publicAddresses(...given)).toEqual(expected);
  });
});

describe('a name that leads to the server', () => {
  it.each<[string, Partial<NameFact>, typeof both]>([
    ['by its A record', { a: ['203.0.113.7'] }, { ...here, v6: [] }],
    ['by A, though the server has IPv6 too', { a: ['203.0.113.7'] }, both],
    ['by both', { a: ['203.0.113.7'], aaaa: ['2001:db8:0::7'] }, both],
    [
      'by AAAA alone where the server has no IPv4',
      { aaaa: ['2001:db8::7'] },
      { v4: [], v6: ['2001:db8::7'] },
    ],
    [
      'by the address in the SSH target or its own',
      { a: ['203.0.113.99'] },
      { v4: ['203.0.113.7', '203.0.113.99'], v6: [] },
    ],
  ])('%s', (_, found, host) => {
    expect(judgeName(name, fact(found), host)).toEqual({ points: true });
  });
});

const a = { type: 'A', name, relative: 'study', value: '203.0.113.7' };
const aaaa = { type: 'AAAA', name, relative: 'study', value: '2001:db8::7' };

describe('a name that does not', () => {
  it('has no address yet', () => {
    expect(judgeName(name, fact(), here)).toEqual({
      points: false,
      why: 'study.example.org has no address yet.',
      create: [a],
      remove: [],
    });
  });
  it('could have an IPv6 address as well', () => {
    expect(judgeName(name, fact(), both)).toMatchObject({
      create: [a, { ...aaaa, optional: true }],
    });
  });
  it('needs AAAA where the server has no IPv4', () => {
    expect(judgeName(name, fact(), { v4: [], v6: ['2001:db8::7'] })).toMatchObject({
      create: [aaaa],
    });
  });
  it('leads elsewhere', () => {
    expect(judgeName(name, fact({ a: ['198.51.100.1'] }), here)).toEqual({
      points: false,
      why: 'study.example.org leads to 198.51.100.1, which is not this server.',
      create: [a],
      remove: [{ ...a, value: '198.51.100.1' }],
    });
  });
  it('leads here, and elsewhere too', () => {
    expect(judgeName(name, fact({ a: ['203.0.113.7', '198.51.100.1'] }), here)).toEqual({
      points: false,
      why: 'study.example.org leads to this server, but also to 198.51.100.1, which is not this server.',
      create: [],
      remove: [{ ...a, value: '198.51.100.1' }],
    });
  });
  it('has a stray IPv6 address: CAs and browsers prefer it', () => {
    expect(judgeName(name, fact({ a: ['203.0.113.7'], aaaa: ['2001:db8::99'] }), here)).toEqual({
      points: false,
      why: 'study.example.org leads to this server, but also to 2001:db8::99, which is not this server.',
      create: [],
      remove: [{ ...aaaa, value: '2001:db8::99' }],
    });
  });
  it('has a stray IPv6 address where the server has one of its own', () => {
    expect(
      judgeName(name, fact({ a: ['203.0.113.7'], aaaa: ['2001:db8::99'] }), both),
    ).toMatchObject({
      create: [{ ...aaaa, optional: true }],
      remove: [{ ...aaaa, value: '2001:db8::99' }],
    });
  });
  it('has only an IPv6 address, which not everybody can use', () => {
    expect(judgeName(name, fact({ aaaa: ['2001:db8::7'] }), both)).toEqual({
      points: false,
      why: 'study.example.org has no address that everybody can use (type A).',
      create: [a],
      remove: [],
    });
  });
  it('is not known to all of its name servers yet', () => {
    expect(judgeName(name, fact({ a: ['203.0.113.7'], agreed: false }), here)).toEqual({
      points: false,
      why: 'study.example.org is right, but not all of its name servers say so yet.',
      create: [],
      remove: [],
    });
  });
  it('could not be looked up', () => {
    expect(judgeName(name, fact({ problem: 'no answer from ns1.example.org.' }), here)).toEqual({
      points: false,
      why: 'study.example.org could not be looked up: no answer from ns1.example.org.',
      create: [],
      remove: [],
    });
  });
  it('belongs to a server whose public address nobody knows', () => {
    expect(judgeName(name, fact({ a: ['198.51.100.1'] }), { v4: [], v6: [] })).toEqual({
      points: false,
      why: "study.example.org leads to 198.51.100.1. The server knows only a private address of its own, so it can't tell which public one is right.",
      create: [],
      remove: [],
    });
  });
});

it.each([
  ['example.org', 'example.org', '@'],
  ['a.b.example.org', 'example.org', 'a.b'],
  ['study.example.org', '', 'study.example.org'],
  ['study.myexample.org', 'example.org', 'study.myexample.org'],
])('writes %s in the zone "%s" as %s', (whole, zone, relative) => {
  expect(judgeName(whole, fact({ zone }), here)).toMatchObject({
    create: [{ name: whole, relative }],
  });
});

describe('a name with a star', () => {
  it('wants a record where there is none, and is left alone where it leads anywhere', () => {
    expect(judgeName('*.study.example.org', fact(), here)).toMatchObject({
      points: false,
      create: [{ type: 'A', relative: '*.study', value: '203.0.113.7' }],
    });
    const elsewhere = fact({ a: ['198.51.100.9'] });
    expect(judgeName('*.study.example.org', elsewhere, here)).toEqual({ points: true });
  });
});

describe('several names', () => {
  const right = { name: 'example.org', fact: fact({ a: ['203.0.113.7'] }) };
  const wrong = { name: 'www.example.org', fact: fact() };
  it('must all lead here', () => {
    expect(judgeNames([right, { ...right, name: 'www.example.org' }], here)).toEqual({
      points: true,
    });
    expect(judgeNames([right, wrong], here)).toEqual({
      points: false,
      why: 'www.example.org has no address yet.',
      create: [{ ...a, name: 'www.example.org', relative: 'www' }],
      remove: [],
    });
  });
  it('do not lead here as long as none was looked up', () => {
    expect(judgeNames([], here)).toMatchObject({
      points: false,
      why: 'The name has not been looked up yet.',
    });
  });
});

describe('what stands in the way', () => {
  const why = (given: Partial<NameFact>, wanted = name, host = here) => {
    const judgement = judgeName(wanted, fact(given), host);
    return judgement.points ? 'leads here' : judgement;
  };

  it('is a network in front, whose addresses are no records to remove', () => {
    const judged = why({ a: ['104.16.132.229'], aaaa: ['2606:4700::6810:84e5'] });
    expect(judged).toMatchObject({ points: false, create: [], remove: [] });
    expect(judged).toHaveProperty('why', expect.stringContaining('Cloudflare (104.16.132.229)'));
    expect(judged).toHaveProperty('why', expect.stringContaining('DNS only'));
  });

  it('is not the network in which the server itself stands', () => {
    const host = { v4: ['151.101.1.6'], v6: [] };
    expect(why({ a: ['151.101.1.6'] }, name, host)).toBe('leads here');
  });

  it.each([
    ['study.example.org', 'org', 'example.org'],
    ['example.org', 'org', 'example.org'],
    ['study.example.co.uk', 'co.uk', 'example.co.uk'],
  ])('is a domain that its registry does not know: %s', (wanted, zone, domain) => {
    const judged = why({ zone }, wanted);
    expect(judged).toHaveProperty('why', expect.stringContaining(`There is no domain ${domain}:`));
    expect(judged).toMatchObject({ create: [], remove: [] });
  });

  it('is no such domain where the zone was found, or only a resolver could be asked', () => {
    for (const given of [{ zone: 'example.org' }, { zone: 'org', secondHand: true }, { zone: '' }])
      expect(why(given)).toHaveProperty('why', 'study.example.org has no address yet.');
    expect(why({ zone: 'dedyn.io' }, 'study.dedyn.io')).toMatchObject({ create: [{ type: 'A' }] });
  });
});
