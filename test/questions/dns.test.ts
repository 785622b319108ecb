import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { dnsAccount } from '../../source/facts/names/dns-account.ts';
import type { NameFact } from '../../source/facts/outside.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { nextMove } from '../../source/interview.ts';
import { accept } from '../../source/questions/accept.ts';
import { accountLooks, dnsQuestions, nameChecks } from '../../source/questions/dns.ts';
import { type Question, textOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { nameFact } from '../dns/name-fact.ts';

const [provider] = dnsQuestions as [Question & { kind: 'choice' }];
const here: Answers = {
  server: '203.0.113.7',
  'ssh.user': 'root',
  hostname: 'study.example.org',
};
const token = { 'dns.cloudflare.token': new Secret('v1.0-hush') };

function seen(answers: Answers, found: Partial<NameFact> = {}, v4 = ['203.0.113.7']): Facts {
  const host = hostKindOf(answers).address(answers);
  const name = String(answers.hostname);
  return new Facts([
    { query: query('addresses', host), value: { v4, v6: [] } },
    { query: query('name', '', name), value: nameFact(found) },
  ]);
}

const cloudflare = { servers: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'] };
const choicesFor = (answers: Answers, facts: Facts) =>
  provider.choices(answers, facts).map(({ value, label }) => `${value}: ${label}`);

describe('who sets the record', () => {
  it('is first the company that runs the DNS, then the person there; no other company could', () => {
    const facts = seen(here, cloudflare);
    expect(choicesFor(here, facts)).toEqual([
      'cloudflare: setup-server, at Cloudflare',
      'by-hand: I set it myself at Cloudflare',
      'trust: Nobody; go on without this check',
      'rfc2136: A name server that takes dynamic updates',
    ]);
    expect(textOf(provider.hint ?? '', here, facts)).toContain(
      'Cloudflare runs the DNS of example.org.',
    );
  });

  it('is the person where nothing else is known, and unless something else was said', () => {
    expect(choicesFor(here, seen(here))).toEqual([
      'by-hand: I set it myself',
      'trust: Nobody; go on without this check',
      'desec: deSEC (dedyn.io)',
      'dynu: Dynu',
      'duckdns: DuckDNS',
      'cloudflare: Cloudflare',
      'digitalocean: DigitalOcean',
      'hetzner: Hetzner',
      'gandi: Gandi',
      'route53: Amazon Route 53',
      'rfc2136: A name server that takes dynamic updates',
    ]);
    expect(provider.suggestion?.(here, seen(here, cloudflare))).toBe('by-hand');
    expect(provider.suggestion?.({ ...here, ...token }, seen(here, cloudflare))).toBe('cloudflare');
  });

  it('is a person at a company that we know, but can not ask', () => {
    const facts = seen(here, { servers: ['dns1.registrar-servers.com'] });
    expect(choicesFor(here, facts)).toEqual([
      'by-hand: I set it myself at Namecheap',
      'trust: Nobody; go on without this check',
      'rfc2136: A name server that takes dynamic updates',
    ]);
  });

  it('is whoever gave the name away', () => {
    const answers = { ...here, hostname: 'study.dedyn.io', 'hostname.from': 'desec' };
    const facts = seen(answers, { zone: 'dedyn.io', servers: ['ns1.desec.io'] });
    expect(choicesFor(answers, facts)[0]).toBe('desec: setup-server, at deSEC (dedyn.io)');
    expect(provider.suggestion?.(answers, facts)).toBe('desec');
  });

  it('can only be the person where nobody knows what the record must say', () => {
    const behind = { ...here, server: 'web1.example.org' };
    const facts = seen(behind, cloudflare, ['10.0.0.7']);
    expect(choicesFor(behind, facts)).toEqual([
      'by-hand: I set it myself at Cloudflare',
      'trust: Nobody; go on without this check',
    ]);
    expect(accept(provider, 'cloudflare', behind, facts)).toHaveProperty('problem');
  });

  it('is not asked where the name leads here, nor is anything about an account', () => {
    const leads = seen(here, { ...cloudflare, a: ['203.0.113.7'] });
    const answers = { ...here, ...token, 'dns.provider': 'cloudflare' };
    expect(dnsQuestions.filter((each) => each.when?.(answers, leads))).toEqual([]);
    expect(accountLooks(answers, leads)).toEqual([]);
  });

  it('must be an account where the certificate is proved by records', () => {
    const answers = { ...here, 'certificate.proof': 'dns-01' };
    const leads = seen(here, { ...cloudflare, a: ['203.0.113.7'] });
    expect(provider.when?.(answers, leads)).toBe(true);
    const [first, ...rest] = provider.choices(answers, leads).map(({ value }) => value);
    expect(first).toBe('cloudflare');
    expect(rest).not.toContain('by-hand');
  });
});

describe('the account', () => {
  const script = [...dnsQuestions.map((ask) => ({ ask })), { look: accountLooks }];
  const next = (answers: Answers) =>
    nextMove(script, {
      answers,
      facts: seen(here, cloudflare),
      confirmed: Object.keys(answers),
    });

  it('is opened by the questions of the chosen provider alone, and tried at once', () => {
    const chosen = { ...here, 'dns.provider': 'cloudflare' };
    expect(next(chosen)).toMatchObject({
      move: 'ask',
      questions: [{ id: 'dns.cloudflare.token' }],
    });
    const move = next({ ...chosen, ...token });
    expect(move).toEqual({
      move: 'look',
      queries: [dnsAccount('cloudflare', 'study.example.org')],
    });
    expect(JSON.stringify(move)).not.toContain('hush');
  });

  it('is not needed by a person, nor by nobody', () => {
    expect(next({ ...here, 'dns.provider': 'by-hand' })).toEqual({ move: 'done' });
    expect(next({ ...here, ...token, 'dns.provider': 'trust' })).toEqual({ move: 'done' });
  });
});

describe('what is looked at besides', () => {
  const looks = (found: Partial<NameFact>, answers = here) =>
    nameChecks(answers, seen(answers, found)).map(({ fact, subject }) => `${fact} ${subject}`);
  const zone = ['dnssec example.org', 'registration example.org'];

  it('is the zone and its registration, and for an address elsewhere a record for all names', () => {
    expect(looks({ a: ['203.0.113.7'] })).toEqual(zone);
    expect(looks({})).toEqual(zone);
    expect(looks({ a: ['198.51.100.9'] })).toEqual([...zone, 'wildcard study.example.org']);
    expect(looks({ a: ['104.16.132.229'] })).toEqual(zone);
  });

  it('is no registration where the zone is not what was bought', () => {
    expect(looks({ zone: 'dept.example.org' })).toEqual(['dnssec dept.example.org']);
  });

  it.each(['org', '', 'range.test'])('is nothing where the zone is "%s"', (name) => {
    expect(looks({ zone: name, a: ['198.51.100.9'] })).toEqual([]);
  });
});
