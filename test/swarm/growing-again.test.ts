import { describe, expect, it } from 'vitest';
import { describeAction } from '../../source/describe.ts';
import { distinct, Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { settingsWrite } from '../../source/steps/settings.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';
import type { Cluster, ClusterNode } from '../../source/swarm/cluster.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { restQueries, wouldRest } from '../../source/swarm/rest-first.ts';
import { sha256 } from '../../source/text/sha256.ts';
import { ground } from '../core/example-goal.ts';
import { inRoles, pinned, staying, three } from './example-cluster.ts';
import { expectSameFrom, leftAfterEach, runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';
import { COPY, shared } from './shared-container.ts';

const [first, second, third] = three.nodes;
if (!second || !third) throw new Error('There are not three servers.');
const fourth: ClusterNode = {
  ...{ host: 'ssh://203.0.113.10', name: '203.0.113.10', address: '10.0.0.10' },
  ...{ visited: '203.0.113.10', role: 'worker' },
};
const four: Cluster = { ...three, nodes: [first, second, third, fourth], replicas: 4 };

/** Of the whole job, what copies data and is about the container that copies work with. */
function whole(goal: Goal): Step[] {
  const file = query('file', goal.host, COPY);
  const copy: Step = {
    ...{ id: 'backup.make', title: '', needs: [], sees: [file] },
    check: (facts) => (facts.get(file)?.sha256 === sha256('a copy') ? HOLDS : lacks('Not yet.')),
    actions: () => [{ do: 'write', path: COPY, mode: '644', content: ['a copy'] }],
  };
  return [
    ...(goal.revision ? [copy] : []),
    settingsWrite(goal),
    ...shared(goal).filter(({ id }) => id !== 'settings.write'),
  ];
}

const stepsFor = (goal: Goal, cluster: Cluster) =>
  growSteps(goal, cluster, () => ground, whole(goal));

/** Its data are only copied while nothing of it runs there. */
function watched(cluster: PretendCluster): typeof cluster.apply {
  return async function* (action, facts, signal) {
    if (action.do === 'write' && action.path === COPY) expect(cluster.running()).toEqual([]);
    yield* cluster.apply(action, facts, signal);
  };
}

async function seenOf(cluster: PretendCluster, goal: Goal): Promise<Facts> {
  let facts = new Facts();
  for await (const sighting of cluster.look(
    distinct(restQueries(goal)),
    new AbortController().signal,
  ))
    facts = facts.with([sighting]);
  return facts;
}

describe.each([
  ['that stays on the first server with its data', pinned],
  ['that knows which part of it runs where', inRoles],
  ['whose own container is what its copies work with', staying],
])('an app %s, taken to several servers once more', (_, goal) => {
  const once = new PretendCluster(goal, four);
  once.wants(goal, three);
  const growing = runOn(once, stepsFor(goal, three));
  const grown = async (wanted: Goal, cluster = three) => {
    await growing;
    const again = once.again();
    again.wants(wanted, cluster);
    return again;
  };
  const { recipe } = goal;
  const container = { ...recipe.container, workdir: '/elsewhere' };
  const other: Goal = { ...goal, recipe: { ...recipe, container } };
  const copied: Goal = { ...other, revision: { kind: 'copy', sources: [] } };

  it('rests and is copied only where its parts would be made anew', async () => {
    const facts = await seenOf(await grown(goal), goal);
    expect(wouldRest(goal, three, facts)).toBe(false);
    expect(wouldRest(goal, { ...three, replicas: 5 }, facts)).toBe(false);
    expect(wouldRest(other, three, facts)).toBe(true);
    const alone = new PretendCluster(goal, three);
    expect(wouldRest(other, three, await seenOf(alone, goal))).toBe(false);
  });

  it('stops part by part, is copied, and starts part by part with what is new', async () => {
    const cluster = await grown(copied);
    const before = cluster.stack.get('app');
    const events = await runOn(cluster, stepsFor(copied, three), watched(cluster));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(cluster.servers.get(first.host)?.files.get(COPY)?.text).toBe('a copy');
    expect(cluster.stack.get('app')).not.toBe(before);
    expect([cluster.clashes, cluster.answers()]).toEqual([[], true]);
  });

  describe('where more than half of those that decide are lost', () => {
    const two: Cluster = { ...three, nodes: [first, second], replicas: 2, anew: true };
    const lost = async (wanted: Goal) => {
      const cluster = await grown(wanted, two);
      cluster.lost = true;
      return cluster;
    };

    it('rests as well, since nobody sees beforehand whether its parts would be made anew', async () => {
      expect(wouldRest(other, two, await seenOf(await lost(other), other))).toBe(true);
      // Growing was cut off before it was handed over.
      const alone = await seenOf(new PretendCluster(goal, three), goal);
      expect(wouldRest(goal, two, alone)).toBe(goal === staying);
    });

    it('stops part by part and is copied before it is made anew', async () => {
      const cluster = await lost(copied);
      const events = await runOn(cluster, stepsFor(copied, two), watched(cluster));
      expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(cluster.servers.get(first.host)?.files.get(COPY)?.text).toBe('a copy');
      expect([cluster.clashes, cluster.answers()]).toEqual([[], true]);
    });

    it('goes on where nothing would be made anew', async () => {
      const same: Goal = { ...goal, revision: { kind: 'copy', sources: [] } };
      const cluster = await lost(same);
      const done = cluster.done.length;
      const events = await runOn(cluster, stepsFor(same, two), watched(cluster));
      expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(cluster.servers.get(first.host)?.files.has(COPY)).toBe(false);
      const lines = cluster.done.slice(done).flatMap((each) => describeAction(each));
      expect(lines.join('\n')).not.toMatch(/label-rm setup-server\.runs|docker stop/);
      expect([cluster.clashes, cluster.answers()]).toEqual([[], true]);
    });

    it('comes to the same whichever action that is killed at', async () => {
      const undisturbed = await lost(copied);
      const steps = stepsFor(copied, two);
      const left = await leftAfterEach(undisturbed, steps);
      await expectSameFrom(left, undisturbed, steps, watched);
    });
  });

  it('is told why, and of nothing that was only so when it grew', async () => {
    const steps = stepsFor(copied, three);
    const told = steps.map(({ id, because }) => [id, because?.(new Facts())]);
    const [stop] = told.filter(([id]) => String(id).startsWith('swarm.stop.'));
    expect(stop?.[1]).toMatch(/made with other settings/);
    for (const [id, text] of told) if (id === 'app.start') expect(text).toBeUndefined();
  });

  it('comes to the same whichever action that is killed at', async () => {
    const undisturbed = await grown(copied);
    const steps = stepsFor(copied, three);
    const left = await leftAfterEach(undisturbed, steps);
    expect(left.length).toBeGreaterThan(4);
    await expectSameFrom(left, undisturbed, steps, watched);
  });

  it('goes on all the time where there are only more servers and copies', async () => {
    const cluster = await grown(goal, four);
    cluster.outages.length = 0;
    const done = cluster.done.length;
    const events = await runOn(cluster, stepsFor(goal, four));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect([...cluster.members.keys()]).toEqual(four.nodes.map(({ host }) => host));
    expect([cluster.outages, cluster.clashes]).toEqual([[], []]);
    const lines = cluster.done.slice(done).flatMap((each) => describeAction(each));
    expect(lines.join('\n')).not.toMatch(/label-rm|update --force|docker stop/);
    const opened = lines.findIndex((line) => /label-add setup-server\.runs\.app=yes/.test(line));
    const deployed = lines.findIndex((line) => /stack deploy/.test(line));
    // A copy that is new goes where none is yet.
    if (goal !== pinned) expect(opened).toBeGreaterThan(-1);
    if (goal !== pinned) expect(opened).toBeLessThan(deployed);
  });
});
