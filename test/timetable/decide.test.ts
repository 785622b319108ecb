import { describe, expect, it } from 'vitest';
import {
  afterCopying,
  isDue,
  isLate,
  lookAgainAt,
  newsOfCopies,
} from '../../source/timetable/decide.ts';
import { copyMessage } from '../../source/timetable/message.ts';
import { expired, type KeptCopy } from '../../source/timetable/retention.ts';
import {
  type CopyState,
  NEVER_COPIED,
  NEW_COPY_STATE,
  readTimetableState,
  timetableStateText,
} from '../../source/timetable/state.ts';
import {
  isZone,
  KEEP,
  lastTime,
  nextTime,
  type Timetable,
} from '../../source/timetable/timetable.ts';

const nightly: Timetable & { since: string } = {
  since: '2026-11-20T12:00:00Z',
  ...{ every: 'day', time: '02:30', zone: 'Europe/Berlin', keep: KEEP.day },
};
const at = (text: string) => new Date(text);

describe('the time for a copy', () => {
  it.each([
    // Clocks go forward from 2 to 3, and back from 3 to 2.
    ['2026-03-29T00:00:00Z', '2026-03-28T01:30:00Z', '2026-03-29T01:30:00Z'],
    ['2026-03-29T04:00:00Z', '2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z'],
    ['2026-10-25T05:00:00Z', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'],
    ['2026-11-29T01:29:59Z', '2026-11-28T01:30:00Z', '2026-11-29T01:30:00Z'],
    ['2026-11-29T01:30:00Z', '2026-11-29T01:30:00Z', '2026-11-30T01:30:00Z'],
  ])('is by the clocks of a place: at %s', (now, last, next) => {
    expect(lastTime(nightly, at(now))).toEqual(at(last));
    expect(nextTime(nightly, at(now))).toEqual(at(next));
  });

  it('of once a week is on Sunday, wherever that begins', () => {
    const weekly = { ...nightly, every: 'week', zone: 'America/Los_Angeles' } as const;
    expect(lastTime(weekly, at('2026-11-29T06:00:00Z'))).toEqual(at('2026-11-22T10:30:00Z'));
    expect(nextTime(weekly, at('2026-11-29T06:00:00Z'))).toEqual(at('2026-11-29T10:30:00Z'));
    const east = { ...weekly, zone: 'Pacific/Auckland' };
    expect(lastTime(east, at('2026-11-29T06:00:00Z'))).toEqual(at('2026-11-28T13:30:00Z'));
  });

  it('is known in places that there are', () => {
    expect(['UTC', 'Asia/Kolkata', 'Berlin', '', '../x'].map(isZone)).toEqual([
      ...[true, true, false, false, false],
    ]);
  });
});

describe('a copy', () => {
  const copied = (time: string): CopyState => ({
    ...NEW_COPY_STATE,
    last: { at: time, restedSeconds: 9 },
  });

  it('is not due at noon of the day on which the timetable was made', () => {
    const fresh = { ...nightly, since: '2026-11-29T03:00:00Z' };
    expect(isDue(fresh, NEW_COPY_STATE, at('2026-11-29T03:05:00Z'))).toBe(false);
    expect(isDue(fresh, NEW_COPY_STATE, at('2026-11-30T01:31:00Z'))).toBe(true);
  });

  it('is due once a night, and not again after a failure', () => {
    const now = at('2026-11-29T01:40:00Z');
    expect(isDue(nightly, copied('2026-11-28T01:30:20Z'), now)).toBe(true);
    expect(isDue(nightly, copied('2026-11-29T01:30:20Z'), now)).toBe(false);
    const failed = { at: '2026-11-29T01:35:00Z', says: 'No room.' };
    expect(isDue(nightly, { ...copied('2026-11-28T01:30:20Z'), trouble: failed }, now)).toBe(false);
  });

  it('of a night that was missed is not made in the middle of the day, of several it is', () => {
    const noon = at('2026-11-29T11:00:00Z');
    const once = copied('2026-11-28T01:31:00Z');
    expect([isDue(nightly, once, noon), isLate(nightly, once, noon)]).toEqual([false, false]);
    expect(lookAgainAt(nightly, once, noon)).toEqual(at('2026-11-30T01:30:00Z'));
    const often = copied('2026-11-26T01:31:00Z');
    expect([isDue(nightly, often, noon), isLate(nightly, often, noon)]).toEqual([true, true]);
    expect(lookAgainAt(nightly, often, noon)).toEqual(noon);
  });

  it('is due in the first night after a clock that was ahead was put right', () => {
    const night = at('2026-11-29T01:40:00Z');
    const ahead = copied('2038-01-19T03:14:07Z');
    const failed = { ...ahead, trouble: { at: '2038-01-20T03:14:07Z', says: 'No room.' } };
    const ordered = { ...nightly, since: '2038-01-18T12:00:00Z' };
    expect([isDue(nightly, ahead, night), isDue(ordered, failed, night)]).toEqual([true, true]);
    expect(isDue(nightly, ahead, at('2026-11-29T11:00:00Z'))).toBe(false);
    // Two clocks that differ by a little, and not by days.
    const fresh = { ...nightly, since: '2026-11-29T01:41:00Z' };
    expect(isDue(fresh, NEW_COPY_STATE, night)).toBe(false);
  });

  it('that goes wrong is told once, and once that all is well again', () => {
    const result = { at: '2026-11-29T01:30:00Z', restedSeconds: 4 };
    const wrong = afterCopying(NEW_COPY_STATE, {
      ...result,
      copied: false,
      says: 'There is no room.',
    });
    expect(wrong).toMatchObject({ last: null, trouble: { says: 'There is no room.' } });
    expect(newsOfCopies(wrong)).toBe('failing');
    expect(newsOfCopies({ ...wrong, told: true })).toBeNull();
    const study = { install: 'study', label: 'JATOS' };
    expect(copyMessage(study, 'failing', wrong)).toMatchObject({
      event: 'copy.failing',
      title: 'JATOS (study): the copy of its data by the timetable went wrong',
      lines: expect.arrayContaining(['There is no room.']),
    });
    const well = afterCopying({ ...wrong, told: true }, { ...result, copied: true, says: '' });
    expect(newsOfCopies(well)).toBe('works-again');
    expect(copyMessage(study, 'works-again', well).lines).toEqual([
      'All is well. The last copy is of 29 Nov 2026.',
    ]);
    expect(newsOfCopies({ ...well, told: false })).toBeNull();
  });

  it('that is whole counts, also where the app does not answer since', () => {
    const result = { copied: true, at: '2026-11-29T01:30:00Z', restedSeconds: 4 };
    const state = afterCopying(NEW_COPY_STATE, { ...result, says: 'It does not answer.' });
    expect(state.last).toEqual({ at: '2026-11-29T01:30:00Z', restedSeconds: 4 });
    expect(newsOfCopies(state)).toBe('failing');
  });

  it('is remembered, and a damaged memory is none', () => {
    const state = { lookedAt: '2026-11-29T01:30:00Z', installs: { study: NEW_COPY_STATE } };
    expect(readTimetableState(timetableStateText(state))).toEqual(state);
    for (const text of ['', '{', '[]', '{"installs":{}}'])
      expect(readTimetableState(text)).toEqual(NEVER_COPIED);
    const half = '{"lookedAt":"x","installs":{"a":3,"b":{"last":{"at":3}}}}';
    expect(readTimetableState(half).installs).toEqual({
      a: NEW_COPY_STATE,
      b: NEW_COPY_STATE,
    });
  });
});

describe('copies that go', () => {
  const DAY = 24 * 3600 * 1000;
  const NOW = at('2026-11-29T02:31:00Z');
  const stampOf = (daysAgo: number) =>
    `${new Date(Date.parse('2026-11-29') - daysAgo * DAY).toISOString().slice(0, 10)}T02-30-00Z`;
  const nights = (count: number, why: KeptCopy['why'] = 'schedule'): KeptCopy[] =>
    Array.from({ length: count }, (_, daysAgo) => ({ stamp: stampOf(daysAgo), why }));

  it('are none within the first week', () => {
    expect(expired(nights(7), KEEP.day, NOW)).toEqual([]);
  });

  it('are all but the last of seven days and of four weeks, night after night', () => {
    // As they really go: each night one more, and each time the expired ones are gone.
    let there: KeptCopy[] = [];
    for (const copy of nights(60).reverse()) {
      there = [...there, copy];
      const gone = expired(there, KEEP.day, NOW);
      expect(gone.length).toBeLessThanOrEqual(2);
      there = there.filter(({ stamp }) => !gone.includes(stamp));
    }
    // 29 Nov 2026 is a Sunday: its own week, and those that ended 7, 14 and 21 days before.
    expect(there.map(({ stamp }) => stamp)).toEqual([21, 14, 7, 6, 5, 4, 3, 2, 1, 0].map(stampOf));
  });

  it.each(['wish', 'upgrade', 'restore'] as const)('are none that were made by %s', (why) => {
    expect(expired([...nights(40, why)], { daily: 1, weekly: 1 }, NOW)).toEqual([]);
    const mixed = [...nights(1), { stamp: '2020-01-01T00-00-00Z', why }];
    expect(expired(mixed, { daily: 1, weekly: 1 }, NOW)).toEqual([]);
  });

  it('are never the newest of all, whatever is to be kept', () => {
    expect(expired(nights(3), { daily: 0, weekly: 0 }, NOW)).toEqual([stampOf(2), stampOf(1)]);
  });

  it('are as many where a clock was ahead, or is behind: what was made then neither goes nor counts', () => {
    const ahead = nights(12).map(({ why }, day) => ({
      stamp: `2038-01-${10 + day}T03-00-00Z`,
      why,
    }));
    expect(expired([...nights(7), ...ahead], KEEP.day, NOW)).toEqual([]);
    const few = { daily: 2, weekly: 1 };
    expect(expired([...nights(3), ...ahead], few, NOW)).toEqual([stampOf(2)]);
    const behind = { stamp: '2000-01-01T00-01-00Z', why: 'schedule' } as const;
    expect(expired([...nights(40), behind], few, at('2000-01-01T00:02:00Z'))).toEqual([]);
  });

  it('are those before of the same night', () => {
    const twice = [...nights(2), { stamp: '2026-11-29T02-10-00Z', why: 'schedule' } as const];
    expect(expired(twice, KEEP.day, NOW)).toEqual(['2026-11-29T02-10-00Z']);
  });
});
