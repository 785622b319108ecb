import { describe, expect, it } from 'vitest';
import type { DefaultLogin } from '../../source/apps/accounts.ts';
import { mariadb } from '../../source/apps/databases.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { siteFile } from '../../source/paths.ts';
import { plan } from '../../source/plan.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { expectSameAfterAnyKill, Killed, killedAt } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const PASSWORD = new Secret('correct-horse-1');

function login(close: DefaultLogin['close']): DefaultLogin {
  return {
    ...{ user: 'root', password: 'first', path: '/in', form: { password: 'first' }, headers: {} },
    verdict: ({ body }) =>
      body === 'welcome' ? 'open' : body === 'refused' ? 'closed' : 'unknown',
    close,
    follows: ['DB_URL'],
  };
}

const changing = [
  {
    asks: 'let root in',
    path: '/in',
    headers: {},
    form: { password: 'first' },
    expects: { status: 200 },
  },
  {
    asks: 'change it',
    path: '/new',
    headers: { a: 'b' },
    form: { new: PASSWORD },
    expects: { status: 200 },
  },
];

function wanted(close: DefaultLogin['close'] = changing, url = ''): Goal {
  const env = url === '' ? goal.recipe.env : [...goal.recipe.env, { name: 'DB_URL', value: url }];
  return { ...goal, recipe: { ...goal.recipe, env, unset: 'others', defaultLogin: login(close) } };
}

const steps = stepsFor(wanted(), ground);
const fresh = () => new PretendHost(HOST, { reachesDocker: true, named: true });

/** What was done, in order, as far as it is about letting people in. */
function doors(host: PretendHost): string[] {
  return host.done.flatMap((action) => {
    if (action.do === 'request') return ['login closed'];
    if (action.do === 'write' && action.path === siteFile('study')) return ['site opened'];
    if (action.do === 'run' && /^rm -f \S+sites/.test(action.command.text)) return ['site shut'];
    return action.do === 'container' && action.spec.name === 'study' ? ['app started'] : [];
  });
}

async function set(host: PretendHost, which: Goal = wanted()): Promise<string[]> {
  host.done.length = 0;
  await runOn(host, stepsFor(which, ground));
  return doors(host);
}

describe('a login that everybody knows', () => {
  it('is closed before the site is opened', async () => {
    const host = fresh();
    expect(await set(host)).toEqual(['app started', 'login closed', 'site opened']);
    expect(host.login).toBe('refused');
    expect(await set(host)).toEqual([]);
  });

  it('is closed in the end, whenever a run is killed', async () => {
    await expectSameAfterAnyKill(fresh, steps);
  });

  it('is closed in the end with a database beside the app, too', async () => {
    const { companion } = mariadb('study', 'study');
    const { recipe, ...rest } = wanted();
    const beside = { ...rest, recipe: { ...recipe, companions: [companion] } };
    await expectSameAfterAnyKill(fresh, stepsFor(beside, ground));
  });

  it('is never met by visitors, whenever a run is killed', async () => {
    const undisturbed = fresh();
    await runOn(undisturbed, steps);
    for (let number = 1; number <= undisturbed.done.length; number += 1) {
      const host = fresh();
      await expect(runOn(host, steps, killedAt(host, number, 'after'))).rejects.toThrow(Killed);
      expect(host.files.has(siteFile('study')) && host.login === 'welcome').toBe(false);
    }
  });

  it('is closed at once where the site is open, and known to work', async () => {
    const host = fresh();
    await set(host);
    host.login = 'welcome';
    expect(await set(host)).toEqual(['login closed']);
  });

  it('keeps the site shut where nobody gave a password', async () => {
    const host = fresh();
    const events = await runOn(host, stepsFor(wanted([]), ground));
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      step: 'login.close',
      trouble: {
        why: 'Study lets anybody in as root with the password first.',
        next: [
          'Run setup-server again: it asks for a new password then.',
          'Change the password in Study itself: sign in there as root.',
        ],
      },
    });
    expect(host.files.has(siteFile('study'))).toBe(false);
  });

  it('needs no password where it is closed', async () => {
    const host = fresh();
    host.login = 'refused';
    expect(await set(host, wanted([]))).toEqual(['app started', 'site opened']);
  });
});

describe('an empty database behind an open site', () => {
  it.each([
    ['where the data is lost', wanted(), true],
    ['where another database is chosen', wanted(changing, 'db.example.org'), false],
  ])('is met by nobody: %s', async (_, which, lost) => {
    const host = fresh();
    await set(host);
    if (lost) {
      host.containers.delete('study');
      host.data.volumes.clear();
    }
    host.login = 'welcome';
    expect(await set(host, which)).toEqual([
      'site shut',
      'app started',
      'login closed',
      'site opened',
    ]);
    expect(await set(host, which)).toEqual([]);
  });

  it('is met by nobody after a kill', async () => {
    const which = wanted(changing, 'db.example.org');
    const begun = async () => {
      const host = fresh();
      await set(host);
      host.login = 'welcome';
      host.done.length = 0;
      return host;
    };
    const undisturbed = await begun();
    await runOn(undisturbed, stepsFor(which, ground));
    expect(undisturbed.done.length).toBeGreaterThan(4);
    for (let number = 1; number <= undisturbed.done.length; number += 1) {
      const host = await begun();
      const on = stepsFor(which, ground);
      await expect(runOn(host, on, killedAt(host, number, 'after'))).rejects.toThrow(Killed);
      await runOn(host, on);
      expect([...new Set(doors(host))]).toEqual([
        'site shut',
        'app started',
        'login closed',
        'site opened',
      ]);
      expect(host.state()).toEqual(undisturbed.state());
    }
  });

  it('is met by nobody where the data are to lie elsewhere', async () => {
    const host = fresh();
    await set(host);
    host.login = 'welcome';
    const { recipe, ...rest } = wanted();
    const volumes = [{ source: '/srv/study', target: '/data' }];
    const which = { ...rest, recipe: { ...recipe, container: { ...recipe.container, volumes } } };
    expect(await set(host, which)).toEqual([
      'site shut',
      'app started',
      'login closed',
      'site opened',
    ]);
    expect(await set(host, which)).toEqual([]);
  });

  it('lets others in where it is another setting', async () => {
    const host = fresh();
    await set(host);
    const other = wanted();
    const env = [...other.recipe.env, { name: 'COLOUR', value: 'green' }];
    expect(await set(host, { ...other, recipe: { ...other.recipe, env } })).toEqual([
      'app started',
    ]);
  });
});

it('is shown as a person would do it, the new password hidden', () => {
  const shown = plan(steps, new Facts())
    .find(({ step }) => step.id === 'login.close')
    ?.actions.flatMap(describeAction);
  expect(shown).toEqual([
    "ip=$(docker container inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' -- study)",
    `curl --cookie cookies --cookie-jar cookies --data-urlencode password=first "http://\${ip%% *}:"9000/in`,
    `curl --cookie cookies --cookie-jar cookies --header 'a: b' --data-urlencode 'new=[secret]' "http://\${ip%% *}:"9000/new`,
  ]);
});
