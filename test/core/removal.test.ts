import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../source/apps/recipe.ts';
import { describeAction } from '../../source/describe.ts';
import type { Occasion } from '../../source/errands/errand.ts';
import { DATA, removeTask } from '../../source/errands/remove/remove.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { plan } from '../../source/plan.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import type { Step } from '../../source/steps/step.ts';
import { goal, ground, HOST, sudoLogin, system } from './example-goal.ts';
import { expectSameAfterAnyKill } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const recipe: Recipe = {
  ...goal.recipe,
  companions: [
    {
      ...{ name: 'db', label: 'MariaDB', env: [] },
      container: {
        image: 'mariadb:11.4',
        volumes: [{ source: 'study-db', target: '/var/lib/mysql' }],
        stop: { timeoutSeconds: 60 },
      },
      ready: { command: ['healthy'], patienceSeconds: 120 },
    },
  ],
};
const KEY = '/etc/setup-server/study/db.env.list';
const withPassword = (recipe.companions ?? []).map((each) => ({
  ...each,
  env: [
    { name: 'MARIADB_USER', value: 'study' },
    { name: 'MARIADB_PASSWORD', value: { generate: 'letters-and-digits', length: 32 } as const },
  ],
}));
const wanted: Goal = { ...goal, recipe };

async function setUp(others: readonly string[] = [], on: Goal = wanted): Promise<PretendHost> {
  const host = new PretendHost(HOST, { reachesDocker: true, named: true });
  await runOn(host, stepsFor(on, ground));
  for (const each of others)
    host.files.set(`/etc/setup-server/${each}/install.json`, { text: '{}', mode: '600' });
  return host;
}

/** The steps of the removal, as the host is seen before. */
function removal(typed: string, installs = ['study'], on: Goal = wanted): readonly Step[] {
  const seen: Sighting[] = [
    { query: query('installs', HOST), value: installs },
    { query: query('system', HOST), value: system },
    { query: query('login', HOST), value: ground.login },
    { query: query('addresses', HOST), value: { v4: ['203.0.113.7'], v6: [] } },
  ];
  const occasion = {
    ...{ host: HOST, name: 'study', goal: on, answers: on.answers, author: ground.author },
    ...{ wishes: { [DATA]: typed }, facts: new Facts(seen) },
  } as unknown as Occasion;
  return removeTask.undertake(occasion).steps([], on);
}

const failed = (events: Awaited<ReturnType<typeof runOn>>) =>
  events.filter(({ type }) => type === 'failed');

describe('the last app of a server that is removed', () => {
  it('leaves nothing of ours, but its data and what opens them', async () => {
    const host = await setUp();
    expect(failed(await runOn(host, removal('')))).toEqual([]);
    const { files, containers, networks, images, timer, data } = host;
    const ours = [...files.keys()].filter((path) => path.includes('setup-server'));
    expect(ours).toEqual(['/etc/setup-server/study/env.list']);
    expect([[...containers], [...networks], [...images], timer]).toEqual([[], [], [], 'inactive']);
    expect([...data.volumes.keys()].sort()).toEqual(['study-data', 'study-db']);
    expect(host.docker).toEqual({ running: true, enabled: true });
  });

  it('leaves for root what was made up for data that stay, and nothing where they go', async () => {
    const keyed: Goal = { ...wanted, recipe: { ...recipe, companions: withPassword } };
    const host = await setUp([], keyed);
    const secret = host.files.get(KEY)?.text;
    expect(secret).toContain('MARIADB_PASSWORD=');
    expect(failed(await runOn(host, removal('', ['study'], keyed)))).toEqual([]);
    const ours = [...host.files.keys()].filter((path) => path.includes('setup-server'));
    expect(ours.sort()).toEqual([KEY, '/etc/setup-server/study/env.list']);
    expect(failed(await runOn(host, stepsFor(keyed, ground)))).toEqual([]);
    expect(host.files.get(KEY)).toEqual({ text: secret, mode: '600' });
    expect(failed(await runOn(host, removal('study', ['study'], keyed)))).toEqual([]);
    expect([...host.files.keys()].filter((path) => path.includes('setup-server'))).toEqual([]);
  });

  it('ends the same after a kill anywhere, also where such a key stays', async () => {
    const keyed: Goal = { ...wanted, recipe: { ...recipe, companions: withPassword } };
    await expectSameAfterAnyKill(() => setUp([], keyed), removal('', ['study'], keyed), 10);
  });

  it('loses its data where its name was typed, after it was stopped', async () => {
    const host = await setUp();
    expect(failed(await runOn(host, removal('study')))).toEqual([]);
    expect([...host.data.volumes]).toEqual([]);
    const shown = plan(removal('study'), new Facts()).find(({ step }) => step.id === 'data.remove');
    expect(shown?.title).toBe(
      'Delete its data for good: study-db, study-data, /var/lib/setup-server/backups/study',
    );
  });

  it('is stopped its own way where its data are kept, the app before its database', async () => {
    const host = await setUp();
    await runOn(host, removal(''));
    const rested = host.done.flatMap((each) => (each.do === 'rest' ? [each.spec.name] : []));
    expect(rested).toEqual(['study', 'study-db']);
  });

  it.each(['', 'study'])('ends the same after a kill anywhere, with "%s" typed', async (typed) => {
    await expectSameAfterAnyKill(() => setUp(), removal(typed), 10);
  });

  it('takes back that a login may use Docker, after all that needs it', async () => {
    const host = new PretendHost(HOST, { reachesDocker: true, named: true });
    await runOn(host, stepsFor(wanted, { ...ground, login: sudoLogin }));
    expect(host.groups.has('docker')).toBe(true);
    const before = host.done.length;
    expect(failed(await runOn(host, removal('')))).toEqual([]);
    expect(host.groups.has('docker')).toBe(false);
    const ran = host.done.slice(before).map((each) => (each.do === 'run' ? each.command.text : ''));
    const leaves = ran.findIndex((text) => text.startsWith('gpasswd'));
    expect(ran.findLastIndex((text) => /docker (rm|image|network|volume)/.test(text))).toBeLessThan(
      leaves,
    );
  });

  it('is gone the second time', async () => {
    const host = await setUp();
    await runOn(host, removal(''));
    const count = host.done.length;
    await runOn(host, removal(''));
    expect(host.done.length).toBe(count);
  });
});

describe('one of several apps', () => {
  it('leaves to the others what they share', async () => {
    const host = await setUp(['other']);
    const before = new Map(host.files);
    await runOn(host, removal('', ['study', 'other']));
    expect([...host.containers.keys()]).toEqual(['setup-server-front']);
    expect([...host.networks]).toEqual(['setup-server']);
    expect(host.timer).toBe('active');
    const front = '/etc/setup-server/front/nginx.conf';
    expect(host.files.get(front)).toEqual(before.get(front));
    const left = [...host.files.keys()].filter((path) => path.includes('study'));
    expect(left).toEqual(['/etc/setup-server/study/env.list']);
  });

  it('finds that another one was set up meanwhile', async () => {
    const host = await setUp(['newcomer']);
    await runOn(host, removal('', ['study']));
    expect([...host.containers.keys()]).toEqual(['setup-server-front']);
  });

  it('leaves an image that another container was made from', async () => {
    const host = await setUp();
    host.containers.set('theirs', { image: 'mariadb:11.4' });
    expect(failed(await runOn(host, removal('')))).toEqual([]);
    expect([...host.images]).toEqual(['mariadb:11.4']);
    expect(host.containers.has('theirs')).toBe(true);
  });
});

describe('records of the name', () => {
  const account = { provider: 'desec', answers: { 'dns.desec.token': new Secret('token') } };
  const withAccount: Goal = { ...wanted, dns: account };
  const step = () => removal('', ['study'], withAccount).find(({ id }) => id === 'name.remove');
  const seen = (a: readonly string[]) =>
    new Facts([
      { query: query('addresses', HOST), value: { v4: ['203.0.113.7'], v6: [] } },
      { query: query('name', '', 'study.example.org'), value: { a, aaaa: [] } as never },
    ]);

  it('go where they lead here, by the account that we hold', () => {
    const facts = seen(['203.0.113.7']);
    expect(step()?.check(facts).holds).toBe(false);
    const [action] = step()?.actions(facts) ?? [];
    expect(action).toMatchObject({ do: 'records', addresses: { v4: [], v6: [] } });
    expect(action && describeAction(action).join('\n')).toContain('no addresses');
  });

  it('stay where they lead to another server, or there are none', () => {
    expect(step()?.check(seen(['198.51.100.9'])).holds).toBe(true);
    expect(step()?.check(seen([])).holds).toBe(true);
  });

  it('are left to the person where we hold no account', () => {
    expect(removal('').some(({ id }) => id === 'name.remove')).toBe(false);
  });
});
