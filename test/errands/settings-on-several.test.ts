import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import type { Course } from '../../source/changes/back-to-work.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { configTask } from '../../source/errands/config.ts';
import { setTask } from '../../source/errands/env.ts';
import type { Occasion, Task } from '../../source/errands/errand.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { RecordFact } from '../../source/facts/installs/record.ts';
import type { Goal } from '../../source/goal.ts';
import { envFile } from '../../source/paths.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { lateChanges } from '../../source/steps/settings.ts';
import { ground, HOST } from '../core/example-goal.ts';
import { stateless } from '../swarm/example-cluster.ts';

const WAY = { 'host.kind': 'ssh', server: 'root@203.0.113.7:22' };
const CLUSTER = {
  'swarm.hosts': 'root@203.0.113.8',
  'swarm.addresses': '10.0.0.7 10.0.0.8',
  'swarm.replicas': '2',
  'swarm.health': 'port',
  'swarm.files': true,
};
const IMAGE = {
  ...{ app: 'image', install: 'hello', hostname: 'hello.example.org', ...CLUSTER },
  ...{ 'image.reference': 'example/hello:1', 'image.port': '8080', 'image.folders': '' },
  ...{ 'swarm.stateless': true, 'swarm.image': 'example/hello:1@sha256:5a5a' },
};
const JATOS = {
  ...{ app: 'jatos', hostname: 'study.example.org', 'jatos.version': '3.10.4', ...CLUSTER },
  ...{ 'jatos.database': 'mariadb', 'jatos.folder': '/mnt/shared/jatos' },
  ...{ 'swarm.image': 'jatos/jatos:3.10.4@sha256:5a5a' },
};

function occasion(recorded: RecordFact['answers'], wishes: Answers, more: Sighting[] = []) {
  const name = String(recorded.install ?? recorded.app);
  const record: RecordFact = {
    ...{ format: 1, app: String(recorded.app), image: '', digest: null, answers: recorded },
    ...{ by: 'anna@laptop', at: '2026-10-01T00:00:00Z', version: '0.1.0' },
  };
  const facts = new Facts([
    { query: query('record', HOST, name), value: record },
    { query: query('installs', HOST), value: [name] },
    { query: query('change', HOST, name), value: null },
    {
      query: query('envFile', HOST, envFile(name)),
      value: { entries: new Map([['MINE', new Secret('1')]]), sha256: 'x', mode: '600' },
    },
    {
      query: query('image', HOST, 'mariadb:11.4'),
      value: { id: 'sha256:1', digest: 'mariadb@sha256:6b6b', sizeBytes: 1 } as never,
    },
    ...more,
  ]);
  const answers = { ...recorded, ...WAY, ...wishes };
  const goal = decideGoal(answers, facts);
  return {
    ...{ host: HOST, name, install: {} as never, goal, answers, facts },
    ...{ wishes, author: ground.author },
  } satisfies Occasion;
}

/** Ids of the steps that are left. */
function undertaken(task: Task, given: Occasion) {
  const undertaking = task.undertake(given);
  const goal = decideGoal(undertaking.answers, given.facts);
  const revision = undertaking.revising?.decide(goal, given.facts);
  const wanted = revision ? { ...goal, revision } : goal;
  const steps = undertaking.steps(stepsFor(wanted, ground), wanted);
  return { undertaking, goal, steps, ids: steps.map(({ id }) => id) };
}

const line = { 'env.lines': new Secret('COLOUR=blue') };

describe('other variables on several servers', () => {
  it('are written, and only then the copies made anew', () => {
    const { steps, ids } = undertaken(setTask, occasion(IMAGE, line));
    expect(ids).toEqual([
      ...['settings.write', 'swarm.services', 'swarm.settled', 'renewal.write'],
      ...['record.write', 'website.check'],
    ]);
    const services = steps.find(({ id }) => id === 'swarm.services');
    expect(services?.needs).toEqual(['settings.write']);
    for (const { needs } of steps) for (const id of needs) expect(ids).toContain(id);
  });

  it('leave as many copies as there are now', () => {
    const app = { name: 'app', labels: {}, replicas: 5, update: '', tasks: [], failures: [] };
    const services = { query: query('swarmServices', HOST, 'hello'), value: [app] };
    const { steps } = undertaken(setTask, occasion(IMAGE, line, [services]));
    const written = JSON.stringify(
      steps.find(({ id }) => id === 'swarm.services')?.actions(new Facts()),
    );
    expect(/"replicas\\": (\d+)/.exec(written)?.[1]).toBe('5');
  });

  it('wait, where parts share data, until all rest and these are copied', () => {
    const wish = { 'env.lines': new Secret('JATOS_THREADPOOL_SIZE=300') };
    const { steps, ids } = undertaken(setTask, occasion(JATOS, wish));
    expect(ids.slice(0, 4)).toEqual([
      ...['swarm.stop.app', 'swarm.stop.channels', 'swarm.stop.beside-db', 'backup.make'],
    ]);
    for (const { id, needs } of steps.filter(({ id }) => /settings/.test(id)))
      expect([id, needs]).toEqual([id, expect.arrayContaining(['backup.make'])]);
    for (const { needs } of steps) for (const id of needs) expect(ids).toContain(id);
  });

  it('are refused while something else was begun with the data', () => {
    const change = {
      ...{ kind: 'upgrade', state: 'begun', backup: null, restoring: null, restored: null },
      ...{ from: [], to: {}, at: '2026-11-21T12:00:00Z', by: 'anna@laptop' },
    };
    const begun = [{ query: query('change', HOST, 'jatos'), value: change as never }];
    expect(() => setTask.undertake(occasion(JATOS, line, begun))).toThrow(/begun/);
  });

  it.each([
    ['the copies did not become well', { outcome: 'failed', begun: ['settings.write'] }, true],
    ['nothing was written', { outcome: 'failed', begun: [] }, false],
    ['all copies are well', { outcome: 'failed', begun: [], held: ['swarm.services'] }, false],
    ['somebody interrupted it', { outcome: 'stopped', begun: ['settings.write'] }, false],
    ['all came about', { outcome: 'complete', begun: ['settings.write'] }, false],
  ] as const)('are those from before where %s: %j', (_, { outcome, begun, ...rest }, back) => {
    const course: Course = {
      ...{ outcome, changed: 1, trouble: null, begun: new Set(begun) },
      held: new Set('held' in rest ? rest.held : []),
    };
    const given = occasion(IMAGE, line);
    const { undertaking, goal } = undertaken(setTask, given);
    const found = undertaking.returning?.(course, given.facts);
    expect(found !== undefined).toBe(back);
    if (!found) return;
    const steps = found.steps?.(stepsFor(goal, ground), goal) ?? [];
    expect(found.answers).not.toHaveProperty('env.lines');
    const [written] = steps.filter(({ id }) => id === 'settings.back');
    expect(written?.check(given.facts)).toEqual({ holds: true });
    expect(JSON.stringify(written?.actions(given.facts))).not.toContain('COLOUR');
  });

  it('are those from before where what was stopped for them is interrupted', () => {
    const given = occasion(JATOS, line);
    const { undertaking } = undertaken(setTask, given);
    const course = (held: string[]): Course => ({
      ...{ outcome: 'stopped', changed: 1, trouble: null, held: new Set(held) },
      begun: new Set(['swarm.stop.app']),
    });
    expect(undertaking.returning?.(course([]), given.facts)).toBeDefined();
    expect(undertaking.returning?.(course(['swarm.start.app']), given.facts)).toBeUndefined();
  });
});

describe('other answers on several servers', () => {
  const refused = (recorded: RecordFact['answers'], wishes: Answers) => () =>
    configTask.undertake(occasion(recorded, wishes));

  it('change what an app is told', () => {
    const wish = { 'settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE': '200MB' };
    const { ids } = undertaken(configTask, occasion(JATOS, wish));
    expect(ids).toContain('swarm.start.app');
  });

  it('change its name once the certificate for it is there, and start no copy anew for that alone', () => {
    const wish = { hostname: 'other.example.org' };
    const { steps, ids } = undertaken(configTask, occasion(IMAGE, wish));
    expect(ids.slice(0, 2)).toEqual(['name.record', 'certificate.obtain']);
    for (const { needs } of steps) for (const id of needs) expect(ids).toContain(id);
    const [settings, services, shown, settled] = [
      ...['settings.write', 'swarm.services', 'swarm.shown', 'swarm.settled'],
    ].map((id) => steps.find((step) => step.id === id));
    expect(settings?.needs).toContain('certificate.obtain');
    expect(services?.needs).toContain('certificate.obtain');
    expect(shown?.needs).toEqual(['swarm.services']);
    expect(settled?.needs).toContain('swarm.shown');
  });

  it('change its certificate, wherever its name leads', () => {
    const { ids } = undertaken(configTask, occasion(IMAGE, { 'certificate.email': 'a@a.example' }));
    expect(ids[0]).toBe('certificate.obtain');
    expect(ids).toEqual(expect.arrayContaining(['swarm.shown', 'renewal.write', 'renewal.timer']));
    expect(undertaken(setTask, occasion(IMAGE, line)).ids).not.toContain('certificate.obtain');
  });

  it('have parts that share data rest only once the certificate is there', () => {
    const { steps } = undertaken(configTask, occasion(JATOS, { hostname: 'other.example.org' }));
    expect(steps.find(({ id }) => id === 'swarm.stop.app')?.needs).toContain('certificate.obtain');
  });

  it('change no copies by themselves', () => {
    expect(refused(IMAGE, { 'backup.timetable': 'nightly' })).toThrow(
      /runs on 2 servers, where not all can be changed: copies of its data by themselves\./,
    );
  });

  it.each([
    ['where its data lie', JATOS, { 'jatos.folder': '/mnt/other' }],
    ['what it consists of', JATOS, { 'jatos.version': '3.10.5' }],
    ['at which port its copies answer', IMAGE, { 'image.port': '9090' }],
  ])('do not change %s', (_, recorded, wish) => {
    expect(refused(recorded, wish)).toThrow(/its data, its parts and its port stay as they are/);
  });
});

describe('what only the first start of an app reads', () => {
  it('was read on several servers, although no container of then is left', () => {
    const recipe = {
      once: { ADMIN: 'Change it in the app.' },
      env: [{ name: 'ADMIN', value: 'x' }],
    };
    const changed = [{ name: 'ADMIN', does: 'change', values: null }] as const;
    const left = (cluster: Goal['cluster']) =>
      lateChanges(changed, { recipe, ...(cluster && { cluster }) } as unknown as Goal, null).left;
    expect(left(stateless.cluster)).toEqual(['ADMIN']);
    expect(left(undefined)).toEqual([]);
  });
});
