import { describe, expect, it } from 'vitest';
import { appContainer } from '../../source/containers/install-containers.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { FRONT_CONTAINER } from '../../source/front/container.ts';
import type { Goal } from '../../source/goal.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';
import type { ClusterNode } from '../../source/swarm/cluster.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { shrinkSteps } from '../../source/swarm/shrink-steps.ts';
import { ground } from '../core/example-goal.ts';
import { stateless, three } from './example-cluster.ts';
import { Killed, killedAt, runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const container = query('container', stateless.host, stateless.install);

/** Of the whole job, what matters here: the app runs on the first server again. */
const whole: readonly Step[] = ['app.start', 'app.ready'].map((id) => ({
  ...{ id, title: id, needs: [], sees: [container] },
  check: (facts) => (facts.get(container)?.state === 'running' ? HOLDS : lacks('It does not run.')),
  actions: () => [{ do: 'start', spec: appContainer(stateless) }],
}));

const grow = growSteps(stateless, three, () => ground, []);
const [first, ...others] = three.nodes;
const shrink = shrinkSteps(stateless, stateless, [first, ...others], () => ground, whole);

async function grown(): Promise<PretendCluster> {
  const cluster = new PretendCluster(stateless, three);
  await runOn(cluster, grow);
  return cluster;
}

describe('an app that goes back to one server', () => {
  it('runs there as before, and was never away', async () => {
    const cluster = await grown();
    await runOn(cluster, shrink);
    const runs = { running: true, restart: 'always' };
    expect([...(cluster.servers.get(first.host)?.containers ?? [])]).toEqual([
      ['study', runs],
      [FRONT_CONTAINER, runs],
    ]);
    expect(cluster.members.size).toBe(0);
    expect(cluster.stack.size).toBe(0);
    expect(cluster.outages).toEqual([]);
  });

  it('leaves nothing of the cluster anywhere', async () => {
    const cluster = await grown();
    await runOn(cluster, shrink);
    const files = [...cluster.servers.values()].flatMap((server) => [...server.files.keys()]);
    expect(files.filter((path) => /cluster/.test(path))).toEqual([]);
  });

  it('comes to the same whichever action it is killed at, and is there all the time', async () => {
    const undisturbed = await grown();
    const before = undisturbed.done.length;
    await runOn(undisturbed, shrink);
    const count = undisturbed.done.length - before;
    expect(count).toBeGreaterThan(8);
    for (let number = 1; number <= count; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const cluster = await grown();
        const killed = runOn(cluster, shrink, killedAt(cluster, number, when));
        await expect(killed).rejects.toThrow(Killed);
        await runOn(cluster, shrink);
        expect(cluster.state(), `killed ${when} action ${number}`).toEqual(undisturbed.state());
        expect(cluster.outages, `killed ${when} action ${number}`).toEqual([]);
      }
    }
  });

  it.each(['own-files', 'balancer'] as const)(
    'waits for no renewal where there is none: %s',
    (use) => {
      const goal = { ...stateless, certificate: { ...stateless.certificate, use } };
      const job = stepsFor(goal, ground);
      const all = shrinkSteps(goal, goal, [first, ...others], () => ground, job);
      const ids = all.map(({ id }) => id);
      expect(ids).toContain('swarm.remove');
      expect(all.flatMap(({ needs }) => needs).filter((id) => !ids.includes(id))).toEqual([]);
    },
  );

  it('has a balancer send nobody to the others any more before they answer no more', async () => {
    const certificate = { ...stateless.certificate, use: 'balancer' as const };
    const goal = { ...stateless, certificate };
    const off = (nodes: readonly [ClusterNode, ...ClusterNode[]], of: Goal = goal) =>
      shrinkSteps(of, of, nodes, () => ground, stepsFor(of, ground))
        .find(({ id }) => id === 'swarm.remove')
        ?.actions(new Facts())
        .flatMap(describeAction)
        .join('\n') ?? '';
    const all = off([first, ...others]);
    for (const { host } of others) expect(all).toContain(host.replace('ssh://', ''));
    expect(all).toMatch(/503[\s\S]*503[\s\S]*\nsleep 30\n[\s\S]*docker stack rm/);
    for (const quick of [off([first]), off([first, ...others], stateless)])
      expect(quick).not.toMatch(/503|sleep 30/);
  });

  it('works where more than half of those that decide are lost', async () => {
    const cluster = await grown();
    cluster.lost = true;
    await runOn(
      cluster,
      shrinkSteps(stateless, stateless, [first], () => ground, whole),
    );
    expect(cluster.members.has(first.host)).toBe(false);
    expect(cluster.servers.get(first.host)?.containers.get(FRONT_CONTAINER)?.running).toBe(true);
  });
});

describe('the name of an app that goes back to one server', () => {
  const steps = shrinkSteps(stateless, stateless, three.nodes, () => ground, [
    ...whole,
    ...stepsFor(stateless, ground).filter(({ id }) => id === 'name.record'),
  ]);
  const led = steps.find(({ id }) => id === 'swarm.led');
  const seen = (...a: readonly string[]) => {
    const name = { a, aaaa: [], problem: null, agreed: true, servers: [], zone: '' };
    return new Facts([
      { query: query('addresses', stateless.host), value: { v4: ['203.0.113.7'], v6: [] } },
      ...stateless.names.map((each) => ({ query: query('name', '', each), value: name })),
    ] as unknown as Sighting[]);
  };

  it('leads to the first one before the others answer no more', () => {
    expect(led?.check(seen('203.0.113.9'))).toMatchObject({
      holds: false,
      why: expect.stringContaining('leads to 203.0.113.9, and not to 203.0.113.7'),
    });
    expect(steps.find(({ id }) => id === 'swarm.remove')?.needs).toContain('swarm.led');
  });

  it.each([
    ['to the first one', ['203.0.113.7']],
    ['to all of them', ['203.0.113.9', '203.0.113.7']],
    ['to what stands in front of them', ['198.51.100.4']],
    ['nowhere', []],
  ])('holds nothing up where it leads %s', (_, a) => {
    expect(led?.check(seen(...a))).toEqual(HOLDS);
  });
});
