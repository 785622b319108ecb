import { describe, expect, it } from 'vitest';
import { appContainer } from '../../source/containers/install-containers.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import {
  certificateFile,
  certificateFolder,
  renewalOrderFile,
  siteFile,
} from '../../source/paths.ts';
import { plan } from '../../source/plan.ts';
import { receiptFor } from '../../source/receipt.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { certificateOrder } from '../../source/steps/certificate-obtain.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { expectSameAfterAnyKill, Killed, killedAt } from './killed-at.ts';
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

const own: Goal = {
  ...goal,
  certificate: {
    ...goal.certificate,
    use: 'own-files',
    own: { chain: 'the chain\n', key: new Secret('the key\n') },
  },
};
const plain: Goal = { ...goal, certificate: { ...goal.certificate, use: 'none' } };

const balanced: Goal = {
  ...goal,
  trustNames: true,
  certificate: { ...goal.certificate, use: 'balancer' },
};

const ARN = 'arn:aws:acm:eu-central-1:123456789012:certificate/0f1e2d3c';
const handed: Goal = {
  ...goal,
  trustNames: true,
  certificate: { ...goal.certificate, handsTo: ARN },
};

const tls = {
  https: 443,
  http: 80,
  certificate: { chain: '/tls/nginx.crt', key: '/tls/nginx.key' },
};
const ready = { ...goal.recipe.ready, command: ['test', '-e', '/run/ready'] };
const byApp: Goal = {
  ...goal,
  recipe: { ...goal.recipe, tls, ready },
  certificate: { ...goal.certificate, servedBy: 'app' },
};
const byAppsClient: Goal = {
  ...goal,
  recipe: { ...goal.recipe, tls: { https: 443, http: 80 }, ready },
  certificate: { ...goal.certificate, use: 'app-client' },
};

/** Everything between the download of the app and what is kept for later. */
function planned(wanted: Goal): string[] {
  const titles = plan(stepsFor(wanted, ground), new Facts()).map(({ title }) => title);
  return titles.slice(titles.indexOf('Download Study 1.2') + 1, -2);
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
  {
    name: "in a person's own files",
    wanted: own,
    plan: [
      `See that ${NAME} leads to this server`,
      'See from outside that port 80 is open',
      `Put your own certificate for ${NAME} on the server`,
      'Write 3 settings, 2 of them secret, to /etc/setup-server/study/env.list',
      'Start Study, its data in the volume study-data',
      'Wait until Study answers',
      `Open https://${NAME}`,
      `Check https://${NAME} from this computer`,
      'See that nothing gets another certificate by itself',
    ],
  },
  {
    name: 'that there is none of',
    wanted: plain,
    plan: [
      `See that ${NAME} leads to this server`,
      'See from outside that port 80 is open',
      'Write 3 settings, 2 of them secret, to /etc/setup-server/study/env.list',
      'Start Study, its data in the volume study-data',
      'Wait until Study answers',
      `Open http://${NAME}`,
      `Check http://${NAME} from this computer`,
      'See that nothing gets another certificate by itself',
    ],
  },
  {
    name: 'that a balancer in front has',
    wanted: balanced,
    plan: [
      'Write 3 settings, 2 of them secret, to /etc/setup-server/study/env.list',
      'Start Study, its data in the volume study-data',
      'Wait until Study answers',
      `Open https://${NAME}`,
      `Check https://${NAME} from this computer`,
      'See that nothing gets another certificate by itself',
    ],
  },
  {
    name: 'that is handed to a balancer',
    wanted: handed,
    plan: [
      `Get a certificate for ${NAME} from Let's Encrypt`,
      'Write 3 settings, 2 of them secret, to /etc/setup-server/study/env.list',
      'Start Study, its data in the volume study-data',
      'Wait until Study answers',
      `Open https://${NAME}`,
      'Download Node, for renewing certificates',
      'Put a program on the server that renews the certificate (/etc/setup-server/renewal)',
      'Have it look every hour whether a certificate is due',
      `Have the server hand the certificate for ${NAME} to the load balancer`,
      `Check https://${NAME} from this computer`,
    ],
  },
  {
    name: "for the app's own web server",
    wanted: byApp,
    plan: [
      `See that ${NAME} leads to this server`,
      'See from outside that port 80 is open',
      `Get a certificate for ${NAME} from Let's Encrypt`,
      'Write 3 settings, 2 of them secret, to /etc/setup-server/study/env.list',
      'Start Study, its data in the volume study-data',
      'Wait until Study answers',
      'See that Study has read its certificate',
      `Open https://${NAME}`,
      `Check https://${NAME} from this computer`,
      'Download Node, for renewing certificates',
      'Put a program on the server that renews the certificate (/etc/setup-server/renewal)',
      'Have it look every hour whether a certificate is due',
    ],
  },
  {
    name: 'that the app gets itself',
    wanted: byAppsClient,
    plan: [
      `See that ${NAME} leads to this server`,
      'Write 3 settings, 2 of them secret, to /etc/setup-server/study/env.list',
      'Start Study, its data in the volume study-data',
      'Wait until Study answers',
      `Check https://${NAME} from this computer`,
      'See that nothing gets another certificate by itself',
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
    await expectSameAfterAnyKill(fresh, steps);
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

describe("a person's own certificate", () => {
  const fresh = () => new PretendHost(HOST, { reachesDocker: true, named: true });
  const { own: _, ...kept } = own.certificate;

  it('lies where only root can read its key, and is shown to nobody', async () => {
    const host = fresh();
    await runOn(host, stepsFor(own, ground));
    const folder = certificateFolder('study');
    expect(host.files.get(`${folder}/key.pem`)).toEqual({ text: 'the key\n', mode: '600' });
    const described = plan(stepsFor(own, ground), new Facts())
      .flatMap(({ actions }) => actions.flatMap(describeAction))
      .join('\n');
    expect(described).not.toContain('the key');
  });

  it('stays where no other one is given, and is replaced and taken up where one is', async () => {
    const host = fresh();
    await runOn(host, stepsFor(own, ground));
    const events = await runOn(host, stepsFor({ ...own, certificate: kept }, ground));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete', changed: 0 });
    const before = host.reloads;
    const next = { chain: 'a longer chain\n', key: new Secret('the key\n') };
    await runOn(host, stepsFor({ ...own, certificate: { ...own.certificate, own: next } }, ground));
    expect(host.files.get(certificateFile('study'))?.text).toBe('a longer chain\n');
    expect(host.reloads).toBe(before + 1);
  });

  it('cannot do without its files the first time', async () => {
    const events = await runOn(fresh(), stepsFor({ ...own, certificate: kept }, ground));
    expect(events.filter(({ type }) => type === 'failed')).toMatchObject([
      { step: 'certificate.place' },
    ]);
  });
});

describe('a certificate for a balancer', () => {
  it('is shown by nobody on the server, whose renewal hands it over', async () => {
    const host = new PretendHost(HOST, { reachesDocker: true, named: true });
    await runOn(host, stepsFor(handed, ground));
    const site = host.files.get(siteFile('study'))?.text ?? '';
    expect(site).not.toContain('listen 443');
    expect(site).toContain('/setup-server-health');
    expect(host.handedOver).toMatchObject({ to: ARN, until: host.certificate?.until });
    const order = JSON.parse(host.files.get(renewalOrderFile('study'))?.text ?? '');
    expect(order).toMatchObject({ handsTo: ARN, served: [] });
    expect(order.site).toBeUndefined();
  });

  it.each([
    [
      'another certificate at Amazon',
      { ...handed, certificate: { ...handed.certificate, handsTo: `${ARN}4b` } },
    ],
    ['a newer certificate', handed],
  ])('is handed over again: %s', async (_, wanted) => {
    const host = new PretendHost(HOST, { reachesDocker: true, named: true });
    await runOn(host, stepsFor(handed, ground));
    const before = host.certificate;
    if (wanted === handed && before)
      host.certificate = { ...before, from: '2026-11-21T11:30:00.000Z' };
    const events = await runOn(host, stepsFor(wanted, ground));
    expect(events.filter(({ type }) => type === 'started').at(-1)).toMatchObject({
      step: 'balancer.hand-over',
    });
    expect(host.handedOver).toMatchObject({
      to: wanted.certificate.handsTo,
      from: host.certificate?.from,
    });
  });

  it('is no business of the balancer any more once visitors come to the server', async () => {
    const host = new PretendHost(HOST, { reachesDocker: true, named: true });
    await runOn(host, stepsFor(handed, ground));
    await runOn(host, stepsFor(goal, ground));
    expect(host.files.get(siteFile('study'))?.text).toContain('listen 443');
    const order = JSON.parse(host.files.get(renewalOrderFile('study'))?.text ?? '');
    expect([order.handsTo, order.served.length]).toEqual([undefined, 1]);
  });

  it('is told of in the receipt', () => {
    const { lines } = receiptFor(handed, new Facts());
    expect(lines.find(({ label }) => label === 'Load balancer')?.text).toContain(ARN);
  });
});

describe('after another way', () => {
  it.each([
    ["a person's own files", own],
    ['none', plain],
  ])('nothing renews any longer: %s', async (_, wanted) => {
    const host = new PretendHost(HOST, { reachesDocker: true, named: true });
    await runOn(host, stepsFor(goal, ground));
    expect(host.files.has(renewalOrderFile('study'))).toBe(true);
    await runOn(host, stepsFor(wanted, ground));
    expect(host.files.has(renewalOrderFile('study'))).toBe(false);
    const site = host.files.get(siteFile('study'))?.text ?? '';
    expect(site.includes('listen 443')).toBe(wanted === own);
    const back = await runOn(host, stepsFor(goal, ground));
    expect(back.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(host.files.has(renewalOrderFile('study'))).toBe(true);
  });
});

describe('the receipt', () => {
  const line = (of: Goal, facts = new Facts()) =>
    receiptFor(of, facts).lines.find(({ label }) => label === 'Certificate');

  it('warns where there is no certificate', () => {
    expect(receiptFor(plain, new Facts()).headline).toBe(`Study answers at http://${NAME}`);
    expect(line(plain)).toMatchObject({ tone: 'warning', text: expect.stringMatching(/^none\. /) });
  });

  it("says when a person's own certificate ends, and that nobody renews it", () => {
    const seen = {
      query: query('certificate', HOST, certificateFile('study')),
      value: {
        names: [NAME],
        from: '2026-11-01T00:00:00.000Z',
        until: '2027-02-19T00:00:00.000Z',
        issuer: 'An authority',
        keyFits: true,
      },
    };
    const receipt = receiptFor(own, new Facts([seen]));
    expect(line(own, new Facts([seen]))?.text).toMatch(/until 19 Feb 2027\. Nothing renews it/);
    expect(receipt.ends).toEqual({ name: NAME, until: '2027-02-19T00:00:00.000Z' });
  });
});

it.each([
  ["a person's own files", own, 'instruct'],
  ['none', plain, 'await'],
])('behind another web server, visitors by https need its lines: %s', (_, wanted, does) => {
  const front = { owner: 'nginx', http: 8080, https: 8443, behind: true } as const;
  const steps = stepsFor({ ...wanted, front }, ground);
  const check = steps.find(({ id }) => id === 'website.check');
  expect(check?.actions(new Facts()).map((action) => action.do)).toEqual([does]);
});

describe("an app's own web server", () => {
  it('has the port for HTTPS, and the certificate where it reads it', () => {
    expect(appContainer(byApp)).toMatchObject({
      ports: [{ host: 443, container: 443, protocol: 'tcp' }],
      volumes: expect.arrayContaining([
        {
          source: '/etc/setup-server/front/certificates/study/key.pem',
          target: '/tls/nginx.key',
          readOnly: true,
        },
      ]),
    });
    const front = plan(stepsFor(byApp, ground), new Facts()).find(
      ({ step }) => step.id === 'front.start',
    );
    const lines = front?.actions.flatMap(describeAction).join('\n');
    expect(lines).toContain('--publish 80:80');
    expect(lines).not.toContain('--publish 443');
  });

  it('is started anew by the renewal, which waits until it shows the new certificate', () => {
    const lines = plan(stepsFor(byApp, ground), new Facts())
      .find(({ step }) => step.id === 'renewal.write')
      ?.actions.flatMap(describeAction)
      .join('\n');
    expect(lines).toContain(
      'docker exec study ./stop; docker stop -t 5 study &&\ndocker start study',
    );
    expect(lines).toContain('"host": "study",\n      "port": 443');
    expect(lines).toContain('"patienceSeconds": 60');
  });

  it('is started anew where there is a newer certificate than it has read', async () => {
    const host = new PretendHost(HOST, { reachesDocker: true, named: true });
    const steps = stepsFor(byApp, ground);
    await runOn(host, steps);
    host.certificate = host.certificate && {
      ...host.certificate,
      writtenAt: host.now(),
    };
    const events = await runOn(host, steps);
    expect(events.filter(({ type }) => type === 'started')).toEqual([
      expect.objectContaining({ step: 'app.certificate' }),
    ]);
  });

  it.each([
    ['to the front', byApp, goal],
    ['from the front', goal, byApp],
    ["to the app's own client", goal, byAppsClient],
    ["from the app's own client to the front", byAppsClient, goal],
    ["from the app's own client to ours", byAppsClient, byApp],
    ['to its own client', byApp, byAppsClient],
  ])('can be changed %s, after a kill anywhere, too', async (_name, before, after) => {
    const started = async () => {
      const host = new PretendHost(HOST, { reachesDocker: true, named: true });
      await runOn(host, stepsFor(before, ground));
      host.done.length = 0;
      return host;
    };
    const steps = stepsFor(inTheWay(before, after), ground);
    const undisturbed = await started();
    await runOn(undisturbed, steps);
    expect((await runOn(undisturbed, stepsFor(after, ground))).at(-1)).toMatchObject({
      changed: 0,
    });
    const wanted = undisturbed.state();
    const count = undisturbed.done.length;
    for (let number = 1; number <= count; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const host = await started();
        await expect(runOn(host, steps, killedAt(host, number, when))).rejects.toThrow(Killed);
        await runOn(host, steps);
        expect(host.state(), `killed ${when} action ${number}`).toEqual(wanted);
      }
    }
  });
});

/** What deciding says where the app's own web server has ports that the front is to have. */
function inTheWay(before: Goal, after: Goal): Goal {
  const had = before.certificate.use === 'app-client' || before.certificate.servedBy === 'app';
  const frees = had && after.certificate.use !== 'app-client' && before !== after;
  return frees ? { ...after, appInTheWay: true } : after;
}
