import { describe, expect, test } from 'vitest';
import { jitterOf, renewalTime } from '../../source/certificates/renewal-time.ts';

const HOUR = 3_600_000;
const start = Date.parse('2031-03-01T00:00:00Z');
const iso = (hours: number) => new Date(start + hours * HOUR).toISOString();
const living = (hours: number) => ({ from: iso(0), until: iso(hours) });
const now = new Date(start);
const hoursIn = (at: Date) => (at.getTime() - start) / HOUR;

describe('without a word from the authority', () => {
  test.each([
    [90 * 24, 60 * 24, 57 * 24],
    [64 * 24, (64 * 24 * 2) / 3, 64 * 24 - 64 * 8 * 1.1],
    [45 * 24, 30 * 24, 28.5 * 24],
    [10 * 24 + 1, (241 * 2) / 3, 241 - (241 / 3) * 1.1],
    [10 * 24, 5 * 24, 4.5 * 24],
    [160, 80, 72],
    [6 * 24, 3 * 24, 2.7 * 24],
    [1, 0.5, 0.45],
  ])('%d hours of life: after %d hours, or with all jitter after %d', (life, latest, earliest) => {
    const at = (jitter: number) => hoursIn(renewalTime(living(life), null, now, jitter).at);
    expect(at(0)).toBeCloseTo(latest);
    expect(at(1)).toBeCloseTo(earliest);
  });

  test.each([
    [59.9, false],
    [60, true],
    [95, true],
  ])('90 days of life: on day %d due is %s', (day, due) => {
    const today = new Date(start + day * 24 * HOUR);
    expect(renewalTime(living(90 * 24), null, today, 0)).toMatchObject({ due, by: 'lifetime' });
  });
});

describe("in the authority's window", () => {
  const window = (first: number, last: number) => ({
    start: iso(first),
    end: iso(last),
    explanation: null,
  });
  const at = (first: number, last: number, jitter: number) => {
    const time = renewalTime(living(90 * 24), window(first, last), now, jitter);
    return { hours: hoursIn(time.at), by: time.by, due: time.due };
  };

  test('the point follows the jitter', () => {
    expect(at(100, 200, 0)).toEqual({ hours: 100, by: 'authority', due: false });
    expect(at(100, 200, 0.25)).toEqual({ hours: 125, by: 'authority', due: false });
  });

  test('it is due at once where the window is over: the certificate will be revoked', () => {
    expect(at(-48, -24, 0.5)).toEqual({ hours: -36, by: 'authority', due: true });
  });

  test.each([
    ['ends before it begins', 200, 100],
    ['lies behind the end of the certificate', 100 * 24, 110 * 24],
    ['is no time at all', Number.MAX_SAFE_INTEGER, 0],
  ])('a window that %s does not count', (_title, first, last) => {
    const odd = { start: 'soon', end: 'later', explanation: null };
    const time =
      first === Number.MAX_SAFE_INTEGER
        ? renewalTime(living(90 * 24), odd, now, 0)
        : renewalTime(living(90 * 24), window(first, last), now, 0);
    expect(time.by).toBe('lifetime');
    expect(hoursIn(time.at)).toBeCloseTo(60 * 24);
  });
});

test('the jitter of a text stays, and those of many texts are spread', () => {
  expect(jitterOf('a')).toBe(jitterOf('a'));
  const all = Array.from({ length: 200 }, (_, index) => jitterOf(`install ${index}`));
  expect(all.every((each) => each >= 0 && each < 1)).toBe(true);
  expect(Math.min(...all)).toBeLessThan(0.1);
  expect(Math.max(...all)).toBeGreaterThan(0.9);
});
