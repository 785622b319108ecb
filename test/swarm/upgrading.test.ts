import { describe, expect, it } from 'vitest';
import type { Course } from '../../source/changes/back-to-work.ts';
import type { Occasion } from '../../source/errands/errand.ts';
import { upgradedOnSeveral } from '../../source/errands/upgrade/on-several.ts';
import type { SwarmServiceFact } from '../../source/facts/docker/swarm-services.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { BackupFact } from '../../source/facts/installs/backups.ts';
import type { ChangeFact } from '../../source/facts/installs/change.ts';
import { envFile } from '../../source/paths.ts';
import { decideCluster } from '../../source/swarm/decide.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { swarmServices } from '../../source/swarm/services.ts';
import { specOf } from '../../source/swarm/stack.ts';
import { ground } from '../core/example-goal.ts';
import { pinned, stateless, three } from './example-cluster.ts';
import { runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const services = query('swarmServices', stateless.host, stateless.install);
const digest = `sha256:${'7'.repeat(64)}`;
const answers = {
  server: '203.0.113.7',
  'swarm.hosts': '203.0.113.8 203.0.113.9',
  'swarm.addresses': '10.0.0.7 10.0.0.8 10.0.0.9',
  'swarm.image': 'example/study:1.2@sha256:5a5a',
  'swarm.health': 'port',
  'swarm.files': true,
  'swarm.replicas': '3',
};

describe('another version on several servers', () => {
  const occasion = (facts: Facts) => {
    const about = { host: stateless.host, name: 'study', goal: stateless, answers, facts };
    return { ...about, wishes: {}, author: ground.author } as unknown as Occasion;
  };
  const wanted = {
    image: 'example/study:1.3',
    answers,
    before: answers,
    warnings: ['Read its notes.'],
  };
  const manifest = {
    query: query('manifest', '', 'example/study:1.3'),
    value: { is: 'there', digest, platforms: [] } as const,
  };

  it('is the same image everywhere, and remembered only once it came about', () => {
    const found = upgradedOnSeveral(occasion(new Facts([manifest])), wanted);
    expect(found.answers['swarm.image']).toBe(`example/study:1.3@${digest}`);
    const steps = found.steps(
      ['record.write', 'website.check', 'app.start'].map((id) => ({
        ...{ id, title: id, needs: ['app.ready'], sees: [] },
        check: () => ({ holds: true }),
        actions: () => [],
      })),
      stateless,
    );
    expect(steps.map(({ id, needs }) => [id, needs])).toEqual([
      ['swarm.services', []],
      ['swarm.settled', ['swarm.services']],
      ['record.write', ['swarm.settled']],
      ['website.check', ['swarm.services']],
    ]);
    expect(steps[0]?.because?.(new Facts())).toMatch(/put back\. Read its notes\.$/);
  });

  it('is refused where the registry does not tell which image that is', () => {
    expect(() => upgradedOnSeveral(occasion(new Facts()), wanted)).toThrow(
      /could not be found out which image/,
    );
  });
});

describe('copies on several servers', () => {
  const step = swarmServices(stateless, three, []);
  const seen = async () => {
    const cluster = new PretendCluster(stateless, three);
    await runOn(
      cluster,
      growSteps(stateless, three, () => ground, []),
    );
    let facts = new Facts();
    for await (const each of cluster.look(step.sees, new AbortController().signal))
      facts = facts.with([each]);
    return facts;
  };
  const withApp = (facts: Facts, change: (app: SwarmServiceFact) => SwarmServiceFact) => {
    const value = (facts.get(services) ?? []).map((each) =>
      each.name === 'app' ? change(each) : each,
    );
    return facts.with([{ query: services, value }]);
  };
  const beforeIt = { labels: { 'setup-server.spec': 's0' } };

  const failure = (error: string, exitCode = 0, spec = '') => ({ error, exitCode, spec });
  it.each([
    [failure('task: non-zero exit (3)', 3), /ended by itself, with exit code 3\.$/],
    [failure('', 0), /ended by itself, with exit code 0\.$/],
    [
      failure('task: non-zero exit (143): dockerexec: unhealthy container', 143),
      /ran, and did not answer in time\.$/,
    ],
    [failure('No such image: example/study:9'), /of the last of them: No such image: \S+:9$/],
    [failure('task: non-zero exit (9)', 9, 's0'), /were put back\.$/],
  ])('that were put back after %j are told as such, with why', async (last, words) => {
    const facts = withApp(await seen(), ({ tasks, labels, ...app }) => ({
      ...{ ...app, ...beforeIt, update: 'rollback_started' },
      tasks: tasks.map((task) => ({ ...task, spec: 's0' })),
      failures: [{ ...last, spec: last.spec || (labels['setup-server.spec'] ?? '') }],
    }));
    expect(step.check(facts)).toMatchObject({
      ...{ holds: false, hopeless: true },
      why: expect.stringMatching(/the ones before were put back\./),
    });
    expect(step.check(facts)).toMatchObject({ why: expect.stringMatching(words) });
  });

  it('that have other settings than those that lie there, or are more or fewer, are not as wanted', async () => {
    const facts = await seen();
    const marks = query('marks', stateless.host, stateless.install);
    const other = facts.with([{ query: marks, value: { [envFile('study')]: 'other' } }]);
    expect(step.check(other)).toMatchObject({ why: expect.stringMatching(/as it shall be/) });
    const more = withApp(facts, (app) => ({ ...app, replicas: 5 }));
    expect(step.check(more)).toMatchObject({ why: expect.stringMatching(/as it shall be/) });
    const [first] = facts.get(services)?.find(({ name }) => name === 'app')?.tasks ?? [];
    const late = withApp(facts, (app) => ({
      ...app,
      tasks: first ? [...app.tasks, first] : [],
    }));
    expect(step.check(late)).toMatchObject({ why: expect.stringMatching(/^4 of 3 copies/) });
  });

  it('that wait for something are told with what Docker says of it', async () => {
    const facts = withApp(await seen(), ({ tasks, ...app }) => ({
      ...app,
      tasks: tasks.map((task) => ({ ...task, running: false, error: 'no suitable node' })),
    }));
    expect(step.check(facts)).toMatchObject({ why: expect.stringMatching(/says: no suitable/) });
  });

  it('are as wanted again once those before them are', async () => {
    const facts = withApp(await seen(), (app) => ({ ...app, update: 'rollback_completed' }));
    expect(step.check(facts)).toEqual({ holds: true });
  });

  it('are waited for as long as Swarm watches them, or one from before may answer', async () => {
    const facts = await seen();
    const leaving = (node: string) =>
      withApp(facts, ({ tasks, ...app }) => {
        const old = { node, running: false, leaving: true, spec: 's0', error: '' };
        return { ...app, tasks: [...tasks, old] };
      });
    expect(step.check(facts)).toEqual({ holds: true });
    expect(step.check(leaving('203.0.113.8')).holds).toBe(false);
    expect(step.check(leaving('gone'))).toEqual({ holds: true });
    expect(step.check(withApp(facts, (app) => ({ ...app, update: 'updating' }))).holds).toBe(false);
  });
});

describe('another version of an app whose parts share data', () => {
  const { host, install } = pinned;
  const newer = {
    ...pinned,
    recipe: {
      ...pinned.recipe,
      container: { ...pinned.recipe.container, image: 'example/study:1.3' },
    },
  };
  const all = { ...answers, 'swarm.beside': 'db=mariadb:11.4@sha256:6b6b' };
  const image = 'example/study:1.3';
  const undertaken = (facts: Facts) => {
    const occasion = { host, name: install, goal: pinned, answers: all, facts, wishes: {} };
    const wanted = { image: `${image}@${digest}`, answers: all, before: all, warnings: [] };
    return upgradedOnSeveral({ ...occasion, author: ground.author } as unknown as Occasion, wanted);
  };
  const cluster = decideCluster(
    newer,
    { ...all, 'swarm.image': `${image}@${digest}` },
    new Facts(),
  );
  const change = {
    ...{ kind: 'upgrade', state: 'begun', backup: '20261121-120000', restoring: null },
    ...{ restored: null, from: [], to: {} },
  } as unknown as ChangeFact;
  /** The version of the app that runs, by its spec. */
  const seen = (spec: string, more: Sighting[] = []) =>
    new Facts([
      { query: query('change', host, install), value: change },
      {
        query: query('swarmServices', host, install),
        value: [
          {
            ...{ name: 'app', labels: {}, replicas: 1, update: '', failures: [] },
            tasks: [{ node: 'n', running: true, leaving: false, spec, error: '' }],
          },
        ],
      },
      ...more,
    ]);
  const course = (changes: Partial<Course>): Course => ({
    ...{ outcome: 'failed', changed: 1, trouble: null },
    ...{ begun: new Set(['swarm.stop.app']), held: new Set<string>() },
    ...changes,
  });

  it('goes on with what was begun, but for where the one before runs again', () => {
    const begun = (spec: string) => {
      const revision = undertaken(new Facts()).revising?.decide(newer, seen(spec));
      return revision?.kind === 'upgrade' && revision.begun;
    };
    expect(begun(specOf('app', newer, cluster, () => 'any'))).toBe(change);
    expect(begun('the one before')).toBeNull();
  });

  it('copies the volumes of all parts', () => {
    expect(undertaken(new Facts()).revising?.decide(newer, seen(''))).toMatchObject({
      sources: ['study-data', 'study-db'].map((source) => ({ kind: 'volume', source })),
    });
  });

  it('is put back with the copy, or without one where none was made yet', () => {
    const { stamp } = { stamp: '20261121-120000' };
    const copy = { stamp, sources: [], at: '2026-11-21T12:00:00Z' } as unknown as BackupFact;
    const copied = [{ query: query('backups', host, install), value: [copy] }] as Sighting[];
    const restored = (facts: Facts) => {
      const back = undertaken(new Facts()).returning?.(course({}), facts);
      return back?.revising?.decide(pinned, facts);
    };
    expect(restored(seen('', copied))).toMatchObject({ kind: 'restore', backup: copy });
    expect(restored(seen(''))).toMatchObject({ kind: 'restore', backup: null });
  });

  it('is left as it is where nothing was stopped, or all runs', () => {
    const { returning } = undertaken(new Facts());
    const left = (changes: Partial<Course>) => returning?.(course(changes), seen(''));
    expect(left({ begun: new Set(['change.begin']) })).toBeUndefined();
    expect(left({ held: new Set(['swarm.start.app']) })).toBeUndefined();
    expect(left({ outcome: 'complete' })).toBeUndefined();
  });
});
