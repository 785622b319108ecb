import { describe, expect, it } from 'vitest';
import type { Channel } from '../../source/renewal/channel.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST, sudoLogin } from './example-goal.ts';
import { expectSameAfterAnyKill } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const account = {
  provider: 'cloudflare',
  answers: { hostname: goal.names[0], 'dns.cloudflare.token': new Secret('hush-hush') },
};

const mail: Channel = {
  kind: 'mail',
  ...{ host: 'smtp.example.org', port: 587, user: 'anna', password: new Secret('hush-hush') },
  ...{ from: 'anna@example.org', to: 'anna@example.org' },
};

const everyWay = [
  { name: "as root, with Docker's repository", login: ground.login, reachesDocker: true },
  { name: "as root, with the distribution's Docker", login: ground.login, reachesDocker: false },
  { name: 'through sudo', login: sudoLogin, reachesDocker: true },
  { name: 'with an account for the DNS', login: ground.login, reachesDocker: true, dns: account },
  { name: 'with mails when it fails', login: ground.login, reachesDocker: true, notify: mail },
];

describe.each(everyWay)('the whole job $name', ({ login, reachesDocker, dns, notify }) => {
  const wanted = { ...goal, ...(dns && { dns }), ...(notify && { notify }) };
  const steps = stepsFor(wanted, { ...ground, login });
  const fresh = () => new PretendHost(HOST, { reachesDocker, named: dns === undefined });

  it('ends with every check holding', async () => {
    const host = fresh();
    const events = await runOn(host, steps);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
  });

  it('does nothing the second time', async () => {
    const host = fresh();
    await runOn(host, steps);
    const before = host.done.length;
    const events = await runOn(host, steps);
    expect(host.done.length).toBe(before);
    expect(events.at(-1)).toEqual({ type: 'done', outcome: 'complete', changed: 0 });
  });

  it('ends the same after a kill before or after any single action', async () => {
    await expectSameAfterAnyKill(fresh, steps);
  });
});
