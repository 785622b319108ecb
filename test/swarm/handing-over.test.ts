import { describe, expect, it } from 'vitest';
import { appContainer, companionContainer } from '../../source/containers/install-containers.ts';
import { describeAction } from '../../source/describe.ts';
import { query } from '../../source/facts/facts.ts';
import { FRONT_CONTAINER } from '../../source/front/container.ts';
import type { Goal } from '../../source/goal.ts';
import { companionStep } from '../../source/steps/companion-step.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { aloneSteps, shrinkSteps } from '../../source/swarm/shrink-steps.ts';
import { ground } from '../core/example-goal.ts';
import { inRoles, pinned, three } from './example-cluster.ts';
import { expectSameFrom, leftAfterEach, runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const [first, ...others] = three.nodes;

/** Of the whole job, what matters here: database and app run on the first server again. */
function whole(goal: Goal): Step[] {
  const [database] = goal.recipe.companions ?? [];
  if (!database) throw new Error('There is no database.');
  const db = companionContainer(goal.install, database);
  const start = (id: string, spec: typeof db, needs: string[]): Step => {
    const container = query('container', goal.host, spec.name);
    return {
      ...{ id, title: id, needs, sees: [container] },
      check: (facts) =>
        facts.get(container)?.state === 'running' ? HOLDS : lacks(`${spec.name} does not run.`),
      actions: () => [{ do: 'start', spec }],
    };
  };
  return [
    start(companionStep('db', 'start'), db, []),
    start('app.start', appContainer(goal), [companionStep('db', 'start')]),
    start('app.ready', appContainer(goal), ['app.start']),
  ];
}

describe.each([
  ['that stays on the first server with its data', pinned],
  ['that knows which part of it runs where', inRoles],
])('an app with data, %s', (_, goal) => {
  const grow = growSteps(goal, three, () => ground, []);
  const shrink = shrinkSteps(goal, goal, [first, ...others], () => ground, whole(goal));
  const fresh = () => new PretendCluster(goal, three);
  const once = fresh();
  const growing = runOn(once, grow);
  const grown = async () => {
    await growing;
    return once.again();
  };
  const containers = (cluster: PretendCluster) =>
    Object.fromEntries(cluster.servers.get(first.host)?.containers ?? []);

  it('is handed over once all else is ready, and what was there is kept', async () => {
    const cluster = fresh();
    const events = await runOn(cluster, grow);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    const stopped = { running: false, restart: 'no' };
    expect(containers(cluster)).toEqual({
      ...{ study: stopped, 'study-db': stopped, [FRONT_CONTAINER]: stopped },
    });
    expect(cluster.clashes).toEqual([]);
    const away = cluster.outages.map((each) => JSON.parse(each)).flatMap(describeAction);
    expect(away.join('\n')).not.toMatch(/apt-get|docker pull|stack deploy|swarm join|drain/);
    expect(cluster.answers()).toBe(true);
  });

  it('has nothing left to do the second time', async () => {
    const cluster = await grown();
    const count = cluster.done.length;
    await runOn(cluster, grow);
    expect(cluster.done.length).toBe(count);
  });

  it('goes back to what was there before', async () => {
    const cluster = await grown();
    const events = await runOn(cluster, shrink);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    const runs = { running: true, restart: 'always' };
    expect(containers(cluster)).toEqual({
      ...{ study: runs, 'study-db': runs, [FRONT_CONTAINER]: runs },
    });
    expect([cluster.members.size, cluster.stack.size, cluster.clashes]).toEqual([0, 0, []]);
    const files = [...cluster.servers.values()].flatMap(({ files }) => [...files.keys()]);
    expect(files.filter((path) => /cluster/.test(path))).toEqual([]);
  });

  it('has the images there again before it is stopped for going back', () => {
    const job = stepsFor(goal, ground);
    const steps = shrinkSteps(goal, goal, [first, ...others], () => ground, job);
    const before = (id: string): string[] => {
      const needs = steps.find((each) => each.id === id)?.needs ?? [];
      return [...needs, ...needs.flatMap(before)];
    };
    const stops = steps.map(({ id }) => id).filter((id) => id.startsWith('swarm.stop.'));
    expect(stops.length).toBeGreaterThan(0);
    for (const id of stops)
      expect(before(id)).toEqual(
        expect.arrayContaining(['app.download', companionStep('db', 'download')]),
      );
  });

  it('goes back where more than half of those that decide are lost', async () => {
    const cluster = await grown();
    cluster.lost = true;
    const alone = shrinkSteps(goal, goal, [first], () => ground, whole(goal));
    const events = await runOn(cluster, alone);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(cluster.members.has(first.host)).toBe(false);
    expect(containers(cluster).study).toEqual({ running: true, restart: 'always' });
    expect(cluster.clashes).toEqual([]);
  });

  it.each([
    ['growing', fresh, grow],
    ['going back', grown, shrink],
  ] as const)(
    'never has its data used twice, whichever action %s is killed at',
    async (_, begin, steps) => {
      const undisturbed = await begin();
      const left = await leftAfterEach(undisturbed, steps);
      expect(left.length).toBeGreaterThan(10);
      await expectSameFrom(left, undisturbed, steps);
    },
  );

  it('runs alone again wherever it was left, and nothing of the cluster is taken away', async () => {
    const alone = aloneSteps(goal, goal, three.nodes, whole(goal));
    for (const [number, cluster] of (await leftAfterEach(fresh(), grow)).entries()) {
      const members = cluster.members.size;
      await runOn(cluster, alone);
      const at = `left after ${number + 1}`;
      expect([cluster.answers(), cluster.clashes], at).toEqual([true, []]);
      const running = containers(cluster).study?.running;
      expect([cluster.members.size, running], at).toEqual([members, true]);
    }
  });

  it('goes back wherever growing was left', async () => {
    for (const [number, cluster] of (await leftAfterEach(fresh(), grow)).entries()) {
      await runOn(cluster, shrink);
      const at = `left after ${number + 1}`;
      expect(cluster.clashes, at).toEqual([]);
      expect(containers(cluster).study, at).toEqual({ running: true, restart: 'always' });
    }
  });
});
