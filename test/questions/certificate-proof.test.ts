import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { dnsAccount } from '../../source/facts/names/dns-account.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { renewalOrderFile } from '../../source/paths.ts';
import { orderLook, proof, proofOf } from '../../source/questions/certificate-proof.ts';
import { accountLooks, dnsQuestions } from '../../source/questions/dns.ts';
import { isExpert, type Question, textOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';

const choice = proof as Question & { kind: 'choice' };
const [provider] = dnsQuestions as [Question & { kind: 'choice' }];
const NAME = 'study.example.org';
const study: Answers = { app: 'image', server: '203.0.113.7', 'ssh.user': 'root', hostname: NAME };
const home: Answers = { ...study, server: '192.168.1.5' };
const star = { ...study, 'hostname.more': `*.${NAME}` };

/** `leads`: the name's addresses. */
function seen(
  answers: Answers,
  addresses: string[],
  leads: string[],
  more: Record<string, string> = {},
) {
  const host = hostKindOf(answers).address(answers);
  const record = { ...RECORD, answers: more };
  const name = { a: leads, aaaa: [], ...NAMED };
  return new Facts([
    { query: query('addresses', host), value: { v4: addresses, v6: [] } },
    { query: query('record', host, 'image'), value: record },
    { query: query('name', '', NAME), value: name },
  ]);
}
const NAMED = {
  zone: 'example.org',
  servers: ['ada.ns.cloudflare.com'],
  agreed: true,
  problem: null,
};
const RECORD = {
  ...{ format: 1, app: 'image', image: 'x', digest: null, by: 'anna', at: '', version: '' },
};

describe('the way in which names are proved', () => {
  it.each([
    ['a server that the world sees', study, ['203.0.113.7'], [], false, 'http-01'],
    [
      'one behind a router, before the name leads there',
      home,
      ['192.168.1.5'],
      [],
      true,
      'http-01',
    ],
    [
      'one behind a router that passes visitors on',
      home,
      ['192.168.1.5'],
      ['203.0.113.9'],
      false,
      'http-01',
    ],
    ['one that only its own network sees', home, ['192.168.1.5'], ['192.168.1.5'], true, 'dns-01'],
    [
      'one of which no address is known',
      { ...study, server: 'web1' },
      ['10.0.0.7'],
      [],
      false,
      'http-01',
    ],
  ])('is for %s', (_, answers, addresses, leads, asked, suggested) => {
    const facts = seen(answers, addresses, leads);
    expect(choice.when?.(answers, facts)).toBe(true);
    expect(isExpert(choice, answers, facts)).toBe(!asked);
    expect(choice.suggestion?.(answers, facts)).toBe(suggested);
  });

  it('is left to an authority within the same network', () => {
    const answers = { ...home, 'certificate.authority': 'other' };
    const facts = seen(answers, ['192.168.1.5'], ['192.168.1.5']);
    expect(choice.suggestion?.(answers, facts)).toBe('http-01');
  });

  it('stays as it was remembered', () => {
    const facts = seen(study, ['203.0.113.7'], ['203.0.113.7'], { 'certificate.proof': 'dns-01' });
    expect(choice.suggestion?.(study, facts)).toBe('dns-01');
  });

  it('is a record wherever a name has a star', () => {
    expect(proofOf({ ...star, 'certificate.proof': 'http-01' })).toBe('dns-01');
    expect(choice.when?.(star, seen(star, ['203.0.113.7'], []))).toBe(false);
    expect([study, {}].map((answers) => proofOf(answers))).toEqual(['http-01', 'http-01']);
  });
});

describe('the account for it', () => {
  const token = new Secret('v1.0-hush');
  const host = hostKindOf(star).address(star);
  const order = (dns?: object) => ({
    query: query('sealedFile', host, renewalOrderFile('image')),
    value: {
      mode: '600',
      value: {
        install: 'image',
        certificate: { names: [NAME], directory: 'https://ca.example.org', folder: '/x' },
        served: [],
        ...(dns && { dns }),
      },
    },
  });
  const kept = {
    provider: 'cloudflare',
    answers: { hostname: 'old.example.org', 'dns.cloudflare.token': token },
  };
  const facts = seen(star, ['203.0.113.7'], ['203.0.113.7']);
  const wanted = { ...star, 'image.reference': 'example/hello:1', 'certificate.terms': true };

  it('is asked for although the name leads here, and only where one is needed', () => {
    expect(provider.when?.(star, facts)).toBe(true);
    expect(provider.choices(star, facts).map(({ value }) => value)).toEqual([
      'cloudflare',
      'rfc2136',
    ]);
    expect(provider.when?.(study, facts)).toBe(false);
    expect(textOf(provider.hint ?? '', star, facts)).toBe(
      'The certificate is proved by a record that setup-server sets for a minute, now and at every renewal. Cloudflare runs the DNS of example.org.',
    );
    expect(orderLook(study)).toEqual([]);
  });

  it('is tried for every name that it must prove', () => {
    const given = { 'dns.provider': 'cloudflare', 'dns.cloudflare.token': token };
    const more = { ...star, ...given, 'hostname.more': `old.example.net *.${NAME}` };
    expect(accountLooks(more, facts)).toEqual([
      dnsAccount('cloudflare', NAME),
      dnsAccount('cloudflare', 'old.example.net'),
    ]);
  });

  it('is the one that the server keeps for renewals, and not asked for again', () => {
    const again = facts.with([order(kept) as never]);
    expect(orderLook(star)).toEqual([order().query]);
    expect(provider.when?.(star, again)).toBe(false);
    expect(decideGoal(wanted, again).dns).toEqual({
      provider: 'cloudflare',
      answers: { hostname: NAME, 'dns.cloudflare.token': token },
    });
  });

  it('is not the one that is kept where another one is named, or where none is', () => {
    const other = { ...star, 'dns.provider': 'rfc2136' };
    expect(provider.when?.(other, facts.with([order(kept) as never]))).toBe(true);
    expect(provider.when?.(star, facts.with([order() as never]))).toBe(true);
    const strange = order({ provider: 'nobody', answers: {} });
    expect(provider.when?.(star, facts.with([strange as never]))).toBe(true);
  });

  it('is not for other certificates than those', () => {
    const plain = { ...wanted, 'hostname.more': '' };
    expect(decideGoal(plain, facts.with([order(kept) as never])).dns).toBeUndefined();
  });
});
