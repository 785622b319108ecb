import { describe, expect, it } from 'vitest';
import type { PastOrder } from '../../source/certificates/order-history.ts';
import { Facts, type FactTypes, query } from '../../source/facts/facts.ts';
import { authorityFile, certificateFile } from '../../source/paths.ts';
import { plan } from '../../source/plan.ts';
import { refuseWhatIsForeseen } from '../../source/refusals.ts';
import { authorityText, certificateObtain } from '../../source/steps/certificate-obtain.ts';
import { sha256 } from '../../source/text/sha256.ts';
import { goal, HOST } from './example-goal.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const ORDERS = '/etc/setup-server/accounts/acme-v02.api.letsencrypt.org.orders';
const step = certificateObtain(goal, NOW);
const DUE: FactTypes['certificate'] = {
  names: ['study.example.org'],
  from: '2026-09-01T00:00:00.000Z',
  until: '2026-11-30T00:00:00.000Z',
  issuer: 'R10',
  keyFits: true,
};

const issued = (at: string, exempt = false): PastOrder => ({
  at,
  names: ['study.example.org'],
  outcome: 'issued',
  ...(exempt && { exempt }),
});
const five = Array.from({ length: 5 }, () => issued('2026-11-21T11:00:00.000Z'));

function seen(
  history: readonly PastOrder[],
  certificate: FactTypes['certificate'] = null,
  directory = goal.certificate.directory,
): Facts {
  return new Facts([
    {
      query: query('textFile', HOST, ORDERS),
      value: history.map((each) => JSON.stringify(each)),
    },
    { query: query('certificate', HOST, certificateFile('study')), value: certificate },
    {
      query: query('file', HOST, authorityFile('study')),
      value: { sha256: sha256(authorityText(directory)), mode: '644', owner: 'root' },
    },
  ]);
}

const warning = (facts: Facts) => plan([step], facts)[0]?.warning;

describe('an order that the authority is certain to refuse', () => {
  it('is not begun, and it is said when it works again', () => {
    expect(() => refuseWhatIsForeseen([step], seen(five))).toThrow(
      expect.objectContaining({ code: 'acme.same-certificate' }),
    );
  });

  it('looks at what was ordered so far, only where something is to be ordered', () => {
    expect(step.weighs).toEqual([query('textFile', HOST, ORDERS)]);
    expect(step.sees).not.toContainEqual(query('textFile', HOST, ORDERS));
  });

  it('does not keep anybody from what holds', () => {
    const fresh = { ...DUE, from: '2026-11-20T00:00:00.000Z', until: '2027-02-18T00:00:00.000Z' };
    const facts = seen(five, fresh);
    expect(step.check(facts).holds).toBe(true);
    expect(() => refuseWhatIsForeseen([step], facts)).not.toThrow();
    expect(warning(facts)).toBeUndefined();
  });
});

describe('a renewal', () => {
  const before = Array.from({ length: 5 }, () => issued('2026-08-31T00:00:00.000Z'));

  it('counts for nothing, where the present certificate is from there and was not replaced', () => {
    const renewals = Array.from({ length: 9 }, () => issued('2026-11-21T11:00:00.000Z', true));
    expect(() => refuseWhatIsForeseen([step], seen(before, DUE))).not.toThrow();
    expect(warning(seen(renewals))).toBeUndefined();
  });

  it('may count, where the present certificate was replaced before: so there is a warning', () => {
    expect(() => refuseWhatIsForeseen([step], seen(five, DUE))).not.toThrow();
    expect(warning(seen(five, DUE))).toContain('unless it counts this as a renewal');
  });

  it.each([
    ['another authority', DUE, 'https://other.example/directory'],
    ['other names', { ...DUE, names: ['www.example.org'] }, undefined],
  ])('is none where the certificate is from, or for, %s', (_, certificate, directory) => {
    const facts = seen(five, certificate, directory);
    expect(() => refuseWhatIsForeseen([step], facts)).toThrow(
      expect.objectContaining({ code: 'acme.same-certificate' }),
    );
  });
});

it('the last certificate of a week is announced in the plan', () => {
  expect(warning(seen(five.slice(1)))).toMatch(/^This server has used up 4 of the 5 certificates/);
  expect(warning(seen([]))).toBeUndefined();
});

it('at an authority whose limits are not known, nothing is looked up', () => {
  const certificate = { ...goal.certificate, directory: 'https://ca.example/directory' };
  const other = certificateObtain({ ...goal, certificate }, NOW);
  expect(other.weighs).toEqual([]);
  expect(() => refuseWhatIsForeseen([other], seen(five))).not.toThrow();
});
