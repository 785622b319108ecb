import { describe, expect, test } from 'vitest';
import { limitOf, worksAgainAt } from '../../source/edges/acme/rate-limit.ts';
import { readProblem } from '../../source/edges/acme/refusal.ts';
import { whenInWords } from '../../source/text/when.ts';

const said = (detail: string, retryAt?: Date) => readProblem({ detail }, 429, retryAt);

describe("which limit was met, in the words of Let's Encrypt", () => {
  test.each([
    [
      'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2031-02-04 12:22:33 UTC: see https://letsencrypt.org/docs/rate-limits/',
      { of: 'same-certificate' },
    ],
    [
      'too many certificates (5) already issued for this exact set of domains in the last 168 hours: a.example',
      { of: 'same-certificate' },
    ],
    [
      'too many certificates (50) already issued for "dyn.example" in the last 168h0m0s, retry after 2031-02-04 12:22:33 UTC',
      { of: 'domain', domain: 'dyn.example' },
    ],
    [
      'too many failed authorizations (5) for "study.example.org" in the last 1h0m0s, retry after 2031-02-04 12:22:33 UTC',
      { of: 'failures', name: 'study.example.org' },
    ],
    ['too many failed authorizations recently', { of: 'failures', name: '' }],
    [
      'too many new registrations (10) from this IP address in the last 3h0m0s, retry after 2031-02-04 12:22:33 UTC',
      { of: 'accounts' },
    ],
    ['too many new orders (300) from this account in the last 3h0m0s', { of: 'orders' }],
    [
      'Your account is temporarily prevented from requesting certificates for study.example.org and possibly others. Please visit: https://portal.letsencrypt.org/sfe/v1/unpause?jwt=abc.def',
      { of: 'paused', page: 'https://portal.letsencrypt.org/sfe/v1/unpause?jwt=abc.def' },
    ],
    ['slow down', { of: 'other' }],
  ])('%s', (detail, limit) => {
    expect(limitOf(said(detail))).toEqual(limit);
  });
});

describe('when it works again', () => {
  test('is what the header says', () => {
    const at = new Date('2031-02-05T00:00:00Z');
    expect(worksAgainAt(said('retry after 2031-02-04 12:22:33 UTC', at))).toBe(at);
  });

  test.each([
    ['…, retry after 2031-02-04 12:22:33 UTC: see', '2031-02-04T12:22:33.000Z'],
    ['…, retry after 2031-02-04T12:22:33Z: see', '2031-02-04T12:22:33.000Z'],
  ])('is read from the text "%s"', (detail, at) => {
    expect(worksAgainAt(said(detail))?.toISOString()).toBe(at);
  });

  test.each(['slow down', 'retry after 2031-99-99 99:99:99 UTC'])(
    'is not made up from "%s"',
    (detail) => {
      expect(worksAgainAt(said(detail))).toBeUndefined();
    },
  );

  test.each([
    [20, 'in a minute'],
    [61 * 60, 'in 61 minutes'],
    [34 * 3600, 'in 34 hours'],
    [7 * 86_400, 'in 7 days'],
    [-5, 'in a minute'],
  ])('%d seconds from now is told %s', (seconds, words) => {
    const now = new Date('2031-02-03T02:22:00Z');
    const at = new Date(now.getTime() + seconds * 1000);
    expect(whenInWords(at, now, 'UTC').endsWith(`, ${words}`)).toBe(true);
  });

  test('is told with the day and the time where the person is', () => {
    const now = new Date('2031-02-03T02:22:00Z');
    const at = new Date('2031-02-04T12:22:33Z');
    expect(whenInWords(at, now, 'UTC')).toBe('Tuesday 4 February at 12:22 UTC, in 35 hours');
    expect(whenInWords(at, now, 'Europe/Berlin')).toBe(
      'Tuesday 4 February at 13:22 CET, in 35 hours',
    );
  });
});
