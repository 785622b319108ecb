import { describe, expect, it } from 'vitest';
import type { Occasion } from '../../source/errands/errand.ts';
import { drainTask } from '../../source/errands/servers/drain.ts';
import { Facts, type Query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { drainStep, undrainSteps } from '../../source/swarm/drain-steps.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { ground } from '../core/example-goal.ts';
import { pinned, stateless, staying, three } from './example-cluster.ts';
import { killedAt, runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const [first, second, third] = three.nodes;
if (!second || !third) throw new Error('There are not three servers.');

async function grown(goal: Goal = stateless): Promise<PretendCluster> {
  const cluster = new PretendCluster(goal, three);
  await runOn(
    cluster,
    growSteps(goal, three, () => ground, []),
  );
  return cluster;
}

const empty = [drainStep(stateless, second)];
const again = undrainSteps(stateless, second);

async function copiesOn(cluster: PretendCluster, host: string): Promise<number> {
  const wanted: Query = { fact: 'swarmServices', host: stateless.host, subject: 'study' };
  for await (const { value } of cluster.look([wanted], new AbortController().signal)) {
    const services = value as unknown as { name: string; tasks: { node: string }[] }[];
    const app = services.find(({ name }) => name === 'app');
    return app?.tasks.filter(({ node }) => `ssh://${node}` === host).length ?? 0;
  }
  throw new Error('Nothing was seen.');
}

describe('a server of several', () => {
  it('is emptied, with all copies elsewhere', async () => {
    const cluster = await grown();
    await runOn(cluster, empty);
    expect(cluster.members.get(second.host)?.drained).toBe(true);
    expect(await copiesOn(cluster, second.host)).toBe(0);
    expect((await copiesOn(cluster, first.host)) + (await copiesOn(cluster, third.host))).toBe(3);
    expect(cluster.members.get(second.host)?.role).toBe('manager');
  });

  it('gets its share of the copies when it is taken in again', async () => {
    const cluster = await grown();
    await runOn(cluster, empty);
    await runOn(cluster, again);
    expect(await copiesOn(cluster, second.host)).toBe(1);
    const count = cluster.done.length;
    await runOn(cluster, again);
    expect(cluster.done.length).toBe(count);
  });

  it('comes to the same whichever action that is killed at', async () => {
    const undisturbed = await grown();
    await runOn(undisturbed, empty);
    await runOn(undisturbed, again);
    for (const number of [1, 2, 3])
      for (const when of ['before', 'after'] as const) {
        const cluster = await grown();
        await runOn(cluster, empty, killedAt(cluster, number, when)).catch(() => {});
        await runOn(cluster, empty);
        await runOn(cluster, again, killedAt(cluster, number, when)).catch(() => {});
        await runOn(cluster, again);
        expect(cluster.state()).toEqual(undisturbed.state());
        expect(await copiesOn(cluster, second.host)).toBe(1);
      }
  });
});

describe('what keeps a server from being emptied', () => {
  const occasion = async (goal: Goal, server: string, cluster: PretendCluster) => {
    let facts = new Facts();
    const queries = drainTask.looks(goal.host, goal.install, {}, {}, goal).filter(isSwarm);
    for await (const each of cluster.look(queries, new AbortController().signal))
      facts = facts.with([each]);
    const wishes = { 'servers.which': server };
    return { goal, facts, wishes, answers: {}, author: ground.author } as unknown as Occasion;
  };
  const isSwarm = ({ fact }: Query) => fact.startsWith('swarm');

  it('is that its app has the data there', async () => {
    const given = await occasion(pinned, first.name, await grown(pinned));
    expect(() => drainTask.undertake(given)).toThrow(/has its data there/);
    // In a container that is none of the cluster's.
    const shared = { ...given, goal: staying };
    expect(() => drainTask.undertake(shared)).toThrow(/has its data there/);
  });

  it('is that all others are emptied', async () => {
    const cluster = await grown();
    for (const node of [first, third]) await runOn(cluster, [drainStep(stateless, node)]);
    const given = await occasion(stateless, second.name, cluster);
    expect(() => drainTask.undertake(given)).toThrow(/no other server could do its work/);
    const other = await occasion(stateless, second.name, await grown());
    expect(drainTask.undertake(other).steps([], stateless).length).toBe(1);
  });

  it('is that there is one only', async () => {
    const { cluster: _, ...alone } = stateless;
    const given = await occasion(alone, second.name, await grown());
    expect(() => drainTask.undertake(given)).toThrow(/runs on one server already/);
  });
});
