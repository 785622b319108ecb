import { describe, expect, it } from 'vitest';
import type { Action } from '../../source/action.ts';
import { describeAction } from '../../source/describe.ts';
import type { Event } from '../../source/event.ts';
import { Facts } from '../../source/facts/facts.ts';
import { type Apply, run } from '../../source/run.ts';
import type { Step } from '../../source/steps/step.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { ground } from '../core/example-goal.ts';
import { stateless, three } from './example-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const steps = growSteps(stateless, three, () => ground, []);
const fresh = () => new PretendCluster(stateless, three);

async function runOn(cluster: PretendCluster, apply: Apply = cluster.apply): Promise<Event[]> {
  const events: Event[] = [];
  const never = new AbortController().signal;
  const control = { stop: never, abort: never, overridden: new Set<string>() };
  const doing = { look: cluster.look, apply, pause: async () => {}, now: () => 0 };
  for await (const event of run(known(steps), new Facts(), doing, control)) events.push(event);
  return events;
}

/** What is taken along from the whole job is shown elsewhere. */
function known(all: readonly Step[]): Step[] {
  const ids = all.map(({ id }) => id);
  return all.map((step) => ({ ...step, needs: step.needs.filter((id) => ids.includes(id)) }));
}

class Killed extends Error {}

/** Stops the world right before or right after the action of that number. */
function killedAt(cluster: PretendCluster, number: number, when: 'before' | 'after'): Apply {
  let count = 0;
  return async function* (action, facts, signal) {
    count += 1;
    if (count > number || (count === number && when === 'before')) throw new Killed();
    yield* cluster.apply(action, facts, signal);
    if (count === number) throw new Killed();
  };
}

function hostOf(action: Action): string {
  return action.do === 'on' ? action.host : 'first';
}

describe('an app that is taken to three servers', () => {
  it('is there on all of them, and was never away', async () => {
    const cluster = fresh();
    const events = await runOn(cluster);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(cluster.members.size).toBe(3);
    expect(cluster.outages).toEqual([]);
    expect([...cluster.servers.values()].map(({ docker }) => docker)).toEqual([true, true, true]);
    expect(cluster.rotatedFor).toMatch(/^[0-9a-f]{16}$/);
  });

  it('keeps what was there as the way back', async () => {
    const cluster = fresh();
    await runOn(cluster);
    const first = cluster.servers.get(stateless.host);
    const stopped = { running: false, restart: 'no' };
    expect([...(first?.containers ?? [])]).toEqual([
      ['study', stopped],
      ['setup-server-front', stopped],
    ]);
  });

  it('has nothing left to do the second time', async () => {
    const cluster = fresh();
    await runOn(cluster);
    const count = cluster.done.length;
    await runOn(cluster);
    expect(cluster.done.length).toBe(count);
  });

  it('comes to the same whichever action it is killed at, and is there all the time', async () => {
    const undisturbed = fresh();
    await runOn(undisturbed);
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThan(25);
    for (let number = 1; number <= count; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const cluster = fresh();
        await expect(runOn(cluster, killedAt(cluster, number, when))).rejects.toThrow(Killed);
        await runOn(cluster);
        expect(cluster.state(), `killed ${when} action ${number}`).toEqual(undisturbed.state());
        expect(cluster.outages, `killed ${when} action ${number}`).toEqual([]);
      }
    }
  });

  it('makes the other servers ready beside each other', () => {
    const install = steps.filter(({ id }) => id.startsWith('docker.install@'));
    expect(install.map(({ needs }) => needs)).toEqual([
      ['server.ready@203.0.113.8'],
      ['server.ready@203.0.113.9'],
    ]);
  });

  it('touches the first one as little as that takes', async () => {
    const cluster = fresh();
    await runOn(cluster);
    const others = cluster.done.filter((each) => each.do === 'pull' || each.do === 'on');
    expect(new Set(others.filter((each) => /pull/.test(JSON.stringify(each))).map(hostOf))).toEqual(
      new Set(['ssh://203.0.113.8', 'ssh://203.0.113.9']),
    );
  });

  it('is shown with the server that each line is typed at', async () => {
    const cluster = fresh();
    await runOn(cluster);
    const lines = cluster.done.flatMap((each) => describeAction(each));
    expect(lines).toContain('# on ssh://203.0.113.8:');
    expect(lines.join('\n')).toMatch(/docker swarm init .* >\/dev\/null/);
    expect(lines.join('\n')).not.toMatch(/SWMTKN/);
  });
});
