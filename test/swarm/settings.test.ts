import { describe, expect, it } from 'vitest';
import { query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { envFile } from '../../source/paths.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { settingsWrite } from '../../source/steps/settings.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { CERTIFICATE, settingsSteps } from '../../source/swarm/settings-steps.ts';
import { sha256 } from '../../source/text/sha256.ts';
import { ground } from '../core/example-goal.ts';
import { inRoles, pinned, stateless, staying, three } from './example-cluster.ts';
import { expectSameFrom, leftAfterEach, runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';
import { COPY, shared } from './shared-container.ts';

const [{ host }] = three.nodes;
const path = envFile(stateless.install);

/** Of the whole job, what writes settings and copies data. */
function whole(goal: Goal): Step[] {
  const file = query('file', goal.host, COPY);
  return [
    {
      ...{ id: 'backup.make', title: '', needs: [], sees: [file] },
      check: (facts) => (facts.get(file)?.sha256 === sha256('a copy') ? HOLDS : lacks('Not yet.')),
      actions: () => [{ do: 'write', path: COPY, mode: '644', content: ['a copy'] }],
    },
    settingsWrite(goal),
    ...shared(goal).filter(({ id }) => id !== 'settings.write'),
  ];
}

function coloured(goal: Goal, colour: string): Goal {
  const { recipe } = goal;
  return { ...goal, recipe: { ...recipe, env: [{ name: 'COLOUR', value: colour }] } };
}

/** Whether all that is written and read on the way is as it shall be. */
function watched(cluster: PretendCluster): typeof cluster.apply {
  return async function* (action, facts, signal) {
    if (action.do === 'write' && action.path === COPY) expect(cluster.running()).toEqual([]);
    yield* cluster.apply(action, facts, signal);
  };
}

describe.each([
  ['that keeps nothing', stateless, false],
  ['that stays on the first server with its data', pinned, true],
  ['that knows which part of it runs where', inRoles, true],
  ['whose own container is what its copies work with', staying, true],
])('settings of an app %s', (_, goal, copied) => {
  const once = new PretendCluster(goal, three);
  const growing = runOn(
    once,
    growSteps(goal, three, () => ground, shared(goal)),
  );
  const grown = async () => {
    await growing;
    return once.again();
  };
  const blue = coloured(goal, 'blue');
  const steps = settingsSteps(blue, three, whole(blue));
  const file = (cluster: PretendCluster, at: string) =>
    cluster.servers.get(host)?.files.get(at)?.text;

  it('are written, and all parts run with them', async () => {
    const cluster = await grown();
    const before = cluster.stack.get('app');
    cluster.outages.length = 0;
    const events = await runOn(cluster, steps, watched(cluster));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(file(cluster, path)).toBe('COLOUR=blue\n');
    expect(cluster.stack.get('app')).not.toBe(before);
    expect([cluster.clashes, cluster.answers()]).toEqual([[], true]);
    expect(file(cluster, COPY)).toBe(copied ? 'a copy' : undefined);
    if (!copied) expect(cluster.outages).toEqual([]);
  });

  it('stop nothing where they are the same', async () => {
    const cluster = await grown();
    await runOn(cluster, steps);
    const count = cluster.done.length;
    cluster.servers.get(host)?.files.delete(COPY);
    await runOn(cluster, steps);
    expect(cluster.done.length).toBe(count);
  });

  it('come to the same whichever action that is killed at', async () => {
    const undisturbed = await grown();
    const left = await leftAfterEach(undisturbed, steps);
    expect(left.length).toBeGreaterThan(2);
    await expectSameFrom(left, undisturbed, steps, watched);
  });

  it('are those from before again wherever that was left', async () => {
    const cluster = await grown();
    const red = coloured(goal, 'red');
    await runOn(cluster, settingsSteps(red, three, whole(red)));
    const lines = new Map([['COLOUR', new Secret('red')]]);
    const back = settingsSteps(goal, three, whole(goal).slice(1), { lines });
    const before = cluster.stack.get('app');
    for (const [number, left] of (await leftAfterEach(cluster, steps)).entries()) {
      await runOn(left, back);
      const at = `left after action ${number + 1}`;
      expect([file(left, path), left.stack.get('app')], at).toEqual(['COLOUR=red\n', before]);
      expect([left.answers(), left.clashes], at).toEqual([true, []]);
    }
  });
});

describe('a certificate that a load balancer is given from now on', () => {
  const { certificate } = stateless;
  const goal = { ...stateless, certificate: { ...certificate, handsTo: 'arn:aws:acm:…' } };
  const all = settingsSteps(goal, three, stepsFor(goal, ground), { shown: CERTIFICATE });
  const step = (id: string) => all.find((each) => each.id === id);

  it('is handed over once it renews by itself, and only then is the website looked at', () => {
    const ids = all.map(({ id }) => id);
    expect(all.flatMap(({ needs }) => needs).filter((id) => !ids.includes(id))).toEqual([]);
    expect(step('balancer.hand-over')?.needs).toContain('renewal.timer');
    expect(step('website.check')?.needs).toContain('balancer.hand-over');
  });
});
