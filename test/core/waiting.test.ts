import { expect, test } from 'vitest';
import type { Action } from '../../source/action.ts';
import { Facts } from '../../source/facts/facts.ts';
import { run } from '../../source/run.ts';
import { sh } from '../../source/shell.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';

/** The seconds between the looks at something that is there after `comesAfter` seconds. */
async function pausesUntil(comesAfter: number, everySeconds: number): Promise<number[]> {
  return (await waitedFor(comesAfter, everySeconds)).pauses;
}

async function waitedFor(comesAfter: number, everySeconds: number, then: readonly Action[] = []) {
  let clock = 0;
  let looks = 0;
  const pauses: number[] = [];
  const step: Step = {
    id: 'app.ready',
    title: 'Wait for the app',
    needs: [],
    sees: [],
    check: () => (clock >= comesAfter ? HOLDS : lacks('It does not answer yet.')),
    actions: () => [
      { do: 'await', saying: 'the app', everySeconds, patienceSeconds: 3600 },
      ...then,
    ],
  };
  const never = new AbortController().signal;
  const doing = {
    look: async function* () {
      looks += 1;
      yield* [];
    },
    apply: async function* () {},
    pause: async (seconds: number) => {
      pauses.push(seconds);
      clock += seconds;
    },
    now: () => clock,
  };
  const control = { stop: never, abort: never, overridden: new Set<string>() };
  for await (const _ of run([step], new Facts(), doing, control));
  return { pauses, looks };
}

test('what comes soon is seen at once', async () => {
  expect(await pausesUntil(2, 0.25)).toEqual(Array(8).fill(0.25));
});

test('what takes long is looked at less often, and is seen two seconds late at most', async () => {
  const pauses = await pausesUntil(300, 0.25);
  expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
  expect(pauses.at(-1)).toBe(2);
  expect(pauses.length).toBeLessThan(200);
});

test('what is known to be slow is not looked at more often', async () => {
  expect(new Set(await pausesUntil(120, 10))).toEqual(new Set([10]));
});

test('what was waited for is not looked at once more, but where something was done after it', async () => {
  // One at the beginning, and one after each pause.
  const { pauses, looks } = await waitedFor(2, 1);
  expect(looks).toBe(pauses.length + 1);
  const more = await waitedFor(2, 1, [{ do: 'run', command: sh`true`, patienceSeconds: 1 }]);
  expect(more.looks).toBe(looks + 1);
});
