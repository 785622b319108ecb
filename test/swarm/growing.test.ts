import { describe, expect, it } from 'vitest';
import type { Action } from '../../source/action.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts, type FactTypes, isOf, type Sighting } from '../../source/facts/facts.ts';
import type { Cluster } from '../../source/swarm/cluster.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { ground } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';
import { stateless, three } from './example-cluster.ts';
import { Killed, killedAt, runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const steps = growSteps(stateless, three, () => ground, []);
const fresh = () => new PretendCluster(stateless, three);

function hostOf(action: Action): string {
  return action.do === 'on' ? action.host : 'first';
}

describe('an app that is taken to three servers', () => {
  it('is there on all of them, and was never away', async () => {
    const cluster = fresh();
    const events = await runOn(cluster, steps);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(cluster.members.size).toBe(3);
    expect(cluster.outages).toEqual([]);
    expect([...cluster.servers.values()].map(({ docker }) => docker)).toEqual([true, true, true]);
    expect(cluster.rotatedFor).toMatch(/^[0-9a-f]{16}$/);
  });

  it('keeps what was there as the way back', async () => {
    const cluster = fresh();
    await runOn(cluster, steps);
    const first = cluster.servers.get(stateless.host);
    const stopped = { running: false, restart: 'no' };
    expect([...(first?.containers ?? [])]).toEqual([
      ['study', stopped],
      ['setup-server-front', stopped],
    ]);
  });

  it('has nothing left to do the second time', async () => {
    const cluster = fresh();
    await runOn(cluster, steps);
    const count = cluster.done.length;
    await runOn(cluster, steps);
    expect(cluster.done.length).toBe(count);
  });

  it('comes to the same whichever action it is killed at, and is there all the time', async () => {
    const undisturbed = fresh();
    await runOn(undisturbed, steps);
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThan(25);
    for (let number = 1; number <= count; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const cluster = fresh();
        await expect(runOn(cluster, steps, killedAt(cluster, number, when))).rejects.toThrow(
          Killed,
        );
        await runOn(cluster, steps);
        expect(cluster.state(), `killed ${when} action ${number}`).toEqual(undisturbed.state());
        expect(cluster.outages, `killed ${when} action ${number}`).toEqual([]);
      }
    }
  });

  it('is there on all of them behind a balancer, the only one that gets to them', async () => {
    const { certificate } = stateless;
    const goal = { ...stateless, certificate: { ...certificate, use: 'balancer' as const } };
    const balanced = growSteps(goal, three, () => ground, []);
    const cluster = new PretendCluster(goal, three);
    cluster.servers.get(goal.host)?.files.clear();
    const events = await runOn(cluster, balanced);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(cluster.outages).toEqual([]);
    const seen = balanced.flatMap(({ sees }) => sees).map(({ fact }) => fact);
    expect(seen).not.toContain('witness');
    const done = cluster.done.length;
    await runOn(cluster, balanced);
    expect(cluster.done.length).toBe(done);
  });

  it('makes the other servers ready beside each other', () => {
    const install = steps.filter(({ id }) => id.startsWith('docker.install@'));
    expect(install.map(({ needs }) => needs)).toEqual([
      ['server.ready@203.0.113.8'],
      ['server.ready@203.0.113.9'],
    ]);
  });

  it('begins to let visitors in while the copies get well, and takes over once they are', () => {
    const waitsFor = (id: string, other: string): boolean =>
      (steps.find((step) => step.id === id)?.needs ?? []).some(
        (need) => need === other || waitsFor(need, other),
      );
    const waiting = steps
      .map(({ id }) => id)
      .filter((id) => /^swarm\.(front|switch|rest|drain|settled)/.test(id))
      .map((id) => [id, waitsFor(id, 'swarm.services'), waitsFor(id, 'swarm.copies')]);
    expect(waiting).toEqual([
      ['swarm.settled', true, true],
      ['swarm.front@203.0.113.8', true, false],
      ['swarm.front@203.0.113.9', true, false],
      ['swarm.drain', true, true],
      ['swarm.switch', true, true],
      ['swarm.rest', true, true],
    ]);
  });

  it('does nothing there beside letting a login use Docker, which logs in anew for that', () => {
    const login = { user: 'admin', root: 'sudo', groups: ['admin'] } as const;
    const all = growSteps(stateless, three, () => ({ ...ground, login }), []);
    const waiting = all.filter(({ needs }) => needs.includes('docker.group@203.0.113.8'));
    expect(waiting.map(({ id }) => id)).toEqual([
      ...['swarm.ports@203.0.113.8', 'front.download@203.0.113.8', 'app.download@203.0.113.8'],
    ]);
  });

  it('touches the first one as little as that takes', async () => {
    const cluster = fresh();
    await runOn(cluster, steps);
    const others = cluster.done.filter((each) => each.do === 'pull' || each.do === 'on');
    expect(new Set(others.filter((each) => /pull/.test(JSON.stringify(each))).map(hostOf))).toEqual(
      new Set(['ssh://203.0.113.8', 'ssh://203.0.113.9']),
    );
  });

  it('has the web server of the cluster once that answers there, and not while the one before does', async () => {
    const cluster = fresh();
    await runOn(cluster, steps);
    const change = steps.find(({ id }) => id === 'swarm.switch');
    const seen: Sighting[] = [];
    for await (const each of cluster.look(change?.sees ?? [], new AbortController().signal))
      seen.push(each);
    const holds = (changed: Partial<FactTypes>) =>
      change?.check(
        new Facts(
          seen.map((each) => {
            const value = changed[each.query.fact] ?? each.value;
            return { ...each, value } as Sighting;
          }),
        ),
      ).holds;
    const starting = seen.flatMap((each) => (isOf(each, 'swarmServices') ? each.value : []) ?? []);
    const swarmServices = starting.map((each) => ({ ...each, tasks: [] }));
    const witness = [{ address: '203.0.113.7', code: 'ECONNREFUSED' }] as const;
    const container = sampleContainer({ state: 'running' });
    expect([holds({}), holds({ swarmServices }), holds({ witness })]).toEqual([true, true, true]);
    expect([holds({ swarmServices, witness }), holds({ container })]).toEqual([false, false]);
  });

  it('is shown with the server that each line is typed at', async () => {
    const cluster = fresh();
    await runOn(cluster, steps);
    const lines = cluster.done.flatMap((each) => describeAction(each));
    expect(lines).toContain('# on ssh://203.0.113.8:');
    expect(lines.join('\n')).toMatch(/docker swarm init .* >\/dev\/null/);
    expect(lines.join('\n')).not.toMatch(/SWMTKN/);
  });

  it.each([0, 1])(
    'is told what to do where server %i waits for the key of the cluster',
    async (index) => {
      const cluster = new PretendCluster(stateless, three);
      await runOn(cluster, steps);
      cluster.locked.add(three.nodes[index]?.host ?? '');
      const [before, done] = [cluster.state(), cluster.done.length];
      const events = await runOn(cluster, steps);
      expect(events.find(({ type }) => type === 'failed')).toMatchObject({
        trouble: {
          why: expect.stringMatching(/waits for the key of its cluster/),
          next: expect.arrayContaining([expect.stringMatching(/docker swarm unlock /)]),
        },
      });
      expect([cluster.state(), cluster.done.length]).toEqual([before, done]);
    },
  );

  describe('of which one is lost, and replaced', () => {
    const [first, second, lost] = three.nodes;
    const fourth = { ...three.nodes[0], host: 'ssh://203.0.113.10', name: '203.0.113.10' };
    const next = { ...fourth, address: '10.0.0.10', visited: '203.0.113.10' };
    if (!second || !lost) throw new Error('There are not three servers.');
    const wanted: Cluster = { ...three, nodes: [first, second, next] };
    const all: Cluster = { ...three, nodes: [first, second, lost, next] };
    const replacing = growSteps(stateless, wanted, () => ground, []);
    const grown = async () => {
      const cluster = new PretendCluster(stateless, all);
      await runOn(cluster, steps);
      return cluster;
    };

    it('has the new one in its place, and knows the lost one no more', async () => {
      const cluster = await grown();
      await runOn(cluster, replacing);
      expect([...cluster.members.keys()]).toEqual([first.host, second.host, next.host]);
      expect(cluster.outages).toEqual([]);
    });

    it('has other words by which servers join', async () => {
      const cluster = await grown();
      const before = cluster.rotatedFor;
      await runOn(cluster, replacing);
      expect(cluster.rotatedFor).not.toBe(before);
    });

    it('takes a server that still answers out of it cleanly', async () => {
      const cluster = await grown();
      await runOn(
        cluster,
        growSteps(stateless, wanted, () => ground, [], [lost]),
      );
      const done = cluster.done.map((each) => describeAction(each).join(' '));
      const at = (words: RegExp) => done.findIndex((line) => words.test(line));
      expect(at(/availability drain/)).toBeGreaterThan(-1);
      expect(at(/availability drain/)).toBeLessThan(
        at(/on ssh:\/\/203.0.113.9: docker swarm leave/),
      );
      expect([...cluster.members.keys()]).not.toContain(lost.host);
    });

    it('waits while the others choose which of them leads', async () => {
      const cluster = await grown();
      cluster.lost = true;
      const chosen = () => {
        cluster.lost = false;
      };
      const events = await runOn(cluster, replacing, cluster.apply, chosen);
      expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(new Set(cluster.members.keys())).toEqual(
        new Set([first.host, second.host, next.host]),
      );
    });

    it('is told where more than half are lost, and begun anew where that is wished', async () => {
      const cluster = await grown();
      cluster.lost = true;
      const events = await runOn(cluster, replacing);
      expect(events.find(({ type }) => type === 'failed')).toMatchObject({
        trouble: {
          why: expect.stringMatching(/More than half/),
          next: expect.arrayContaining([expect.stringMatching(/swarm\.force=yes/)]),
        },
      });
      cluster.locked.add(second.host);
      const anew = await runOn(
        cluster,
        growSteps(stateless, { ...wanted, anew: true }, () => ground, []),
      );
      expect(anew.filter(({ type }) => type === 'failed')).toEqual([]);
      expect([...cluster.locked]).toEqual([]);
      expect(new Set(cluster.members.keys())).toEqual(
        new Set([first.host, second.host, next.host]),
      );
      expect(cluster.outages).toEqual([]);
    });
  });
});
