import { expect } from 'vitest';
import type { Apply } from '../../source/run.ts';
import type { Step } from '../../source/steps/step.ts';
import type { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

export class Killed extends Error {}

/** Stops the world right before or right after the action of that number. */
export function killedAt(host: PretendHost, number: number, when: 'before' | 'after'): Apply {
  let count = 0;
  return async function* (action, facts, signal) {
    count += 1;
    if (count > number || (count === number && when === 'before')) throw new Killed();
    yield* host.apply(action, facts, signal);
    if (count === number) throw new Killed();
  };
}

/**
 * Kills a run before and after each of its actions, runs the steps again, and wants the host to be
 * as after a run that nobody disturbed; what was written into env.list once stays.
 */
export async function expectSameAfterAnyKill(
  fresh: () => PretendHost | Promise<PretendHost>,
  steps: readonly Step[],
  atLeast = 12,
): Promise<void> {
  const undisturbed = await fresh();
  const before = undisturbed.done.length;
  await runOn(undisturbed, steps);
  const wanted = undisturbed.state();
  const stays = undisturbed.files.has('/etc/setup-server/study/env.list');
  const count = undisturbed.done.length - before;
  expect(count).toBeGreaterThan(atLeast);
  for (let number = 1; number <= count; number += 1) {
    for (const when of ['before', 'after'] as const) {
      const host = await fresh();
      const settings = () => host.files.get('/etc/setup-server/study/env.list')?.text;
      await expect(runOn(host, steps, killedAt(host, number, when))).rejects.toThrow(Killed);
      const kept = settings();
      await runOn(host, steps);
      expect(host.state(), `killed ${when} action ${number}`).toEqual(wanted);
      if (stays && kept !== undefined) expect(settings()).toBe(kept);
    }
  }
}
