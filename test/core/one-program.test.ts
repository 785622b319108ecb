import { expect, it } from 'vitest';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground } from './example-goal.ts';

it("is written by one step after the other: the server's own program does several things", () => {
  const timetable = {
    every: 'day',
    time: '03:00',
    zone: 'UTC',
    keep: { daily: 7, weekly: 4 },
  } as const;
  const steps = stepsFor({ ...goal, timetable }, ground);
  const needsOf = (id: string) => steps.find((each) => each.id === id)?.needs ?? [];
  expect(needsOf('renewal.write')).toContain('site.open');
  expect(needsOf('timetable.write')).toEqual(
    expect.arrayContaining(['record.write', 'renewal.write']),
  );
});
