import type { Apply } from '../../source/run.ts';
import type { PretendHost } from './pretend-host.ts';

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
