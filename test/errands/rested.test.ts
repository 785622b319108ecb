import { describe, expect, it } from 'vitest';
import { leftAtRest, restedSeconds } from '../../source/errands/rested.ts';
import type { Event } from '../../source/event.ts';
import { fold, NO_PROGRESS } from '../../source/progress.ts';

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

const told = (events: readonly Event[]) =>
  leftAtRest(events.reduce((all, event) => fold(all, event, 0), NO_PROGRESS).steps);

/** As a run of these steps stands that was cut off once those of `done` were done, while another was under way. */
function cutOff(planned: readonly string[], done: readonly string[], underWay?: string) {
  const steps = planned.map((step) => ({ step, title: step, holds: false }));
  const events: Event[] = [
    { type: 'planned', steps },
    ...done.map((step) => ({ type: 'finished', step, seconds: 1 }) as const),
    ...(underWay ? [{ type: 'started', step: underWay, title: underWay } as const] : []),
  ];
  return told(events);
}

describe('What is told of an app that a run was cut off at', () => {
  const move = ['left.move.begin', 'left.app.stopped', 'copy.carry', 'app.start', 'app.ready'];
  const upgrade = ['change.begin', 'app.stop', 'backup.make', 'app.start', 'app.ready'];
  const copy = ['app.stop', 'backup.make', 'app.start', 'app.ready'];
  const grow = ['swarm.services', 'app.stopped', 'swarm.start.app', 'swarm.switch'];

  it.each<[string, readonly string[], number, boolean]>([
    ['a move', move, 2, true],
    ['an upgrade', upgrade, 3, true],
    ['a copy', copy, 1, false],
    ['growing with data', grow, 2, false],
  ])('says that it rests, and how it comes back: %s', (_, planned, count, undo) => {
    const text = cutOff(planned, planned.slice(0, count));
    expect(text).toMatch(/The app rests now.* Do the same once more/);
    expect(text?.includes('undo it')).toBe(undo);
  });

  it('says so as well where it was about to stop, or rested from an earlier run', () => {
    expect(cutOff(copy, [], 'app.stop')).not.toBeNull();
    const held: Event = { type: 'skipped', step: 'left.app.stopped', why: 'holds' };
    const steps = move.map((step) => ({ step, title: step, holds: false }));
    const events: Event[] = [{ type: 'planned', steps }, held];
    expect(told(events)).not.toBeNull();
  });

  it('says nothing where it runs, never stopped, or is to rest', () => {
    expect(cutOff(move, move)).toBeNull();
    expect(cutOff(upgrade, ['change.begin'])).toBeNull();
    expect(cutOff(['app.stopped', 'record.write'], ['app.stopped'])).toBeNull();
    const asWanted: Event = { type: 'skipped', step: 'swarm.stop.app', why: 'holds' };
    const again = ['swarm.stop.app', 'swarm.start.app'];
    const steps = again.map((step) => ({ step, title: step, holds: false }));
    const seen = [{ type: 'planned', steps } as const, asWanted];
    expect(told(seen)).toBeNull();
  });

  it('says nothing once it was put back to work by itself', () => {
    const back = ['app.start', 'app.ready'];
    const events: Event[] = [
      { type: 'planned', steps: copy.map((step) => ({ step, title: step, holds: false })) },
      { type: 'finished', step: 'app.stop', seconds: 1 },
      { type: 'planned', steps: back.map((step) => ({ step, title: step, holds: false })) },
      ...back.map((step) => ({ type: 'finished', step, seconds: 1 }) as const),
    ];
    expect(told(events)).toBeNull();
  });
});
