import { expect, it } from 'vitest';
import { restedSeconds } from '../../source/errands/rested.ts';

const finished = (...steps: [string, number][]) =>
  steps.map(([step, seconds]) => ({ type: 'finished', step, seconds }) as const);

it('An app was away from its stop until it answered again, whatever went on beside', () => {
  const events = finished(
    ...([
      ['app.download', 60],
      ['app.stop', 2],
      ['backup.make', 5],
    ] as [string, number][]),
    ...([
      ['app.start', 1],
      ['app.ready', 4],
      ['renewal.write', 9],
    ] as [string, number][]),
  );
  expect(restedSeconds(events)).toBe(12);
});

it('One that moved, until it answered on the other server', () => {
  const events = finished(
    ...([
      ['front.start', 8],
      ['left.app.stopped', 2],
      ['left.backup.make', 5],
    ] as [string, number][]),
    ...([
      ['copy.carry', 30],
      ['data.restore', 3],
      ['settings.write', 1],
    ] as [string, number][]),
    ...([
      ['app.start', 1],
      ['app.ready', 4],
      ['name.record', 90],
    ] as [string, number][]),
  );
  expect(restedSeconds(events)).toBe(46);
});

it('One that was not stopped was not away', () => {
  expect(restedSeconds(finished(['app.start', 1]))).toBeNull();
});
