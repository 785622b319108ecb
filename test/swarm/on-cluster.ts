import { expect } from 'vitest';
import type { Event } from '../../source/event.ts';
import { Facts } from '../../source/facts/facts.ts';
import { type Apply, run } from '../../source/run.ts';
import type { Step } from '../../source/steps/step.ts';
import type { PretendCluster } from './pretend-cluster.ts';

/** Runs the steps to their end, with what happens whenever one waits, without those that are taken along from the whole job. */
export async function runOn(
  cluster: PretendCluster,
  steps: readonly Step[],
  apply: Apply = cluster.apply,
  meanwhile: () => void = () => {},
): Promise<Event[]> {
  const events: Event[] = [];
  const never = new AbortController().signal;
  const control = { stop: never, abort: never, overridden: new Set<string>() };
  let time = 0;
  const pause = async (seconds: number) => {
    time += seconds;
    meanwhile();
  };
  const doing = { look: cluster.look, apply, pause, now: () => time };
  for await (const event of run(known(steps), new Facts(), doing, control)) events.push(event);
  return events;
}

/** What is taken along from the whole job is shown elsewhere. */
function known(all: readonly Step[]): Step[] {
  const ids = all.map(({ id }) => id);
  return all.map((step) => ({ ...step, needs: step.needs.filter((id) => ids.includes(id)) }));
}

export class Killed extends Error {}

/** Stops the world right before or right after the action of that number. */
export function killedAt(cluster: PretendCluster, number: number, when: 'before' | 'after'): Apply {
  let count = 0;
  return async function* (action, facts, signal) {
    count += 1;
    if (count > number || (count === number && when === 'before')) throw new Killed();
    yield* cluster.apply(action, facts, signal);
    if (count === number) throw new Killed();
  };
}

/** How the world was left after each of the actions, wherever it was killed. */
export async function leftAfterEach(
  cluster: PretendCluster,
  steps: readonly Step[],
): Promise<readonly PretendCluster[]> {
  const left: PretendCluster[] = [];
  await runOn(cluster, steps, async function* (action, facts, signal) {
    yield* cluster.apply(action, facts, signal);
    left.push(cluster.again());
  });
  return left;
}

/** From wherever they were left, the steps come to the same as undisturbed, and nothing has met what it must not meet. */
export async function expectSameFrom(
  left: readonly PretendCluster[],
  undisturbed: PretendCluster,
  steps: readonly Step[],
  applyOn: (cluster: PretendCluster) => Apply = ({ apply }) => apply,
): Promise<void> {
  for (const [number, cluster] of left.entries()) {
    await runOn(cluster, steps, applyOn(cluster));
    const at = `killed after action ${number + 1}`;
    expect([cluster.state(), cluster.clashes], at).toEqual([undisturbed.state(), []]);
  }
}
