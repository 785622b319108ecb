import type { Event } from '../../source/event.ts';
import { Facts } from '../../source/facts/facts.ts';
import { type Apply, run } from '../../source/run.ts';
import type { Step } from '../../source/steps/step.ts';
import type { PretendHost } from './pretend-host.ts';

/** Runs the steps on a pretend host to their end, without waiting; gives all that was told. */
export async function runOn(
  host: PretendHost,
  steps: readonly Step[],
  apply: Apply = host.apply,
): Promise<Event[]> {
  const events: Event[] = [];
  const control = {
    stop: new AbortController().signal,
    abort: new AbortController().signal,
    overridden: new Set<string>(),
  };
  const doing = { look: host.look, apply, pause: async () => {}, now: () => 0 };
  for await (const event of run(steps, new Facts(), doing, control)) events.push(event);
  return events;
}
