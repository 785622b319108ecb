import type { Event } from '../../source/event.ts';
import { Facts } from '../../source/facts/facts.ts';
import { type Apply, run } from '../../source/run.ts';
import type { Step } from '../../source/steps/step.ts';
import type { PretendEc2 } from './pretend-ec2.ts';

export class Killed extends Error {}

export async function runOn(
  ec2: Pick<PretendEc2, 'look' | 'apply'>,
  steps: readonly Step[],
  apply: Apply = ec2.apply,
  onEvent: (event: Event) => void = () => {},
  now = () => 0,
) {
  const events: Event[] = [];
  const signal = new AbortController().signal;
  const control = { stop: signal, abort: signal, overridden: new Set<string>() };
  const doing = { look: ec2.look, apply, pause: async () => {}, now };
  for await (const event of run(steps, new Facts(), doing, control)) {
    events.push(event);
    onEvent(event);
  }
  return events;
}

export function killedAfter(ec2: Pick<PretendEc2, 'apply'>, number: number): Apply {
  let count = 0;
  return async function* (action, facts, signal) {
    // A process that is killed does none of what it did beside that either.
    if (count >= number) throw new Killed();
    yield* ec2.apply(action, facts, signal);
    count += 1;
    if (count >= number) throw new Killed();
  };
}
