import { describe, expect, it } from 'vitest';
import { staying as stayingRecipe } from '../../source/apps/spread.ts';
import { fingerprint, LABEL } from '../../source/containers/container.ts';
import { appContainer } from '../../source/containers/install-containers.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { FRONT_CONTAINER, FRONT_NETWORK } from '../../source/front/container.ts';
import type { Goal } from '../../source/goal.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { HOLDS, lacks, type Step, titleOf } from '../../source/steps/step.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { replaceSteps } from '../../source/swarm/revise-steps.ts';
import { aloneSteps, shrinkSteps } from '../../source/swarm/shrink-steps.ts';
import { stackText } from '../../source/swarm/stack.ts';
import { ground } from '../core/example-goal.ts';
import { staying, three } from './example-cluster.ts';
import { Killed, killedAt, leftAfterEach, runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const SHARED = 'setup-server-study-shared';
const { cluster: _, ...alone } = staying;
const [first, ...others] = three.nodes;

/** Of the whole job, what matters here. */
function whole(goal: Goal): Step[] {
  const spec = appContainer(goal);
  const container = query('container', goal.host, spec.name);
  const settings = query('file', goal.host, '/etc/setup-server/study/env.list');
  const nothing = { check: () => HOLDS, actions: () => [] };
  return [
    { id: 'settings.write', title: 'settings.write', needs: [], sees: [settings], ...nothing },
    {
      ...{ id: 'app.start', title: 'app.start', needs: ['settings.write'], sees: [container] },
      check: (facts) =>
        facts.get(container)?.labels[LABEL.spec] === fingerprint(spec)
          ? HOLDS
          : lacks('It was made with other settings.'),
      actions: () => [{ do: 'container', spec }],
    },
    { id: 'app.ready', title: 'app.ready', needs: ['app.start'], sees: [container], ...nothing },
  ];
}

describe('an app whose own container goes on as what the copies work with', () => {
  const grow = growSteps(staying, three, () => ground, whole(staying));
  const shrink = shrinkSteps(alone, staying, [first, ...others], () => ground, whole(alone));
  const fresh = () => new PretendCluster(staying, three);
  const grown = async () => {
    const cluster = fresh();
    await runOn(cluster, grow);
    return cluster;
  };
  const container = (cluster: PretendCluster) =>
    cluster.servers.get(first.host)?.containers.get('study');

  it('is told so in its own settings, and is well without any visitor', () => {
    const { env, ready, unset } = stayingRecipe(
      { ...staying.recipe, env: [{ name: 'ROLE', value: 'all' }], unset: ['ROLE', 'OTHER'] },
      { stays: { env: [{ name: 'ROLE', value: 'shared' }], ready: ['is-there'] } },
    );
    expect([env, unset]).toEqual([[{ name: 'ROLE', value: 'shared' }], ['OTHER']]);
    expect(ready).toEqual({ ...staying.recipe.ready, command: ['is-there'] });
  });

  it('goes on there, on a network that only the copies are on', async () => {
    const cluster = fresh();
    const events = await runOn(cluster, grow);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(container(cluster)).toMatchObject({ running: true, network: SHARED });
    expect(cluster.answers()).toBe(true);
    const done = cluster.done.map((each) => describeAction(each).join('\n'));
    const at = (words: RegExp) => done.findIndex((line) => words.test(line));
    const order = [
      /carry|docker pull/,
      /network create/,
      /docker run/,
      /stack deploy/,
      /stop -t 3/,
    ];
    expect(order.map(at)).toEqual(order.map(at).toSorted((one, other) => one - other));
    expect(done.join('\n')).toContain(
      `docker network create --driver overlay --attachable --opt encrypted ${SHARED}`,
    );
    const before = cluster.outages.map((each) => JSON.parse(each)).flatMap(describeAction);
    expect(before.join('\n')).not.toMatch(/apt-get|docker pull|swarm join(?!-token)/);
  });

  it('is reached by the copies alone', () => {
    const stack = JSON.parse(stackText(staying, three).replace(/^#.*\n/, ''));
    expect(stack.networks.shared).toEqual({ external: true, name: SHARED });
    const on = Object.entries<{ networks: string[] }>(stack.services).map(([name, each]) => {
      return [name, each.networks];
    });
    expect(Object.fromEntries(on)).toMatchObject({
      ...{ app: ['cluster', 'shared'], front: ['cluster'], challenges: ['cluster'] },
    });
    expect(stack.services.app.env_file).toEqual([
      '/etc/setup-server/study/env.list',
      '/etc/setup-server/study/cluster/app.env.list',
    ]);
  });

  it.each([
    ['example/study:1.2', 4],
    [three.image, 3],
  ])('is downloaded where it says, and not twice on the first server: %s', (image, count) => {
    const { recipe } = staying;
    const after: Goal = {
      ...{ ...staying, recipe: { ...recipe, container: { ...recipe.container, image } } },
      revision: {
        ...{ kind: 'upgrade', sources: [], from: [], begun: null, inPlace: 'it has data' },
      },
    };
    const steps = replaceSteps(staying, after, three, stepsFor(after, ground), null);
    const titles = steps.map((step) => titleOf(step, new Facts()));
    const downloads = titles.filter((title) => title.includes('Download'));
    expect(downloads).toHaveLength(count);
    for (const title of downloads)
      expect(title).toMatch(/^203\.0\.113\.\d: Download Study( 1\.2)?$/);
  });

  it('has nothing left to do the second time', async () => {
    const cluster = await grown();
    const count = cluster.done.length;
    await runOn(cluster, grow);
    expect(cluster.done.length).toBe(count);
  });

  it('does all of it again once it is alone', async () => {
    const cluster = await grown();
    const events = await runOn(cluster, shrink);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(container(cluster)).toMatchObject({ running: true, network: FRONT_NETWORK });
    expect(cluster.servers.get(first.host)?.containers.get(FRONT_CONTAINER)?.running).toBe(true);
    expect([cluster.members.size, cluster.networks.size, cluster.answers()]).toEqual([0, 0, true]);
  });

  it('does all of it again wherever growing was left, where its copies do not become well', async () => {
    const back = aloneSteps(alone, staying, [first, ...others], whole(alone));
    for (const [number, cluster] of (await leftAfterEach(fresh(), grow)).entries()) {
      const members = cluster.members.size;
      await runOn(cluster, back);
      const at = `left after ${number + 1}`;
      expect([cluster.answers(), cluster.members.size], at).toEqual([true, members]);
      expect(container(cluster)?.network ?? FRONT_NETWORK, at).toBe(FRONT_NETWORK);
    }
  });

  it.each([
    ['growing', fresh, grow],
    ['going back', grown, shrink],
  ] as const)('comes to the same whichever action %s is killed at', async (_, begin, steps) => {
    const undisturbed = await begin();
    const before = undisturbed.done.length;
    await runOn(undisturbed, steps);
    for (let number = 1; number <= undisturbed.done.length - before; number += 1) {
      const cluster = await begin();
      const killed = runOn(cluster, steps, killedAt(cluster, number, 'after'));
      await expect(killed).rejects.toThrow(Killed);
      await runOn(cluster, steps);
      expect(cluster.state(), `killed after ${number}`).toEqual(undisturbed.state());
    }
  });
});
