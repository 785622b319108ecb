import { describe, expect, test } from 'vitest';
import type { Event } from '../../source/event.ts';
import { again, fold, KEPT_LINES, NO_PROGRESS, settled } from '../../source/progress.ts';

const PLANNED: Event = {
  type: 'planned',
  steps: [
    { step: 'docker', title: 'Install Docker', holds: false },
    { step: 'swap', title: 'Swap file', holds: true },
  ],
};

function folded(...events: Event[]) {
  return events.reduce((progress, event, at) => fold(progress, event, at), NO_PROGRESS);
}

function docker(...events: Event[]) {
  const step = folded(PLANNED, ...events).steps[0];
  if (!step) throw new Error('No step.');
  return step;
}

const STARTED: Event = { type: 'started', step: 'docker', title: 'Install Docker 28.5' };
const TROUBLE = { code: 'x', what: 'It broke.' };

describe('what events add up to', () => {
  test('a plan: what is to do waits, what is there holds', () => {
    expect(folded(PLANNED).steps.map(({ id, state }) => [id, state])).toEqual([
      ['docker', 'waiting'],
      ['swap', 'held'],
    ]);
  });

  test('a step that runs has its newest title and the time when it began', () => {
    expect(docker(STARTED)).toMatchObject({
      title: 'Install Docker 28.5',
      state: 'running',
      began: 1,
    });
  });

  test('progress with bytes', () => {
    const bytes = { done: 1, total: 2, perSecond: 3 };
    const event: Event = { type: 'progress', step: 'docker', text: 'half', fraction: 0.5, bytes };
    expect(docker(STARTED, event)).toMatchObject({ text: 'half', fraction: 0.5, bytes });
  });

  test('progress without bytes clears those before', () => {
    const bytes = { done: 1, total: 2, perSecond: 3 };
    const first: Event = { type: 'progress', step: 'docker', text: 'a', fraction: 0.5, bytes };
    const second: Event = { type: 'progress', step: 'docker', text: 'b', fraction: null };
    expect(docker(STARTED, first, second)).toMatchObject({
      text: 'b',
      fraction: null,
      bytes: null,
    });
  });

  test('an instruction waits for the person, and is gone when the step is finished', () => {
    const instructed: Event = {
      type: 'instructed',
      step: 'docker',
      text: 'Do it',
      fields: [{ label: 'Type', value: 'A' }],
      overridable: null,
    };
    expect(docker(STARTED, instructed)).toMatchObject({
      state: 'asking',
      instruction: { text: 'Do it', overridable: null },
    });
    const finished: Event = { type: 'finished', step: 'docker', seconds: 4 };
    expect(docker(STARTED, instructed, finished)).toMatchObject({
      state: 'finished',
      instruction: null,
      seconds: 4,
    });
  });

  test('a retry says what went wrong, until the next attempt starts', () => {
    const retried: Event = { type: 'retried', step: 'docker', what: 'Lost.', attempt: 1 };
    expect(docker(STARTED, retried).retry).toEqual({ what: 'Lost.', attempt: 1 });
    expect(docker(STARTED, retried, STARTED)).toMatchObject({ retry: null, began: 1 });
  });

  test('a failure keeps its trouble', () => {
    const failed: Event = { type: 'failed', step: 'docker', trouble: TROUBLE };
    expect(docker(STARTED, failed)).toMatchObject({ state: 'failed', trouble: TROUBLE, text: '' });
  });

  test('going on without a step', () => {
    const skipped: Event = { type: 'skipped', step: 'docker', why: 'overridden' };
    expect(docker(STARTED, skipped).state).toBe('overridden');
  });

  test('the lock is waited for until anything else happens', () => {
    const locked: Event = { type: 'locked', by: 'anna@laptop', since: '14:02' };
    expect(folded(locked).locked).toEqual({ by: 'anna@laptop', since: '14:02' });
    expect(folded(locked, PLANNED).locked).toBeNull();
  });

  test('a step that no plan named is shown all the same', () => {
    const started: Event = { type: 'started', step: 'late', title: 'Something new' };
    expect(folded(PLANNED, started).steps.at(-1)).toMatchObject({
      id: 'late',
      title: 'Something new',
      state: 'running',
    });
  });

  test('of very much output the newest is kept and the rest counted', () => {
    let progress = NO_PROGRESS;
    for (let at = 0; at < KEPT_LINES + 5; at += 1) {
      progress = fold(progress, { type: 'said', step: 'docker', line: `${at}` }, at);
    }
    expect([progress.log.length, progress.forgotten, progress.log[0]?.line]).toEqual([
      KEPT_LINES,
      5,
      '5',
    ]);
  });

  test('the end', () => {
    const done: Event = { type: 'done', outcome: 'complete', changed: 3 };
    const progress = folded(
      PLANNED,
      STARTED,
      { type: 'finished', step: 'docker', seconds: 1 },
      done,
    );
    expect([progress.outcome, progress.changed, settled(progress)]).toEqual(['complete', 3, 2]);
  });
});

describe('trying again', () => {
  const first = folded(
    PLANNED,
    STARTED,
    { type: 'said', step: 'docker', line: 'Setting up' },
    { type: 'finished', step: 'docker', seconds: 11 },
    { type: 'started', step: 'app', title: 'Start JATOS' },
    { type: 'failed', step: 'app', trouble: TROUBLE },
    { type: 'done', outcome: 'failed', changed: 1 },
  );

  test('keeps the log and what is finished, and forgets the failure', () => {
    const next = again(first);
    expect(next.log).toHaveLength(1);
    expect(next.outcome).toBeNull();
    expect(next.steps.map(({ id, state }) => [id, state])).toEqual([
      ['docker', 'finished'],
      ['swap', 'held'],
    ]);
  });

  test('what was finished before stays finished, its time with it', () => {
    const planned: Event = {
      type: 'planned',
      steps: [
        { step: 'docker', title: 'Install Docker', holds: true },
        { step: 'app', title: 'Start JATOS', holds: false },
      ],
    };
    const events: Event[] = [planned, { type: 'skipped', step: 'docker', why: 'holds' }];
    const next = events.reduce((progress, event) => fold(progress, event, 9), again(first));
    expect(next.steps.map(({ id, state, seconds }) => [id, state, seconds])).toEqual([
      ['docker', 'finished', 11],
      ['app', 'waiting', null],
    ]);
  });
});
