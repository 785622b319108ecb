import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { applies } from '../../source/interview.ts';
import { mendings, offerQueries, offerQuestions } from '../../source/offers/index.ts';
import { groundQueries } from '../../source/refusals.ts';
import { type Apply, run } from '../../source/run.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from '../core/example-goal.ts';
import { Killed, killedAt } from '../core/killed-at.ts';
import { PretendHost } from '../core/pretend-host.ts';
import { allAccepted, server } from './given.ts';

/** A server with everything the matter. */
function troubled(): PretendHost {
  const host = new PretendHost(HOST, { reachesDocker: true, named: true });
  host.clock = { aheadSeconds: 7200, kept: false };
  host.wantsRestart = true;
  host.port80 = { program: 'nginx', unit: 'nginx.service', package: 'nginx', onlyWelcome: true };
  host.firewallClosed = [80, 443];
  host.networks4 = ['172.16.0.0/12'];
  host.files.set('/etc/docker/daemon.json', { text: '{"live-restore":true}', mode: '644' });
  return host;
}

/** What a visit does: looks, takes what is offered, plans and runs. */
async function visit(
  host: PretendHost,
  apply: Apply = host.apply,
  changed: Partial<Goal> = {},
  given: Answers = allAccepted,
) {
  const signal = new AbortController().signal;
  const wanted = [
    ...offerQueries(HOST),
    ...groundQueries(HOST).filter(({ fact }) => fact === 'docker'),
  ];
  const sightings = [];
  for await (const sighting of host.look(wanted, signal)) sightings.push(sighting);
  const facts = new Facts(sightings);
  const asked = offerQuestions.filter((question) => applies(question, server, facts));
  const all = asked.map(({ id }) => [id, given[id] ?? allAccepted[id] ?? ''] as const);
  const answers = { ...server, ...Object.fromEntries(all) };
  const steps = stepsFor(
    { ...goal, ...changed },
    ground,
    mendings(answers, facts, { ...ground, host: HOST }),
  );
  const doing = { look: host.look, apply, pause: async () => {}, now: () => 0 };
  const control = { stop: signal, abort: signal, overridden: new Set<string>() };
  const events = [];
  for await (const event of run(steps, facts, doing, control)) events.push(event);
  return { events, ids: steps.map(({ id }) => id) };
}

describe('a server with everything the matter', () => {
  it('is mended, and set up', async () => {
    const host = troubled();
    const { events, ids } = await visit(host);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    expect(ids).toEqual(
      expect.arrayContaining([
        ...['server.restart', 'clock.sync', 'swap.make', 'ports.free', 'firewall.open'],
        'docker.networks',
      ]),
    );
    expect(host.state()).toMatchObject({
      ...{ swapMB: 2047, boots: 2, port80: null, firewallClosed: [] },
      clock: { aheadSeconds: 0, kept: true },
    });
    const config = JSON.parse(host.files.get('/etc/docker/daemon.json')?.text ?? '');
    expect(Object.keys(config)).toEqual(['live-restore', 'default-address-pools']);
  });

  it('is offered nothing the second time, and nothing is done', async () => {
    const host = troubled();
    await visit(host);
    const before = host.done.length;
    const { events, ids } = await visit(host);
    expect(host.done.length).toBe(before);
    expect(ids).toEqual(stepsFor(goal, ground).map(({ id }) => id));
    expect(events.at(-1)).toEqual({ type: 'done', outcome: 'complete', changed: 0 });
  });

  it('is set up behind the web server that has port 80, where that stays', async () => {
    const host = troubled();
    const front = { http: 8080, https: 8443, behind: true, owner: 'nginx' } as const;
    const { port80 } = host;
    const { events } = await visit(host, host.apply, { front }, { 'server.ports': 'behind' });
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    expect(host.port80).toEqual(port80);
  });

  it('ends the same after a kill before or after any single action', async () => {
    const undisturbed = troubled();
    await visit(undisturbed);
    const wanted = undisturbed.state();
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThan(20);
    for (let number = 1; number <= count; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const host = troubled();
        await expect(visit(host, killedAt(host, number, when))).rejects.toThrow(Killed);
        await visit(host);
        expect(host.state(), `killed ${when} action ${number}`).toEqual(wanted);
      }
    }
  });
});
