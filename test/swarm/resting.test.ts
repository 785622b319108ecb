import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeAction } from '../../source/describe.ts';
import { restOnSeveral } from '../../source/errands/servers/rest-on-several.ts';
import type { SwarmTask } from '../../source/facts/docker/swarm-services.ts';
import { Facts, type FactTypes, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { certificateFile } from '../../source/paths.ts';
import { renewalSteps } from '../../source/status/renewal-steps.ts';
import type { Step } from '../../source/steps/step.ts';
import { certificateOnAll, shownOnAll } from '../../source/swarm/carriers.ts';
import { decideCluster } from '../../source/swarm/decide.ts';
import { deploymentOf } from '../../source/swarm/deployment.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { copySteps } from '../../source/swarm/revise-steps.ts';
import { partNames, specOf } from '../../source/swarm/stack.ts';
import { ground } from '../core/example-goal.ts';
import { inRoles, pinned, stateless, staying, three } from './example-cluster.ts';
import { expectSameFrom, leftAfterEach, runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const { host, install } = stateless;
const stopped = { ...stateless, stopped: '2026-11-29T10:00:00Z' };
const none = { ...three, replicas: 0 };
const chain = 'c'.repeat(64);
const marks = () => chain.slice(0, 16);

function step(id: string): Step {
  const holds = () => ({ holds: true }) as const;
  return { ...{ id, title: id, needs: [], sees: [] }, check: holds, actions: () => [] };
}

describe('an app on several servers that its owner stops', () => {
  it('has no copies, and as many as before when it is started', () => {
    const answers = {
      ...{ server: '203.0.113.7', 'swarm.hosts': '203.0.113.8 203.0.113.9' },
      ...{ 'swarm.addresses': '10.0.0.7 10.0.0.8 10.0.0.9', 'swarm.replicas': '5' },
      ...{ 'swarm.image': 'example/study:1.2@sha256:5a5a', 'swarm.health': 'port' },
    };
    expect(decideCluster(stopped, answers, new Facts()).replicas).toBe(0);
    expect(decideCluster(stateless, answers, new Facts()).replicas).toBe(5);
  });

  it('tells visitors so by another carrier, and leaves the rest as it is', () => {
    const texts = deploymentOf(stopped, none).files;
    const text = (name: string) => texts.find(({ path }) => path.endsWith(`/${name}`))?.text ?? '';
    expect(parse(text('stack.yml')).services.app.deploy.replicas).toBe(0);
    expect(text('site.conf')).toContain('return 503');
    const changed = partNames(stateless).filter(
      (part) => specOf(part, stopped, none, marks) !== specOf(part, stateless, three, marks),
    );
    expect(changed).toEqual(['carrier']);
  });

  it('is remembered only once visitors are told', () => {
    const whole = ['record.write', 'website.check', 'app.start'].map(step);
    const planned = (steps: readonly Step[]) => steps.map(({ id, needs }) => [id, needs]);
    expect(planned(restOnSeveral(stopped, none, whole))).toEqual([
      ['swarm.services', []],
      ['swarm.shown', ['swarm.services']],
      ['swarm.settled', ['swarm.shown']],
      ['record.write', ['swarm.settled']],
    ]);
    expect(planned(restOnSeveral(stateless, three, whole)).at(-1)).toEqual([
      'website.check',
      ['swarm.shown'],
    ]);
  });
});

describe('an app whose own container is what its copies work with', () => {
  const whole = ['app.stopped', 'app.start', 'app.ready'].map(step);
  const ids = (goal: Goal) => restOnSeveral(goal, three, whole).map(({ id }) => id);

  it('stops after its copies, and is well before they start', () => {
    expect(ids({ ...staying, stopped: '2026-11-29T10:00:00Z' })).toEqual([
      ...['swarm.told', 'swarm.stop.app', 'app.stopped', 'swarm.services'],
      ...['swarm.shown', 'swarm.settled'],
    ]);
    expect(ids(staying)).toEqual([
      ...['swarm.ready', 'app.start', 'app.ready', 'swarm.start.app', 'swarm.services'],
      ...['swarm.shown', 'swarm.settled'],
    ]);
  });
});

describe.each([
  ['that stays on the first server with its data', pinned],
  ['of which one part runs in copies', inRoles],
])('an app %s, that its owner stops', (_, goal) => {
  const rested = { ...goal, stopped: '2026-11-29T10:00:00Z' };
  const stop = restOnSeveral(rested, three, []);
  const start = restOnSeveral(goal, three, []);
  const once = new PretendCluster(goal, three);
  const growing = runOn(
    once,
    growSteps(goal, three, () => ground, []),
  );
  const grown = async () => {
    await growing;
    return once.again();
  };
  const stopped = async () => {
    const cluster = await grown();
    cluster.wants(rested, three);
    await runOn(cluster, stop);
    return cluster;
  };

  it('has its parts end one after another, once visitors are told', async () => {
    const cluster = await grown();
    cluster.wants(rested, three);
    const events = await runOn(cluster, stop);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect([cluster.running(), cluster.clashes]).toEqual([[], []]);
    const told = cluster.done.map((each) => describeAction(each).join(' '));
    const at = (of: RegExp) => told.findIndex((each) => of.test(each));
    expect(at(/stack deploy/)).toBeLessThan(at(/label-rm/));
    const count = cluster.done.length;
    await runOn(cluster, stop);
    expect(cluster.done.length).toBe(count);
  });

  it('has them run again as before, each once those before it are well', async () => {
    const cluster = await stopped();
    cluster.wants(goal, three);
    const events = await runOn(cluster, start);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect([cluster.answers(), cluster.clashes]).toEqual([true, []]);
    const before = await grown();
    expect([...cluster.stack]).toEqual([...before.stack]);
    const count = cluster.done.length;
    await runOn(cluster, start);
    expect(cluster.done.length).toBe(count);
  });

  it('comes to the same whichever action that is killed at', async () => {
    for (const [begin, wanted, steps] of [
      [grown, rested, stop],
      [stopped, goal, start],
    ] as const) {
      const undisturbed = await begin();
      undisturbed.wants(wanted, three);
      const left = await leftAfterEach(undisturbed, steps);
      await expectSameFrom(left, undisturbed, steps);
    }
  });

  it('is at rest before another version of ours is deployed', async () => {
    const cluster = await grown();
    cluster.stack.set('app', 'as another version had it');
    cluster.wants(rested, three);
    await runOn(cluster, stop, async function* (action, facts, signal) {
      if (/stack deploy/.test(describeAction(action).join(' ')))
        expect(cluster.running()).toEqual([]);
      yield* cluster.apply(action, facts, signal);
    });
    expect(cluster.done.some((each) => /stack deploy/.test(JSON.stringify(each)))).toBe(true);
  });

  it('stays so while its data are copied', async () => {
    const cluster = await stopped();
    await runOn(cluster, copySteps(rested, three, []));
    expect(cluster.running()).toEqual([]);
  });
});

describe('what visitors are shown at several servers', () => {
  const task = (node: string, spec: string, changes: Partial<SwarmTask> = {}): SwarmTask => {
    return { node, running: true, leaving: false, spec, error: '', ...changes };
  };
  const seen = (label: string, tasks: readonly SwarmTask[]) => {
    const labels = { 'setup-server.spec': label };
    const node = (id: string, ready: boolean) => ({ id, ready });
    return new Facts([
      {
        query: query('file', host, certificateFile(install)),
        value: { sha256: chain, mode: '644', owner: 'root' },
      },
      {
        query: query('swarmServices', host, install),
        value: [{ name: 'carrier', labels, tasks }] as unknown as FactTypes['swarmServices'],
      },
      {
        query: query('swarmNodes', host),
        value: [
          node('a', true),
          node('b', true),
          node('gone', false),
        ] as unknown as FactTypes['swarmNodes'],
      },
    ]);
  };
  const wanted = specOf('carrier', stopped, none, marks);
  const shown = shownOnAll(stopped, none, []);
  const both = [task('a', wanted), task('b', wanted)];

  it('is as wanted once every server that is heard of has it', () => {
    const old = task('gone', 'before');
    expect(shown.check(seen(wanted, [...both, old]))).toEqual({ holds: true });
    const ending = task('b', 'before', { running: false, leaving: true });
    expect(shown.check(seen(wanted, [...both, ending]))).toEqual({ holds: true });
  });

  it.each([
    ['none has it', seen('before', both)],
    ['one does not run yet', seen(wanted, [task('a', wanted), task('b', '', { running: false })])],
    ['one has what was before', seen(wanted, [task('a', wanted), task('b', 'before')])],
    ['nothing is there', seen(wanted, [])],
  ])('is waited for where %s', (_, facts) => {
    expect(shown.check(facts).holds).toBe(false);
  });

  it('is another certificate once that is renewed, and the plan tells so beforehand', () => {
    const handed = certificateOnAll(stateless);
    const spec = specOf('carrier', stateless, three, marks);
    expect(handed.check(seen(spec, [task('a', spec), task('b', spec)]))).toEqual({ holds: true });
    expect(handed.check(seen('x-dddd', [task('a', spec)])).holds).toBe(false);
    const wish = { does: 'renew', why: '', due: null, until: null } as const;
    const steps = renewalSteps(
      ['certificate.obtain', 'site.open'].map(step),
      stateless,
      { ...wish, install, name: null },
      { before: null, stamp: 's' },
    );
    expect(steps.map(({ id }) => id)).toEqual(['certificate.obtain', 'swarm.certificate']);
    const { certificate } = stateless;
    const ofBalancer = renewalSteps(
      ['certificate.obtain', 'site.open', 'balancer.hand-over'].map(step),
      { ...stateless, certificate: { ...certificate, handsTo: 'arn:aws:acm:…' } },
      { ...wish, install, name: null },
      { before: null, stamp: 's' },
    );
    expect(ofBalancer.map(({ id, needs }) => [id, ...needs])).toEqual([
      ['certificate.obtain'],
      ['balancer.hand-over', 'certificate.obtain'],
    ]);
  });
});
