import { describe, expect, it } from 'vitest';
import { distinct, Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { plan } from '../../source/plan.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';
import type { Cluster } from '../../source/swarm/cluster.ts';
import { deploymentOf } from '../../source/swarm/deployment.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { appParts } from '../../source/swarm/parts.ts';
import { copySteps, putBackSteps, replaceSteps } from '../../source/swarm/revise-steps.ts';
import { sha256 } from '../../source/text/sha256.ts';
import { ground } from '../core/example-goal.ts';
import { inRoles, pinned, staying, three } from './example-cluster.ts';
import { expectSameFrom, leftAfterEach, runOn } from './on-cluster.ts';
import { PretendCluster, STAMP } from './pretend-cluster.ts';
import { COPY, shared } from './shared-container.ts';

const newer: Cluster = { ...three, image: 'example/study:1.3@sha256:7c7c' };

/** Of the whole job, what is about data: each leaves a file, by which the next one knows of it. */
function whole(goal: Goal, ids: readonly string[]): Step[] {
  const files = ids.map((id): Step => {
    const path = id === 'backup.make' ? COPY : `/var/${id}`;
    const file = query('file', goal.host, path);
    return {
      ...{ id, title: id, needs: [], sees: [file] },
      check: (facts) => (facts.get(file)?.sha256 === sha256(id) ? HOLDS : lacks('Not yet.')),
      actions: () => [{ do: 'write', path, mode: '644', content: [id] }],
    };
  });
  return [...files, ...shared(goal)];
}

const UPGRADE = ['change.begin', 'backup.make', 'record.write', 'change.end'];
const RESTORE = ['change.begin', 'data.restore', 'record.write', 'change.end'];

function versioned(goal: Goal, image: string): Goal {
  const { container } = goal.recipe;
  return { ...goal, recipe: { ...goal.recipe, container: { ...container, image } } };
}

/** The app's container on the first server. */
function own(cluster: PretendCluster) {
  return cluster.servers.get(three.nodes[0].host)?.containers.get('study');
}

/** Sees to it that nothing runs while data are copied or put back. */
function atRest(cluster: PretendCluster, killed = cluster.apply): typeof cluster.apply {
  return async function* (action, facts, signal) {
    if (action.do === 'write' && [COPY, '/var/data.restore'].includes(action.path))
      expect([cluster.running(), own(cluster)?.running ?? false]).toEqual([[], false]);
    yield* killed(action, facts, signal);
  };
}

describe.each([
  ['that stay on the first server', pinned],
  ['of which one runs in copies', inRoles],
  ['that work with its own container', staying],
])('parts of an app %s', (_, goal) => {
  const after = versioned(goal, 'example/study:1.3');
  const once = new PretendCluster(goal, three);
  const growing = runOn(
    once,
    growSteps(goal, three, () => ground, shared(goal)),
  );
  const grown = async () => {
    await growing;
    return once.again();
  };
  const images = (cluster: PretendCluster) => cluster.imagesOf('app');
  const upgrading = replaceSteps(goal, after, newer, whole(after, UPGRADE), null);

  it('are replaced together, with their data copied in between', async () => {
    const cluster = await grown();
    cluster.wants(after, newer);
    const events = await runOn(cluster, upgrading, atRest(cluster));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(images(cluster)).toBe(newer.image);
    expect([cluster.clashes, cluster.answers()]).toEqual([[], true]);
    const [{ host }] = three.nodes;
    const { stays } = goal.cluster?.spread ?? {};
    expect(own(cluster)?.running).toBe(stays ? true : undefined);
    expect(cluster.servers.get(host)?.containers.has('study-db')).toBe(!stays);
  });

  it('come to the same whichever action that is killed at', async () => {
    const undisturbed = await grown();
    undisturbed.wants(after, newer);
    const left = await leftAfterEach(undisturbed, upgrading);
    expect(left.length).toBeGreaterThan(8);
    await expectSameFrom(left, undisturbed, upgrading, atRest);
  });

  it('are not brought back by a renewal beside those of another version', async () => {
    const cluster = await grown();
    cluster.wants(after, newer);
    const { path, text } = deploymentOf(after, newer).current;
    const renewed = (each: PretendCluster) =>
      each.servers.get(three.nodes[0].host)?.files.get(path)?.text;
    expect(renewed(cluster)).not.toBe(text);
    const left = await leftAfterEach(cluster, upgrading);
    const deployed = left.filter((each) => images(each) === newer.image).map(renewed);
    expect(new Set(deployed)).toEqual(new Set([undefined, text]));
  });

  it('are put back with their data wherever that was left', async () => {
    const upgraded = await grown();
    upgraded.wants(after, newer);
    const restore: Goal = {
      ...goal,
      revision: {
        ...{ kind: 'restore', sources: [], copyFirst: false, begun: null },
        backup: { stamp: STAMP } as never,
      },
    };
    const back = putBackSteps(restore, three, whole(restore, RESTORE));
    for (const [number, cluster] of (await leftAfterEach(upgraded, upgrading)).entries()) {
      cluster.wants(goal, three);
      await runOn(cluster, back, atRest(cluster));
      const at = `left after action ${number + 1}`;
      expect([images(cluster), cluster.answers()], at).toEqual([three.image, true]);
      expect(cluster.clashes, at).toEqual([]);
    }
  });

  it('rest while their data are copied, and go on', async () => {
    const cluster = await grown();
    const copying = copySteps(goal, three, whole(goal, ['backup.make']));
    let facts = new Facts();
    const sees = distinct(copying.flatMap((step) => step.sees));
    for await (const each of cluster.look(sees, new AbortController().signal))
      facts = facts.with([each]);
    // What is stopped has to be started again: so it is in the plan.
    const open = plan(copying, facts).filter(({ holds }) => !holds);
    const ids = open.map(({ step }) => step.id);
    for (const { name } of appParts(goal))
      expect(ids).toEqual(expect.arrayContaining([`swarm.stop.${name}`, `swarm.start.${name}`]));
    const events = await runOn(cluster, copying, atRest(cluster));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect([cluster.clashes, cluster.answers()]).toEqual([[], true]);
    const [{ host }] = three.nodes;
    expect(cluster.servers.get(host)?.files.has(COPY)).toBe(true);
  });
});
