import { describe, expect, it } from 'vitest';
import { Facts, type FactTypes, query } from '../../source/facts/facts.ts';
import type { ContainerFact } from '../../source/facts/objects.ts';
import { stepsFor } from '../../source/steps/index.ts';
import type { Check } from '../../source/steps/step.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { sampleContainer } from './sample-container.ts';

const ready = stepsFor(goal, ground).find(({ id }) => id === 'app.ready');
const ANSWER = query('answer', HOST, 'study 9000 /ping');

function check(found: Partial<ContainerFact>, answer: FactTypes['answer'] = null): Check {
  const value = sampleContainer({ upSeconds: 3, ...found });
  const facts = new Facts([
    { query: query('container', HOST, 'study'), value },
    { query: ANSWER, value: answer },
  ]);
  if (!ready) throw new Error('There is no such step.');
  return ready.check(facts);
}
const pong = { status: 200, body: 'pong' };
const stopped = 'Study stopped by itself soon after it was started';

describe('an app that stops by itself', () => {
  it.each<[number, boolean, string]>([
    [137, true, 'the server had no memory left for it'],
    [137, false, 'it was ended from outside, most often because memory ran out (exit code 137)'],
    [139, false, 'it crashed (exit code 139)'],
    [132, false, "it needs a newer processor than the server's (exit code 132)"],
    [126, false, 'its command is no program that may be run (exit code 126)'],
    [127, false, 'its command is not in the image (exit code 127)'],
    [0, false, 'its command came to its end, and a web application must go on (exit code 0)'],
    [1, false, 'it ended with exit code 1'],
  ])('is told with its exit code %i in words (out of memory: %s)', (exitCode, outOfMemory, how) => {
    const gone = { state: 'exited', upSeconds: null, exitCode, outOfMemory } as const;
    expect(check(gone)).toMatchObject({ hopeless: true, why: `${stopped}: ${how}.` });
    expect(check({ ...gone, state: 'restarting', restarts: 3 })).toMatchObject({
      hopeless: true,
      why: `${stopped}: ${how}.`,
    });
  });

  it('for want of memory comes with what helps against that, and other ends do not', () => {
    const nextOf = (end: Partial<ContainerFact>) =>
      (check({ state: 'exited', upSeconds: null, ...end }) as { next?: readonly string[] }).next;
    expect(nextOf({ exitCode: 137, outOfMemory: true })?.[0]).toMatch(/larger server.*swap/);
    expect(nextOf({ exitCode: 127 })?.[0]).toMatch(/^Check the command/);
    expect(nextOf({ exitCode: 1 })).toBeUndefined();
  });

  it('and was started again is watched for a minute, also where it answers', () => {
    expect(check({ restarts: 1, upSeconds: 59 }, pong)).toMatchObject({
      holds: false,
      why: expect.stringMatching(/^Study answers, but it stopped by itself before/),
    });
    expect(check({ restarts: 1, upSeconds: 60 }, pong)).toEqual({ holds: true });
    expect(check({ upSeconds: 1 }, pong)).toEqual({ holds: true });
  });

  it('again and again is not waited for, unless it has run for long since', () => {
    expect(check({ restarts: 3 })).toMatchObject({ hopeless: true, why: `${stopped}.` });
    const waited = check({ restarts: 3, upSeconds: 3600 });
    expect(waited).toEqual({ holds: false, why: 'Study does not answer yet.' });
  });
});
