import { describe, expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { plan } from '../../source/plan.ts';
import { Secret } from '../../source/secret.ts';
import { certificateOrder } from '../../source/steps/certificate-obtain.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { Killed, killedAt } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const NAME = goal.names[0];
const byRecords: Goal = {
  ...goal,
  names: [NAME, 'old.example.org', `*.${NAME}`],
  dns: {
    provider: 'cloudflare',
    answers: { hostname: NAME, 'dns.cloudflare.token': new Secret('hush-hush') },
  },
  certificate: { ...goal.certificate, wishes: { proof: 'dns-01' } },
};

/** Everything between the download of the app and what is kept for later. */
function planned(wanted: Goal): string[] {
  const titles = plan(stepsFor(wanted, ground), new Facts()).map(({ title }) => title);
  return titles.slice(titles.indexOf('Download Study') + 1, -2);
}

const everyWay = [
  {
    name: 'proved by records',
    wanted: byRecords,
    plan: [
      `Let ${NAME} and old.example.org and *.${NAME} lead to this server, at Cloudflare`,
      `Get a certificate for ${NAME} and old.example.org and *.${NAME} from Let's Encrypt`,
      'Write 3 settings, 2 of them secret, to /etc/setup-server/study/env.list',
      'Start Study, its data in the volume study-data',
      'Wait until Study answers',
      `Open https://${NAME}`,
      `Check https://${NAME} from this computer`,
      'Download Node, for renewing certificates',
      'Put a program on the server that renews the certificate (/etc/setup-server/renewal)',
      'Have it look every hour whether a certificate is due',
    ],
  },
];

describe.each(everyWay)('a certificate $name', ({ wanted, plan: expected }) => {
  const steps = stepsFor(wanted, ground);
  const fresh = () => new PretendHost(HOST, { reachesDocker: true, named: !wanted.dns });

  it('is planned as a person would do it', () => {
    expect(planned(wanted)).toEqual(expected);
  });

  it('ends with every check holding, and nothing to do the second time', async () => {
    const host = fresh();
    const events = await runOn(host, steps);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    const again = await runOn(host, steps);
    expect(again.at(-1)).toEqual({ type: 'done', outcome: 'complete', changed: 0 });
  });

  it('ends the same after a kill before or after any single action', async () => {
    const undisturbed = fresh();
    await runOn(undisturbed, steps);
    for (let number = 1; number <= undisturbed.done.length; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const host = fresh();
        await expect(runOn(host, steps, killedAt(host, number, when))).rejects.toThrow(Killed);
        await runOn(host, steps);
        expect(host.state(), `killed ${when} action ${number}`).toEqual(undisturbed.state());
      }
    }
  });
});

describe('a certificate with a star', () => {
  it('is ordered without the names that the star covers', () => {
    const names = ['example.org', 'www.example.org', '*.example.org'] as const;
    expect(certificateOrder({ ...byRecords, names })).toMatchObject({
      names: ['example.org', '*.example.org'],
      proof: 'dns-01',
    });
  });

  it('comes with the account by which the records are set, and not into the plan', () => {
    const [step] = stepsFor(byRecords, ground).filter(({ id }) => id === 'certificate.obtain');
    expect(step?.actions(new Facts())).toMatchObject([
      { do: 'certificate', account: byRecords.dns },
    ]);
    expect(step?.needs).toEqual(['front.start', 'name.record']);
  });
});
