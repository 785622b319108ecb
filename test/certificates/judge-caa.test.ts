import { describe, expect, test } from 'vitest';
import { type CaaFact, readCaa } from '../../source/certificates/caa.ts';
import { type Issuing, judgeCaa } from '../../source/certificates/judge-caa.ts';

const ACCOUNT = 'https://acme-v02.api.letsencrypt.org/acme/acct/1';
const issuing = (more: Partial<Issuing> = {}): Issuing => ({
  name: 'study.example.org',
  authority: "Let's Encrypt",
  caaNames: ['letsencrypt.org'],
  way: 'http-01',
  account: ACCOUNT,
  ...more,
});
const held = (...records: string[]): CaaFact => ({ at: 'example.org', records, problem: null });
const allowed = (fact: CaaFact, more: Partial<Issuing> = {}) =>
  judgeCaa(fact, issuing(more)).allowed;

describe('a certificate is allowed', () => {
  test.each<[string, string[], Partial<Issuing>]>([
    ['without any record', [], {}],
    ['where only reports are wanted', ['0 iodef mailto:it@example.org'], {}],
    ['where the authority is named', ['0 issue digicert.com', '0 issue letsencrypt.org'], {}],
    ['whatever the case', ['0 ISSUE LetsEncrypt.org'], {}],
    ['by another name of it', ['0 issue b.org'], { caaNames: ['a.org', 'b.org'] }],
    ['for a star by issue', ['0 issue letsencrypt.org'], { name: '*.example.org' }],
    [
      'for a star by issuewild',
      ['0 issue ;', '0 issuewild letsencrypt.org'],
      { name: '*.example.org' },
    ],
    ['without a star, where only stars are forbidden', ['0 issuewild ;'], {}],
    ['to this account', [`0 issue letsencrypt.org; accounturi=${ACCOUNT}`], {}],
    ['in this way', ['0 issue letsencrypt.org;validationmethods=dns-01,http-01'], {}],
    ['with a strange record that need not be understood', ['0 future x'], {}],
    ['with a critical one that is known', ['128 issue letsencrypt.org'], {}],
  ])('%s', (_title, records, more) => {
    expect(allowed(held(...records), more)).toBe(true);
  });
});

describe('a certificate is forbidden', () => {
  test.each<[string, string[], Partial<Issuing>]>([
    ['where others are named', ['0 issue digicert.com'], {}],
    ['to everybody', ['0 issue ;'], {}],
    ['for a star', ['0 issue letsencrypt.org', '0 issuewild ;'], { name: '*.example.org' }],
    ['to another account', ['0 issue letsencrypt.org; accounturi=https://x/2'], {}],
    [
      'to an account that is not there yet',
      [`0 issue letsencrypt.org; accounturi=${ACCOUNT}`],
      { account: null },
    ],
    ['in this way', ['0 issue letsencrypt.org; validationmethods=dns-01'], {}],
    ['by a critical record that nobody knows', ['128 future x'], {}],
  ])('%s', (_title, records, more) => {
    expect(allowed(held(...records), more)).toBe(false);
  });
});

describe('what the person is told', () => {
  const trouble = (fact: CaaFact, more: Partial<Issuing> = {}) => {
    const judged = judgeCaa(fact, issuing(more));
    if (judged.allowed) throw new Error('It is allowed.');
    return judged;
  };

  test('is the record, its zone, and the line to add', () => {
    expect(trouble(held('0 issue digicert.com'))).toEqual({
      allowed: false,
      account: false,
      trouble: {
        code: 'acme.caa',
        what: "The domain of study.example.org does not allow certificates from Let's Encrypt.",
        why: 'CAA records list who may make certificates for a domain; those at example.org are: 0 issue "digicert.com". Let\'s Encrypt is not among them.',
        next: [
          'Add this record where example.org is managed, then check again: example.org. CAA 0 issue "letsencrypt.org"',
          'Or choose a certificate authority that the record names.',
        ],
      },
    });
  });

  test('for a star is the line that allows the star', () => {
    const { next } = trouble(held('0 issue letsencrypt.org', '0 issuewild ;'), {
      name: '*.example.org',
    }).trouble;
    expect(next?.[0]).toContain('example.org. CAA 0 issuewild "letsencrypt.org"');
  });

  test('is the line with this account, where the domain goes by accounts', () => {
    const judged = trouble(held('0 issue letsencrypt.org; accounturi=https://x/2'));
    expect(judged.account).toBe(true);
    expect(judged.trouble.next?.[0]).toContain(
      `example.org. CAA 0 issue "letsencrypt.org; accounturi=${ACCOUNT}"`,
    );
  });

  test('is the way that is not allowed', () => {
    const { why } = trouble(held('0 issue letsencrypt.org; validationmethods=dns-01')).trouble;
    expect(why).toContain("So Let's Encrypt may not prove names by http-01.");
  });

  test('is what went wrong with the question', () => {
    const problem = 'The name servers of example.org answer with an error.';
    expect(trouble({ at: 'example.org', records: [], problem }).trouble).toMatchObject({
      code: 'acme.caa-lookup',
      why: problem,
    });
  });
});

test.each([
  ['0 issue ;', { issuer: '', critical: false }],
  ['128 issue ca.org', { issuer: 'ca.org', critical: true, tag: 'issue' }],
  ['0 issue', { issuer: '', tag: 'issue' }],
])('%s is read', (record, property) => {
  expect(readCaa(record)).toMatchObject(property);
});
