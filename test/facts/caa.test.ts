import { describe, expect, it } from 'vitest';
import { Facts, query } from '../../source/facts/facts.ts';
import { caaFinding, caaQuery } from '../../source/facts/names/caa.ts';
import { caaLooks } from '../../source/questions/caa.ts';
import { nameFact } from '../dns/name-fact.ts';

const NAME = 'study.example.org';
const issuing = {
  name: NAME,
  authority: "Let's Encrypt",
  caaNames: ['letsencrypt.org'],
  way: 'http-01',
} as const;
const find = (...records: string[]) =>
  caaFinding({ at: 'example.org', records, problem: null }, caaQuery(issuing).subject);

describe('who may make certificates', () => {
  it('is anybody, or the authority that was chosen', () => {
    expect(find()).toMatchObject({ status: 'good', quiet: true });
    expect(find('0 issue letsencrypt.org')).toMatchObject({ status: 'good', quiet: true });
  });

  it('is somebody else: a warning with the record that would mend it', () => {
    const found = find('0 issue digicert.com');
    expect(found).toMatchObject({
      status: 'warning',
      text: "The domain of study.example.org does not allow certificates from Let's Encrypt",
    });
    expect(found.advice?.join()).toContain('example.org. CAA 0 issue "letsencrypt.org"');
  });

  it('is one account, which may be the one that the server has', () => {
    expect(find('0 issue letsencrypt.org; accounturi=https://x/1')).toMatchObject({
      status: 'warning',
      aside: true,
    });
  });
});

describe('the domains are asked', () => {
  const facts = (zone: string) =>
    new Facts([{ query: query('name', '', NAME), value: nameFact({ zone }) }]);
  const answers = { hostname: NAME };

  it('for the authority and the way that were chosen', () => {
    expect(caaLooks(answers, facts('example.org'))).toEqual([caaQuery(issuing)]);
    const star = { ...answers, 'hostname.more': '*.study.example.org' };
    expect(caaLooks(star, facts('example.org'))).toEqual([caaQuery({ ...issuing, way: 'dns-01' })]);
    const zerossl = { ...answers, 'certificate.authority': 'zerossl' };
    expect(caaLooks(zerossl, facts('example.org'))).toEqual([
      caaQuery({ ...issuing, authority: 'ZeroSSL', caaNames: ['sectigo.com'] }),
    ]);
  });

  it('only where one is asked for a certificate, by whom records can call', () => {
    expect(caaLooks({ ...answers, 'certificate.use': 'none' }, facts('example.org'))).toEqual([]);
    expect(
      caaLooks({ ...answers, 'certificate.authority': 'other' }, facts('example.org')),
    ).toEqual([]);
    expect(caaLooks(answers, facts('range.test'))).toEqual([]);
    expect(caaLooks(answers, new Facts())).toEqual([]);
  });
});
