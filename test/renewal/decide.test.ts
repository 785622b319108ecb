import { describe, expect, it } from 'vitest';
import { tryAgainAt } from '../../source/renewal/back-off.ts';
import {
  decideRenewal,
  nextLook,
  type PresentCertificate,
  wantsWindow,
  withCertificate,
} from '../../source/renewal/decide.ts';
import { afterConfirming, afterFailing, afterWriting } from '../../source/renewal/outcome.ts';
import { freshState, NEVER_LOOKED, readState, stateText } from '../../source/renewal/state.ts';

const DAY = 24 * 3600 * 1000;
const FROM = Date.parse('2027-01-01T00:00:00Z');
const NAMES = ['study.example.org'];
const fresh = freshState('study.example.org');
const trouble = { code: 'acme.unreachable', what: 'It is down.', why: 'Nobody answers.' };

function certificate(days: number, more: Partial<PresentCertificate> = {}): PresentCertificate {
  const until = new Date(FROM + days * DAY).toISOString();
  const from = new Date(FROM).toISOString();
  return { serial: 'AB12', from, until, names: NAMES, keyFits: true, ...more };
}
const day = (number: number) => new Date(FROM + number * DAY);

describe('what is due', () => {
  it.each([
    // Life in days, waits still on, renews on: a third is left, and up to a tenth of that more.
    [90, 56, 61],
    [45, 28, 31],
    [6, 2.6, 3.1],
  ])('of a certificate of %d days', (life, waits, renews) => {
    const present = certificate(life);
    const at = (now: Date) =>
      decideRenewal(withCertificate(fresh, present, now), present, NAMES, now).do;
    expect(at(day(waits))).toBe('wait');
    expect(at(day(renews))).toBe('renew');
  });

  it("is so at the authority's word, for the certificate that it spoke of", () => {
    const present = certificate(90);
    const window = {
      ...{ serial: 'AB12', start: day(10).toISOString(), end: day(11).toISOString() },
      ...{ explanation: null, askAgainAt: day(20).toISOString() },
    };
    const told = withCertificate({ ...fresh, window }, present, day(12));
    expect(told.due?.by).toBe('authority');
    expect(decideRenewal(told, present, NAMES, day(12)).do).toBe('renew');
    const another = certificate(90, { serial: 'CD34' });
    const other = withCertificate({ ...fresh, window }, another, day(12));
    expect(other.window).toBeNull();
    expect(decideRenewal(other, another, NAMES, day(12)).do).toBe('wait');
  });

  it.each<[string, PresentCertificate | null]>([
    ['is missing', null],
    ['has another key', certificate(90, { keyFits: false })],
    ['lacks a name', certificate(90, { names: [] })],
  ])('is a certificate that %s', (_, present) => {
    const state = withCertificate(fresh, present, day(1));
    expect(decideRenewal(state, present, NAMES, day(1)).do).toBe('renew');
  });

  it('waits after a failure, unless it is asked for', () => {
    const present = certificate(90);
    const state = afterFailing(withCertificate(fresh, present, day(70)), trouble, day(70), null);
    const soon = new Date(day(70).getTime() + 1000);
    expect(decideRenewal(state, present, NAMES, soon).do).toBe('wait');
    expect(decideRenewal(state, present, NAMES, soon, true).do).toBe('renew');
    expect(decideRenewal(state, present, NAMES, day(70.1)).do).toBe('renew');
  });
});

describe('the pause after a failure', () => {
  const hours = (failures: number, left: number, retryAfterHours?: number) => {
    const failed = day(0);
    const retryAt =
      retryAfterHours === undefined ? null : new Date(FROM + retryAfterHours * 3600 * 1000);
    const again = tryAgainAt(failures, failed, { until: day(left), retryAt });
    return (again.getTime() - FROM) / 3600 / 1000;
  };

  it.each([
    [1, 30, undefined, 1],
    [2, 30, undefined, 6],
    [3, 30, undefined, 24],
    [99, 30, undefined, 24],
    // Little is left: never fewer than four tries.
    [3, 2, undefined, 12],
    [3, 0.1, undefined, 1],
    [3, -1, undefined, 6],
    // Whatever the authority says, not before it wants.
    [1, 30, 34, 34],
    [3, 30, 2, 24],
  ])(
    'number %d with %d days left and Retry-After %s is %d hours',
    (failures, left, after, hour) => {
      expect(hours(failures, left, after)).toBeCloseTo(hour);
    },
  );
});

describe('what is remembered', () => {
  const present = certificate(90);
  const state = withCertificate(fresh, present, day(1));

  it('counts failures in a row, and forgets them when one worked', () => {
    const twice = afterFailing(afterFailing(state, trouble, day(1), null), trouble, day(2), null);
    expect(twice).toMatchObject({
      failures: 2,
      lastTry: { outcome: 'failed', code: 'acme.unreachable', says: 'It is down. Nobody answers.' },
    });
    const well = afterConfirming(afterWriting(twice, 'CD34', null, day(3)), day(3));
    expect(well).toMatchObject({ failures: 0, notBefore: null, unconfirmed: null });
  });

  it('does not wait for years where the last try was while the clock was ahead', () => {
    const failed = afterFailing(state, trouble, day(5000), null);
    const due = withCertificate(failed, present, day(80));
    expect(decideRenewal(due, present, NAMES, day(80)).do).toBe('renew');
  });

  it('is read as it was written, and as nothing where it is damaged', () => {
    const whole = { lookedAt: day(1).toISOString(), installs: { study: state } };
    expect(readState(stateText(whole))).toEqual(whole);
    const damaged = ['', '{', '[]', 'null', '{"lookedAt": 1}', '{"lookedAt": "x", "installs": 7}'];
    expect(damaged.map(readState)).toEqual(damaged.map(() => NEVER_LOOKED));
  });

  it('leads to the next look: when something is due, else within half a day', () => {
    const all = (one: typeof state) => ({ lookedAt: '', installs: { study: one } });
    const next = (one: typeof state, now: Date) => nextLook(all(one), now).getTime();
    expect(next(state, day(1))).toBe(day(1.5).getTime());
    const due = new Date(Date.parse(state.due?.at ?? '') - 3600 * 1000);
    expect(next(state, due)).toBe(due.getTime() + 3600 * 1000);
    const failed = afterFailing(state, trouble, day(80), null);
    expect(next(failed, day(80))).toBe(Date.parse(failed.notBefore ?? ''));
    const written = afterWriting(state, 'CD34', null, day(1));
    expect(next(written, day(1))).toBe(day(1).getTime());
    expect(nextLook(NEVER_LOOKED, day(1))).toEqual(day(1.5));
  });

  it('asks the authority when it wants to be asked', () => {
    expect(wantsWindow(fresh, day(1))).toBe(false);
    expect(wantsWindow(state, day(1))).toBe(true);
    const window = { serial: 'AB12', start: '', end: '', explanation: null };
    const asked = { ...state, window: { ...window, askAgainAt: day(2).toISOString() } };
    expect(wantsWindow(asked, day(1))).toBe(false);
    expect(wantsWindow(asked, day(2))).toBe(true);
  });
});
