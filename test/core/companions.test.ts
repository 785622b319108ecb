import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../source/apps/recipe.ts';
import { appContainer, companionContainer } from '../../source/containers/install-containers.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { plan } from '../../source/plan.ts';
import { refuseWhatCannotWork } from '../../source/refusals.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { expectSameAfterAnyKill } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';
import { sampleContainer } from './sample-container.ts';

const database = {
  name: 'db',
  label: 'MariaDB',
  container: {
    image: 'mariadb:11.4',
    volumes: [{ source: 'study-db', target: '/var/lib/mysql' }],
    stop: { timeoutSeconds: 60 },
  },
  env: [{ name: 'MARIADB_PASSWORD', value: { generate: 'letters-and-digits', length: 32 } }],
  ready: { command: ['healthcheck.sh', '--connect'], patienceSeconds: 120 },
} as const;

const recipe: Recipe = {
  ...goal.recipe,
  companions: [database],
  env: [
    ...goal.recipe.env,
    { name: 'DB_HOST', value: 'study-db' },
    { name: 'DB_PASSWORD', value: { sameAs: 'db', name: 'MARIADB_PASSWORD' } },
  ],
  files: [
    { path: 'study.conf', mode: '600', owner: '1000:1000', content: ['secret=', new Secret('x')] },
    { path: 'first/credentials', mode: '600', content: [new Secret('y')], once: true },
  ],
  folders: [{ path: '/srv/study', owner: '1000:1000', mode: '700' }],
};
const wanted: Goal = { ...goal, recipe };
const steps = stepsFor(wanted, ground);
const fresh = () => new PretendHost(HOST, { reachesDocker: true, named: true });
const lines = (id: string) =>
  plan(steps, new Facts())
    .find(({ step }) => step.id === id)
    ?.actions.flatMap(describeAction);

describe('an app with a database beside it', () => {
  it('is started after the database is ready, both with the same password', async () => {
    const host = fresh();
    await runOn(host, steps);
    const made = host.done.flatMap((action) =>
      action.do === 'container' ? [action.spec.name] : [],
    );
    expect(made.indexOf('study-db')).toBeLessThan(made.indexOf('study'));
    const password = (path: string, name: string) =>
      new RegExp(`^${name}=(.+)$`, 'm').exec(host.files.get(path)?.text ?? '')?.[1];
    const folder = '/etc/setup-server/study';
    const own = password(`${folder}/env.list`, 'DB_PASSWORD');
    expect(own).toMatch(/^GENERATED/);
    expect(own).toBe(password(`${folder}/db.env.list`, 'MARIADB_PASSWORD'));
    expect(host.files.get(`${folder}/db.env.list`)?.mode).toBe('600');
  });

  it('changes nothing the second time', async () => {
    const host = fresh();
    await runOn(host, steps);
    const count = host.done.length;
    await runOn(host, steps);
    expect(host.done.length).toBe(count);
  });

  it('ends the same after a kill before or after any single action', async () => {
    await expectSameAfterAnyKill(fresh, steps);
  });

  it('reaches its database on a network where nobody else is', () => {
    expect(appContainer(wanted)).toMatchObject({
      network: 'setup-server',
      networks: ['setup-server-study'],
    });
    expect(companionContainer('study', database)).toMatchObject({
      name: 'study-db',
      network: 'setup-server-study',
      ports: [],
    });
    expect(lines('app.start')?.join('\n')).toContain('--network setup-server-study');
  });

  it('shows where its password comes from, and no secret of its files', () => {
    const shown = plan(steps, new Facts()).flatMap(({ actions }) =>
      actions.flatMap(describeAction),
    );
    expect(shown).toContain(
      'DB_PASSWORD=[as MARIADB_PASSWORD in /etc/setup-server/study/db.env.list]',
    );
    expect(lines('app.files')).toEqual([
      "install -D -m 0600 -o 1000 -g 1000 /dev/stdin /etc/setup-server/study/files/study.conf <<'END'",
      'secret=[secret]',
      'END',
      "install -D -m 0600 /dev/stdin /etc/setup-server/study/files/first/credentials <<'END'",
      '[secret]',
      'END',
    ]);
    expect(lines('app.folders')).toEqual(['install -d -m 700 -o 1000 -g 1000 /srv/study']);
  });

  it('is made anew when a file that it reads is another', () => {
    const [first, ...others] = recipe.files ?? [];
    const changed = { ...first, content: ['secret=', new Secret('z')] } as typeof first;
    const other = { ...wanted, recipe: { ...recipe, files: [changed, ...others] } as Recipe };
    expect(appContainer(other).labels).not.toEqual(appContainer(wanted).labels);
  });

  it('does not put the files of a first start there again', async () => {
    const host = fresh();
    await runOn(host, steps);
    host.files.delete('/etc/setup-server/study/files/first/credentials');
    await runOn(host, steps);
    expect(host.files.has('/etc/setup-server/study/files/first/credentials')).toBe(false);
  });

  it('leaves alone a folder that belongs to another account, and says so', async () => {
    const host = fresh();
    host.folders.set('/srv/study', { mode: '755', owner: '33:33' });
    const events = await runOn(host, steps);
    const failed = events.find((event) => event.type === 'failed');
    expect(failed).toMatchObject({ step: 'app.folders' });
    expect(JSON.stringify(failed)).toContain('belongs to the account 33:33');
  });

  it('takes a folder of the person as it is, where that is what is meant', async () => {
    const [folder] = recipe.folders ?? [];
    const folders = folder ? [{ ...folder, asFound: true as const }] : [];
    const host = fresh();
    host.folders.set('/srv/study', { mode: '755', owner: '33:33' });
    const mine = { ...wanted, recipe: { ...recipe, folders } };
    const events = await runOn(host, stepsFor(mine, ground));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(host.folders.get('/srv/study')).toEqual({ mode: '755', owner: '33:33' });
  });

  it('does not take the database of somebody else', () => {
    const theirs = sampleContainer({ labels: {} });
    const facts = new Facts([{ query: query('container', HOST, 'study-db'), value: theirs }]);
    expect(() => refuseWhatCannotWork(wanted, facts)).toThrow(/study-db/);
    const users = { users: [{ container: 'backup', install: null }] };
    const shared = new Facts([{ query: query('volume', HOST, 'study-db'), value: users }]);
    expect(() => refuseWhatCannotWork(wanted, shared)).toThrow(/study-db/);
  });
});

describe('a container that works on what the app has made', () => {
  const timer = {
    name: 'timer',
    label: 'the timer',
    follows: true,
    container: { image: 'example/study:1.2', volumes: [], stop: { timeoutSeconds: 5 } },
    env: [],
    ready: { command: ['true'], patienceSeconds: 5 },
  } as const;
  const followed: Goal = { ...wanted, recipe: { ...recipe, companions: [timer, database] } };
  const all = stepsFor(followed, ground);

  it('is started once the app answers, from the image that the app has', async () => {
    const host = fresh();
    await runOn(host, all);
    const made = host.done.flatMap((each) => (each.do === 'container' ? [each.spec.name] : []));
    expect(made.filter((name) => name !== 'setup-server-front')).toEqual([
      'study-db',
      'study',
      'study-timer',
    ]);
    expect(all.find(({ id }) => id === 'timer.start')?.needs).toContain('app.ready');
    expect(all.map(({ id }) => id)).not.toContain('timer.download');
  });

  it('comes to rest before the app', async () => {
    const host = fresh();
    await runOn(host, all);
    const begun = host.done.length;
    await runOn(host, stepsFor({ ...followed, stopped: '2026-11-21T12:00:00.000Z' }, ground));
    const rested = host.done
      .slice(begun)
      .flatMap((each) => (each.do === 'rest' ? [each.spec.name] : []));
    expect(rested).toEqual(['study-timer', 'study', 'study-db']);
  });

  it('ends the same after a kill before or after any single action', async () => {
    await expectSameAfterAnyKill(fresh, all);
  });
});
