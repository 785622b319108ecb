import { describe, expect, it } from 'vitest';
import {
  type Course,
  followed,
  undoneTrouble,
  wayBack,
} from '../../source/changes/back-to-work.ts';
import { COPY, NOTHING, RESTORE } from '../../source/changes/revision.ts';
import type { Event, Outcome } from '../../source/event.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { goal, HOST } from './example-goal.ts';

const STAMP = '2026-11-29T03-40-10Z';
const answers = { app: 'jatos', server: 'root@203.0.113.7', 'jatos.version': '3.10.5' };
const record = {
  ...{ format: 1, app: 'jatos', image: 'jatos/jatos:3.10.4', digest: null, by: 'anna' },
  ...{ at: '2026-11-01T00:00:00Z', version: '0.1.0' },
  answers: { app: 'jatos', hostname: 'study.example.org', 'jatos.version': '3.10.4' },
};
const change = {
  ...({ format: 1, kind: 'upgrade', state: 'begun', backup: STAMP, restoring: null } as const),
  ...{ from: [], to: {}, at: '2026-11-29T03:40:10Z', by: 'anna', restored: null },
};
const copy = {
  ...({
    format: 1,
    install: 'study',
    app: 'jatos',
    at: '',
    by: '',
    version: '',
    why: 'upgrade',
  } as const),
  ...{ images: [], sources: [], record, stamp: STAMP, sizeKB: 1 },
};

function factsWith(copies: boolean): Facts {
  return new Facts([
    { query: query('change', HOST, 'study'), value: change },
    { query: query('record', HOST, 'study'), value: record },
    { query: query('backups', HOST, 'study'), value: copies ? [copy] : [] },
  ]);
}

const upgrade: Goal = {
  ...goal,
  revision: { kind: 'upgrade', sources: [], from: [], begun: null, inPlace: 'it has data' },
};

function course(begun: string[], held: string[], outcome: Outcome = 'failed'): Course {
  const trouble = {
    code: 'step.app.ready',
    what: 'It stopped.',
    why: 'It says so.',
    next: ['Look.'],
  };
  return { outcome, changed: 1, trouble, begun: new Set(begun), held: new Set(held) };
}

describe('an app that was stopped for nothing', () => {
  it('goes back to what the server remembers, with the copy of its data', () => {
    const back = wayBack(upgrade, answers, course(['app.stop', 'app.start'], []), factsWith(true));
    expect(back).toEqual({
      ...record.answers,
      ...{ server: 'root@203.0.113.7', [RESTORE]: STAMP },
    });
  });

  it('keeps its data where no copy was made yet: they were not touched', () => {
    const back = wayBack(
      upgrade,
      answers,
      course(['app.stop', 'backup.make'], []),
      factsWith(false),
    );
    expect(back).toMatchObject({ [RESTORE]: NOTHING, 'jatos.version': '3.10.4' });
  });

  it('goes back for a person who stops the run, too', () => {
    const stopped = course(['app.stop'], [], 'stopped');
    expect(wayBack(upgrade, answers, stopped, factsWith(true))).toBeDefined();
  });

  it.each([
    ['it answers', course(['app.stop', 'site.open'], ['app.ready'])],
    ['it was never stopped', course(['app.download'], [])],
    ['all went well', course(['app.stop'], ['app.ready'], 'complete')],
  ])('is left where %s', (_why, went) => {
    expect(wayBack(upgrade, answers, went, factsWith(true))).toBeUndefined();
  });

  it('is only started again where its data were to be copied', () => {
    const wish: Goal = { ...goal, revision: { kind: 'copy', sources: [] } };
    const back = wayBack(wish, { ...answers, [COPY]: true }, course(['app.stop'], []), new Facts());
    expect(back).toEqual(answers);
  });

  it('is left to the next run where half of a copy may be back', () => {
    const wish: Goal = {
      ...goal,
      revision: { kind: 'restore', sources: [], backup: copy, copyFirst: true, begun: null },
    };
    const went = course(['app.stop', 'data.restore'], []);
    expect(wayBack(wish, answers, went, factsWith(true))).toBeUndefined();
  });

  it('is told of with what went wrong first, and what stands now', () => {
    const well = course([], [], 'complete');
    expect(undoneTrouble(upgrade, course(['app.stop'], []), well)).toEqual({
      code: 'upgrade.undone',
      what: 'The upgrade of Study did not work out, and was undone: Study runs as before, with all its data.',
      why: 'It stopped. It says so.',
      next: ['Look.', 'Then try again.'],
      passing: false,
    });
    expect(undoneTrouble(upgrade, course([], []), course([], []))).toMatchObject({
      code: 'upgrade.stuck',
    });
  });
});

it('a run is followed to its end, which is held back', async () => {
  const trouble = { code: 'x', what: 'No.' };
  async function* events(): AsyncGenerator<Event, Outcome> {
    yield { type: 'started', step: 'app.stop', title: 'Stop' };
    yield { type: 'finished', step: 'app.stop', seconds: 1 };
    yield { type: 'failed', step: 'app.ready', trouble };
    yield { type: 'done', outcome: 'failed', changed: 1 };
    return 'failed';
  }
  const following = followed(events());
  const seen: string[] = [];
  let next = await following.next();
  for (; !next.done; next = await following.next()) seen.push(next.value.type);
  expect(seen).toEqual(['started', 'finished', 'failed']);
  expect(next.value).toEqual({
    ...{ outcome: 'failed', changed: 1, trouble },
    ...{ begun: new Set(['app.stop']), held: new Set(['app.stop']) },
  });
});
