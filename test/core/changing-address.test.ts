import { describe, expect, it } from 'vitest';
import { worldOn } from '../../source/apply/certificate.ts';
import type { CertificateAction } from '../../source/certificates/certificate-action.ts';
import { describeAction } from '../../source/describe.ts';
import { alpine } from '../../source/distributions/alpine.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { addressOrderFile } from '../../source/paths.ts';
import { plan } from '../../source/plan.ts';
import { receiptFor } from '../../source/receipt.ts';
import { renewalOrder } from '../../source/renewal/order.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { expectSameAfterAnyKill } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { programsOf } from './pretend-programs.ts';
import { runOn } from './run-on.ts';

const TOKEN = 'a7c4d0ad-114e-40ef-hush';
const dns = {
  provider: 'duckdns',
  answers: { hostname: goal.names[0], 'dns.duckdns.token': new Secret(TOKEN) },
};
const changing: Goal = { ...goal, dns, follows: 'ipv4' };
const fresh = () => new PretendHost(HOST, { reachesDocker: true, named: false });
const steps = stepsFor(changing, ground);

describe('names that follow an address that changes', () => {
  it('are set by the server itself before anybody asks for a certificate', () => {
    const titles = plan(steps, new Facts()).map(({ title }) => title);
    const [from, to] = [
      titles.indexOf('Download Study 1.2'),
      titles.findIndex((each) => /^Get/.test(each)),
    ];
    expect(titles.slice(from + 1, to + 1)).toEqual([
      'Download Node, for the programs that it runs by itself',
      'Put a program on the server that keeps study.example.org at its address (/etc/setup-server/address)',
      'Have it look every few minutes whether the address changed',
      "Have it set study.example.org to the server's public address, at DuckDNS",
      'See that study.example.org leads to this server',
      'See from outside that port 80 is open',
      "Get a certificate for study.example.org from Let's Encrypt",
    ]);
    expect(titles.filter((each) => each.startsWith('Download Node'))).toHaveLength(1);
  });

  it('end in a website, and the second run finds nothing to do', async () => {
    const host = fresh();
    const events = await runOn(host, steps);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(host.followed).toEqual(['study.example.org']);
    expect(host.addressTimer).toBe('active');
    expect((await runOn(host, steps)).at(-1)).toMatchObject({ outcome: 'complete', changed: 0 });
  });

  it('end the same after a kill before or after any single action', async () => {
    await expectSameAfterAnyKill(fresh, steps);
  });

  it('need only what every distribution has', async () => {
    const host = new PretendHost(HOST, { reachesDocker: true, named: false }, programsOf.apk);
    const events = await runOn(host, stepsFor(changing, { ...ground, distribution: alpine }));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(host.addressTimer).toBe('active');
  });

  it('are set with a token that nobody sees, and only root can read', async () => {
    const host = fresh();
    await runOn(host, steps);
    const order = host.files.get(addressOrderFile('study'));
    expect(order?.mode).toBe('600');
    expect(order?.text).toContain(TOKEN);
    const others = [...host.files].filter(([, { text }]) => text.includes(TOKEN));
    expect(others.map(([path]) => path)).toEqual([addressOrderFile('study')]);
    const shown = plan(steps, new Facts()).flatMap(({ actions }) =>
      actions.flatMap(describeAction),
    );
    expect(shown.join('\n')).not.toContain(TOKEN);
  });

  it('keep the token where whoever comes back does not know it', async () => {
    const host = fresh();
    await runOn(host, steps);
    const { dns: _, ...unknown } = changing;
    const events = await runOn(host, stepsFor(unknown, ground));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete', changed: 0 });
  });

  it('no longer follow it where the person says so', async () => {
    const host = fresh();
    await runOn(host, steps);
    const { follows: _, ...fixed } = changing;
    await runOn(host, stepsFor({ ...fixed, followedBefore: true }, ground));
    expect(host.files.has(addressOrderFile('study'))).toBe(false);
    expect(receiptFor(changing, new Facts()).lines).toContainEqual({
      label: 'Its address',
      text: expect.stringMatching(/^may change\. .* sets study\.example\.org anew\./),
    });
  });
});

describe('a computer in the same network as the server', () => {
  const within: Goal = { ...changing, reachedAt: '192.168.1.20' };
  const facts = new Facts([
    {
      query: query('website', '', 'https://study.example.org/ping'),
      value: { reached: false, code: 'ECONNREFUSED', says: 'Nothing answers.' },
    },
  ]);
  const stepOf = (wanted: Goal, id: string) =>
    stepsFor(wanted, ground).find((step) => step.id === id);
  const orderOf = (wanted: Goal) =>
    stepOf(wanted, 'certificate.obtain')?.actions(new Facts())[0] as CertificateAction;

  it('leaves it to the authority to see the name, and never to a router of its own', async () => {
    expect(orderOf(within).order.unseen).toBe(true);
    expect(orderOf({ ...changing, reachedAt: 'raspberrypi.local' }).order.unseen).toBe(true);
    expect(orderOf(changing).order).not.toHaveProperty('unseen');
    const { order } = orderOf(within);
    const looks = await worldOn({} as Connection, order).lookAtChallenge(
      new URL('http://study.example.org/'),
      new AbortController().signal,
    );
    expect(looks).toEqual([]);
    const { certificate } = renewalOrder('study', order, { served: [] });
    expect(certificate).not.toHaveProperty('unseen');
  });

  it('is told what it does not see, and nothing is held up by that', () => {
    const seen = stepOf(within, 'website.check');
    expect(seen?.advisory).toBe(true);
    expect(seen?.check(facts)).toMatchObject({
      why: expect.stringContaining('a phone without Wi-Fi'),
    });
    expect(stepOf(changing, 'website.check')?.advisory).toBeUndefined();
    expect(
      stepOf({ ...goal, reachedAt: '192.168.1.20' }, 'website.check')?.advisory,
    ).toBeUndefined();
  });
});
