import { describe, expect, test } from 'vitest';
import { forecast, limitAheadTrouble } from '../../source/certificates/forecast.ts';
import {
  cautionAfterRefusals,
  type LimitAhead,
  limitsAhead,
} from '../../source/certificates/limits-ahead.ts';
import type { PastOrder } from '../../source/certificates/order-history.ts';
import { LETS_ENCRYPT_LIMITS } from '../../source/certificates/rate-limits.ts';

const now = new Date('2031-02-03T12:00:00Z');
const order = (minutes: number, outcome: PastOrder['outcome'], ...names: string[]): PastOrder => ({
  at: new Date(now.getTime() - minutes * 60_000).toISOString(),
  names: names.length > 0 ? names : ['a.org'],
  outcome,
});
const times = (count: number, one: PastOrder) => Array.from({ length: count }, () => one);
const said = ({ of, subject, used, full, certain, until }: LimitAhead) =>
  `${full ? (certain ? 'full' : 'perhaps full') : 'near'}: ${of} ${subject}${used}, ${until.toISOString()}`;
const ahead = (history: readonly PastOrder[], names = ['a.org']) =>
  limitsAhead(history, names, LETS_ENCRYPT_LIMITS, now).map(said);

describe('after refusals, caution', () => {
  const caution = (...history: PastOrder[]) =>
    cautionAfterRefusals(history, ['a.org'], LETS_ENCRYPT_LIMITS, now)?.until.toISOString() ?? null;

  test.each<[string, PastOrder[], string | null]>([
    ['one', [order(5, 'refused')], null],
    ['two within an hour', [order(50, 'refused'), order(5, 'refused')], '2031-02-03T12:07:00.000Z'],
    ['two, the last one a while ago', [order(50, 'refused'), order(13, 'refused')], null],
    ['two in two hours', [order(70, 'refused'), order(5, 'refused')], null],
    ['of other names', [order(6, 'refused', 'b.org'), order(5, 'refused', 'c.org')], null],
    [
      'of another name and this one together',
      [order(6, 'refused', 'a.org', 'b.org'), order(5, 'refused')],
      '2031-02-03T12:07:00.000Z',
    ],
  ])('%s', (_title, history, expected) => {
    expect(caution(...history)).toBe(expected);
  });
});

describe('limits ahead', () => {
  test.each<[string, PastOrder[], string[]]>([
    ['three certificates for the same names', times(3, order(60, 'issued')), []],
    [
      'four: this is the last one',
      times(4, order(60, 'issued')),
      ['near: same-names 4, 2031-02-04T21:00:00.000Z'],
    ],
    [
      'five at once: 34 hours later',
      times(5, order(60, 'issued')),
      ['full: same-names 5, 2031-02-04T21:00:00.000Z'],
    ],
    [
      'five, 35 hours ago: there is room for one again',
      times(5, order(35 * 60, 'issued')),
      ['near: same-names 4, 2031-02-04T21:00:00.000Z'],
    ],
    [
      'five, 35 hours ago, and another one since',
      [...times(5, order(35 * 60, 'issued')), order(5, 'issued')],
      ['full: same-names 5, 2031-02-04T21:00:00.000Z'],
    ],
    ['with another name beside', times(9, order(60, 'issued', 'a.org', 'www.a.org')), []],
    ['renewals that count for nothing', times(9, { ...order(60, 'issued'), exempt: true }), []],
    [
      'names that could not be proved, nearly too often',
      times(4, order(1, 'refused')),
      ['near: failures a.org4, 2031-02-03T12:11:00.000Z'],
    ],
    [
      'names that could not be proved, too often',
      times(5, order(1, 'refused')),
      ['full: failures a.org5, 2031-02-03T12:11:00.000Z'],
    ],
    [
      'orders of several names, of which any may have failed',
      times(5, order(1, 'refused', 'a.org', 'b.org')),
      ['perhaps full: failures a.org5, 2031-02-03T12:11:00.000Z'],
    ],
    [
      'very many names of one domain',
      Array.from({ length: 50 }, (_, number) => order(2, 'issued', `s${number}.a.org`)),
      ['perhaps full: domain a.org50, 2031-02-03T15:20:00.000Z'],
    ],
    [
      'very many orders of one account',
      Array.from({ length: 300 }, (_, number) => order(0, 'issued', `s${number}.org`)),
      ['full: orders 300, 2031-02-03T12:00:36.000Z'],
    ],
  ])('%s', (_title, history, expected) => {
    expect(ahead(history)).toEqual(expected);
  });

  test('the same names in another order, and in capitals, are the same', () => {
    const history = times(5, order(60, 'issued', 'WWW.a.org', 'a.org'));
    expect(ahead(history, ['a.org', 'www.a.org'])[0]).toMatch(/^full: same-names/);
  });

  test.each([
    ['one.co.uk', 'two.co.uk', false],
    ['one.duckdns.org', 'two.duckdns.org', false],
    ['x.one.duckdns.org', 'one.duckdns.org', true],
    ['one.sslip.io', 'two.sslip.io', true],
    ['*.lab.example.org', 'www.example.org', true],
  ])('%s and %s share a domain: %s', (one, other, shared) => {
    expect(ahead(times(50, order(2, 'issued', one)), [other]).length > 0).toBe(shared);
  });

  test('at an authority whose limits are not known, nothing is said', () => {
    expect(limitsAhead(times(9, order(60, 'issued')), ['a.org'], null, now)).toEqual([]);
  });
});

describe('the forecast', () => {
  const given = {
    authority: 'The CA',
    limits: LETS_ENCRYPT_LIMITS,
    names: ['a.org'],
    history: times(5, order(60, 'issued')),
    exempt: 'no',
  } as const;

  test('stops what is certain to be refused, with the time when it works again', () => {
    const foreseen = forecast(given, now);
    if (!foreseen || !('stops' in foreseen)) throw new Error('Nothing stops it.');
    expect(foreseen.stops).toMatchObject({ code: 'acme.same-certificate' });
    expect(foreseen.stops.why).toMatch(
      /It works again on Tuesday 4 February at .*, in 33 hours\.$/,
    );
  });

  test('stops no renewal that counts for nothing', () => {
    expect(forecast({ ...given, exempt: 'yes' }, now)).toBeUndefined();
  });

  test('warns where the authority may take it for a renewal, or not', () => {
    expect(forecast({ ...given, exempt: 'perhaps' }, now)).toEqual({
      warns: expect.stringMatching(
        /^This server has used up 5 of the 5 certificates a week with exactly these names that The CA allows\. It refuses this one unless it counts this as a renewal; it works again on Tuesday/,
      ),
    });
  });

  test('warns before the last one', () => {
    const history = times(4, order(60, 'issued'));
    expect(forecast({ ...given, history }, now)).toEqual({
      warns: expect.stringMatching(/This is the last one; the next is possible on Tuesday/),
    });
  });

  test('says nothing where there is room', () => {
    expect(forecast({ ...given, history: [] }, now)).toBeUndefined();
  });

  test.each(['refusals', 'failures', 'same-names', 'domain', 'orders'] as const)(
    'has words for %s, with the time when it works again',
    (of) => {
      const limit = {
        of,
        subject: 'a.org',
        used: 5,
        most: 5,
        full: true,
        certain: true,
        until: now,
      };
      const { why, next } = limitAheadTrouble(limit, 'The CA', 'a.org', now);
      expect(why).toContain('Monday 3 February at');
      expect(next?.at(-1)).toContain('Monday 3 February at');
    },
  );
});
