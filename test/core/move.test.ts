import { describe, expect, it } from 'vitest';
import type { Action } from '../../source/action.ts';
import { decideLeaving, decideReturn, moveQueries } from '../../source/changes/decide-move.ts';
import {
  decideRevision,
  refuseUnfinished,
  revisionQueries,
} from '../../source/changes/decide-revision.ts';
import { MOVED, STOPPED } from '../../source/containers/stopped.ts';
import type { Event } from '../../source/event.ts';
import { Facts, type Look, type Query, type Sighting } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { authorityFile } from '../../source/paths.ts';
import type { Apply } from '../../source/run.ts';
import { run } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { Killed } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const NEW = 'ssh://root@203.0.113.8:22';
const dns = {
  provider: 'cloudflare',
  answers: { hostname: 'study.example.org', 'dns.cloudflare.token': new Secret('hush-hush') },
};
const before: Goal = { ...goal, dns };
const there: Goal = { ...before, host: NEW, reachedAt: '203.0.113.8' };

/** Two servers, the name that leads to one of them, and what people sent to the app. */
class Pair {
  readonly #leads = {
    old: { reachesDocker: true, named: true },
    fresh: { reachesDocker: true, named: false },
  };
  readonly old = new PretendHost(HOST, this.#leads.old);
  readonly fresh = new PretendHost(NEW, this.#leads.fresh);
  readonly done: string[] = [];
  #minutes = 0;

  static async withApp(): Promise<Pair> {
    const pair = new Pair();
    await runOn(pair.old, stepsFor(before, ground));
    pair.write();
    return pair;
  }

  /** Somebody sends something to the one that runs, which keeps it. */
  write(): void {
    const [at, ...others] = [this.old, this.fresh].filter((host) => host.runs('study'));
    if (!at || others.length > 0) throw new Error('It does not run on one server.');
    const rows = at.data.volumes.get('study-data') ?? [];
    at.data.volumes.set('study-data', [...rows, `row ${rows.length}`]);
  }

  get rows() {
    return [this.old, this.fresh].map(
      (host) =>
        host.data.volumes.get('study-data')?.filter((each) => each.startsWith('row')).length ?? 0,
    );
  }

  get running() {
    return [this.old, this.fresh].map((host) => host.runs('study'));
  }

  #at(host: string, target: Goal): PretendHost {
    if (host === '') return target.host === NEW ? this.fresh : this.old;
    return host === NEW ? this.fresh : this.old;
  }

  look(target: Goal): Look {
    return async function* (this: Pair, queries: readonly Query[], signal: AbortSignal) {
      for (const each of queries) yield* this.#at(each.host, target).look([each], signal);
    }.bind(this) as Look;
  }

  apply(target: Goal, killed?: { number: number; when: 'before' | 'after' }): Apply {
    return async function* (this: Pair, action: Action, facts: Facts, signal: AbortSignal) {
      const count = this.done.length + 1;
      if (
        killed &&
        (count > killed.number || (count === killed.number && killed.when === 'before'))
      )
        throw new Killed();
      if (action.do === 'carry') {
        const [from, to] = [
          this.#at('host' in action.from ? action.from.host : '', target),
          this.#at(target.host, target),
        ];
        to.data.carry(action.stamp, from.data);
        to.certificate = from.certificate;
        const authority = from.files.get(authorityFile('study'));
        if (authority) to.files.set(authorityFile('study'), authority);
      } else {
        const [host, wanted] =
          action.do === 'on' ? [action.host, action.action] : [target.host, action];
        yield* this.#at(host, target).apply(wanted, facts, signal);
        if (action.do === 'records') {
          this.#leads.old.named = target.host === HOST;
          this.#leads.fresh.named = target.host === NEW;
        }
      }
      this.done.push(action.do);
      expect(this.running, `after ${action.do}`).not.toEqual([true, true]);
      if (killed && count === killed.number) throw new Killed();
    }.bind(this) as Apply;
  }

  async seen(target: Goal, queries: readonly Query[]): Promise<Facts> {
    const sightings: Sighting[] = [];
    const look = this.look(target)(queries, new AbortController().signal);
    for await (const each of look) sightings.push(each);
    return new Facts(sightings);
  }

  /** As its record has it by now. */
  async #recorded(one: Goal): Promise<Goal> {
    const facts = await this.seen(one, [{ fact: 'record', host: one.host, subject: 'study' }]);
    const record = facts.get({ fact: 'record', host: one.host, subject: 'study' });
    return record ? { ...one, answers: record.answers } : one;
  }

  async run(
    way: 'go' | 'undo',
    killed?: { number: number; when: 'before' | 'after' },
  ): Promise<readonly Event[]> {
    const [from, to] = way === 'go' ? [before, there] : [there, before];
    const left = await this.#recorded(from);
    const facts = await this.seen(to, moveQueries(left, to));
    this.#minutes += 1;
    const author = { ...ground.author, at: new Date(Date.UTC(2026, 10, 29, 0, this.#minutes)) };
    const decide = way === 'go' ? decideLeaving : decideReturn;
    const wanted = { ...to, revision: decide(left, to, author, facts) };
    const doing = {
      look: this.look(to),
      apply: this.apply(to, killed),
      pause: async () => {},
      now: () => 0,
    };
    const { signal } = new AbortController();
    const control = { stop: signal, abort: signal, overridden: new Set<string>() };
    const events: Event[] = [];
    const steps = stepsFor(wanted, { ...ground, author });
    this.done.length = 0;
    for await (const event of run(steps, new Facts(), doing, control)) events.push(event);
    return events;
  }

  /** Why it is not simply started on a server; undefined where it would be. */
  async barred(one: Goal): Promise<string | undefined> {
    const facts = await this.seen(one, revisionQueries(one));
    const revision = decideRevision(one, {}, facts);
    try {
      refuseUnfinished({ ...one, ...(revision && { revision }) }, facts);
      return undefined;
    } catch (error) {
      return (error as { trouble: { code: string } }).trouble.code;
    }
  }
}

const complete = (events: readonly Event[]) => events.at(-1);
const begun = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === 'started' ? [event.step] : []));

describe('a move', () => {
  it('makes the new server ready, stops the old app, copies, carries over, starts, and switches the name last', async () => {
    const pair = await Pair.withApp();
    const events = await pair.run('go');
    expect(complete(events)).toMatchObject({ outcome: 'complete' });
    const order = [
      ...['app.download', 'left.move.begin', 'left.app.stopped', 'left.backup.make', 'copy.carry'],
      ...['move.take', 'data.restore', 'app.start', 'site.open', 'name.record', 'left.move.end'],
      'move.taken',
    ];
    expect(begun(events).filter((step) => order.includes(step))).toEqual(order);
    expect(begun(events)).not.toContain('certificate.obtain');
    expect(pair.running).toEqual([false, true]);
    expect(pair.rows).toEqual([1, 1]);
  });

  it('leaves the old server at rest for good: its record says so, and nothing renews there', async () => {
    const pair = await Pair.withApp();
    await pair.run('go');
    const record = JSON.parse(
      pair.old.files.get('/etc/setup-server/study/install.json')?.text ?? '',
    );
    expect(Object.keys(record.answers)).toEqual(expect.arrayContaining([STOPPED, MOVED]));
    const fresh = pair.fresh.files.get('/etc/setup-server/study/install.json')?.text ?? '';
    expect(fresh).not.toContain(MOVED);
    const paths = [...pair.old.files.keys()];
    expect(paths.filter((path) => /renewal\/installs\//.test(path))).toEqual([]);
    expect([...pair.fresh.files.keys()].some((path) => /renewal\/installs\//.test(path))).toBe(
      true,
    );
    expect(await pair.barred(before)).toBe('move.gone');
    expect(await pair.barred(there)).toBeUndefined();
  });

  it('has nothing left to do the second time', async () => {
    const pair = await Pair.withApp();
    await pair.run('go');
    pair.write();
    expect(begun(await pair.run('go'))).toEqual([]);
    expect(pair.rows).toEqual([1, 2]);
  });

  it('killed anywhere goes on to the same end, and never runs on both', async () => {
    const undisturbed = await Pair.withApp();
    await undisturbed.run('go');
    const count = undisturbed.done.length;
    const wanted = [undisturbed.old.state(), undisturbed.fresh.state()];
    expect(count).toBeGreaterThan(25);
    for (let number = 1; number <= count; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const pair = await Pair.withApp();
        const said = `${when} action ${number}`;
        await expect(pair.run('go', { number, when }), said).rejects.toThrow(Killed);
        expect(complete(await pair.run('go')), said).toMatchObject({ outcome: 'complete' });
        expect(pair.running, said).toEqual([false, true]);
        expect(pair.rows, said).toEqual([1, 1]);
        expect(keysOf(pair.old.state()), said).toEqual(keysOf(wanted[0]));
        expect(keysOf(pair.fresh.state()), said).toEqual(keysOf(wanted[1]));
      }
    }
  }, 200_000);

  it('killed anywhere can be undone, with all data there were', async () => {
    const undisturbed = await Pair.withApp();
    await undisturbed.run('go');
    const count = undisturbed.done.length;
    for (let number = 1; number <= count; number += 1) {
      const pair = await Pair.withApp();
      const said = `after action ${number}`;
      await expect(pair.run('go', { number, when: 'after' }), said).rejects.toThrow(Killed);
      // Where it was not noted yet, it runs as ever.
      if ((await pair.barred(before)) === undefined) continue;
      expect(complete(await pair.run('undo')), said).toMatchObject({ outcome: 'complete' });
      expect(pair.running, said).toEqual([true, false]);
      expect(pair.rows[0], said).toBe(1);
      expect(await pair.barred(before), said).toBeUndefined();
      expect(await pair.barred(there), said).toBe('move.gone');
    }
  }, 200_000);
});

/** Which files, containers and images there are; not when they were made. */
function keysOf(state: unknown): unknown {
  const { files, containers, images, networks } = state as {
    files: [string, string][];
    containers: [string][];
    images: string[];
    networks: string[];
  };
  return {
    files: files.map(([path]) => path),
    containers: containers.map(([name]) => name),
    images,
    networks,
  };
}

describe('a move that is undone', () => {
  it('has the data as they were; what came since is copied where it was', async () => {
    const pair = await Pair.withApp();
    await pair.run('go');
    pair.write();
    expect(complete(await pair.run('undo'))).toMatchObject({ outcome: 'complete' });
    expect(pair.running).toEqual([true, false]);
    expect(pair.rows).toEqual([1, 2]);
    expect(pair.fresh.data.copies.map(({ why }) => why)).toEqual(['move', 'move']);
    const record = pair.old.files.get('/etc/setup-server/study/install.json')?.text ?? '';
    expect(record).not.toContain(STOPPED);
  });

  it('killed anywhere comes to the same end', async () => {
    const undisturbed = await Pair.withApp();
    await undisturbed.run('go');
    undisturbed.write();
    await undisturbed.run('undo');
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThan(8);
    for (let number = 1; number <= count; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const pair = await Pair.withApp();
        const said = `${when} action ${number}`;
        await pair.run('go');
        pair.write();
        await expect(pair.run('undo', { number, when }), said).rejects.toThrow(Killed);
        expect(complete(await pair.run('undo')), said).toMatchObject({ outcome: 'complete' });
        expect(pair.running, said).toEqual([true, false]);
        expect(pair.rows, said).toEqual([1, 2]);
      }
    }
  }, 200_000);

  it('can be moved once more, with the data of then', async () => {
    const pair = await Pair.withApp();
    await pair.run('go');
    await pair.run('undo');
    pair.write();
    expect(complete(await pair.run('go'))).toMatchObject({ outcome: 'complete' });
    expect(pair.running).toEqual([false, true]);
    expect(pair.rows).toEqual([2, 2]);
  });
});
