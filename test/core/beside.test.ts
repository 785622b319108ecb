import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { wayBack } from '../../source/changes/back-to-work.ts';
import { decideRevision, revisionQueries } from '../../source/changes/decide-revision.ts';
import { NOTHING, RESTORE } from '../../source/changes/revision.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import type { Apply } from '../../source/run.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal as example, ground, HOST } from './example-goal.ts';
import { Killed, killedAt } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const [OLD, NEW] = ['example/study:1.2', 'example/study:1.3'];

function withImage(image: string, more: object = {}): Goal {
  const container = { ...example.recipe.container, volumes: [], image, ...more };
  return { ...example, recipe: { ...example.recipe, container } };
}

const [goal, upgraded] = [withImage(OLD), withImage(NEW)];
let minutes = 0;

async function seen(host: PretendHost, wish: Goal): Promise<Facts> {
  const sightings: Sighting[] = [];
  const signal = new AbortController().signal;
  for await (const each of host.look(revisionQueries(wish), signal)) sightings.push(each);
  return new Facts(sightings);
}

async function runNow(host: PretendHost, wish: Goal, answers: Answers = {}, apply?: Apply) {
  const revision = decideRevision(wish, answers, await seen(host, wish));
  minutes += 1;
  const author = { ...ground.author, at: new Date(Date.UTC(2026, 10, 29, 0, minutes)) };
  const steps = stepsFor({ ...wish, ...(revision && { revision }) }, { ...ground, author });
  return await runOn(host, steps, apply);
}

async function setUp(wish: Goal = goal): Promise<PretendHost> {
  const host = new PretendHost(HOST, { reachesDocker: true, named: true });
  await runNow(host, wish);
  expect(host.answers()).toBe(true);
  host.done.length = 0;
  return host;
}

/** Somebody visits after each action. */
function visited(host: PretendHost, apply: Apply = host.apply): Apply {
  return async function* (action, facts, signal) {
    yield* apply(action, facts, signal);
    expect(host.answers(), `after ${JSON.stringify(action).slice(0, 200)}`).toBe(true);
  };
}

const started = (events: Awaited<ReturnType<typeof runNow>>) =>
  events.flatMap((event) => (event.type === 'started' ? [event.step] : []));
const image = (host: PretendHost) => host.containers.get('study')?.image;

describe('an upgrade of an app that keeps nothing on the server', () => {
  it('starts the new one beside, leads visitors over, and only then stops the one before', async () => {
    const host = await setUp();
    const events = await runNow(host, upgraded, {}, visited(host));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    const order = ['app.beside', 'app.next', 'site.switch', 'app.start', 'site.open'];
    expect(started(events).filter((step) => [...order, 'app.stop'].includes(step))).toEqual(
      order.filter((step) => step !== 'app.next'),
    );
    expect([image(host), host.leadsTo]).toEqual([NEW, 'study']);
    expect([...host.containers.keys()]).not.toContain('study-next');
    host.done.length = 0;
    await runNow(host, upgraded);
    expect(host.done).toEqual([]);
  });

  it('comes to the same end wherever it is killed, and visitors never notice', async () => {
    const undisturbed = await setUp();
    await runNow(undisturbed, upgraded);
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThan(8);
    for (let number = 1; number <= count; number += 1)
      for (const when of ['before', 'after'] as const) {
        const host = await setUp();
        const killed = runNow(host, upgraded, {}, killedAt(host, number, when));
        await expect(killed, `${when} action ${number}`).rejects.toThrow(Killed);
        expect(host.answers()).toBe(true);
        const events = await runNow(host, upgraded, {}, visited(host));
        expect(events.at(-1), `${when} action ${number}`).toMatchObject({ outcome: 'complete' });
        expect([image(host), host.leadsTo]).toEqual([NEW, 'study']);
        expect([...host.containers.keys()]).not.toContain('study-next');
      }
  });

  it('is undone without a pause wherever it was killed before the one before was stopped', async () => {
    const undisturbed = await setUp();
    await runNow(undisturbed, upgraded);
    const stop = undisturbed.done.findIndex((action) => 'takesOver' in action);
    expect(stop).toBeGreaterThan(4);
    for (let number = 1; number <= stop; number += 1) {
      const host = await setUp();
      await expect(runNow(host, upgraded, {}, killedAt(host, number, 'after'))).rejects.toThrow();
      const events = await runNow(host, goal, { [RESTORE]: NOTHING }, visited(host));
      expect(events.at(-1), `after action ${number}`).toMatchObject({ outcome: 'complete' });
      expect([image(host), host.leadsTo]).toEqual([OLD, 'study']);
      expect([...host.containers.keys()]).not.toContain('study-next');
      expect([...host.files.keys()].filter((path) => path.includes('/changes/'))).toEqual([]);
    }
  });

  it('that fails before visitors are led over is undone by its traces alone', async () => {
    const host = await setUp();
    const facts = await seen(host, upgraded);
    const revision = decideRevision(upgraded, {}, facts);
    const course = {
      ...({ outcome: 'failed', changed: 2, trouble: null } as const),
      begun: new Set(['change.begin', 'app.beside', 'app.next']),
      held: new Set(['change.begin', 'backup.make']),
    };
    await expect(runNow(host, upgraded, {}, killedAt(host, 5, 'after'))).rejects.toThrow(Killed);
    const wish = { ...upgraded, ...(revision && { revision }) };
    const queries = [...revisionQueries(wish), { fact: 'record', host: HOST, subject: 'study' }];
    const sightings: Sighting[] = [];
    for await (const each of host.look(queries as never, new AbortController().signal))
      sightings.push(each);
    const back = wayBack(wish, {}, course, new Facts(sightings));
    expect(back?.[RESTORE]).toBe(NOTHING);
    const late = { ...course, begun: new Set([...course.begun, 'app.start']) };
    expect(wayBack(wish, {}, late, new Facts(sightings))?.[RESTORE]).not.toBe(NOTHING);
  });
});

describe('an upgrade stops the one before first', () => {
  const volume = { source: 'study-data', target: '/data' };
  it.each([
    ['data of its own', { volumes: [volume] }, /data of its own/],
    ['ports', { ports: [{ host: 2222, container: 22, protocol: 'tcp' }] }, /ports of the server/],
    ['devices', { rights: { gpus: 'all' } }, /devices of the server/],
    [
      'a proof',
      { stop: { timeoutSeconds: 5, proof: { exitCode: 0, says: [] } } },
      /data of its own/,
    ],
  ])('where it has %s, and says so', async (_what, more, why) => {
    const host = await setUp(withImage(OLD, more));
    const wish = withImage(NEW, more);
    expect(decideRevision(wish, {}, await seen(host, wish))).toMatchObject({
      inPlace: expect.stringMatching(why),
    });
    const events = await runNow(host, wish);
    expect(started(events)).toContain('app.stop');
    expect(started(events)).not.toContain('app.beside');
  });

  it('where the server has no memory for two at once', async () => {
    const host = await setUp();
    const memory = (availableMB: number) => ({
      query: query('memory', HOST),
      value: { totalMB: 967, availableMB, swapMB: 0 },
    });
    const facts = await seen(host, upgraded);
    const of = (wish: Goal, free: number) => decideRevision(wish, {}, facts.with([memory(free)]));
    expect(of(upgraded, 200)).toMatchObject({ inPlace: expect.stringContaining('free memory') });
    expect(of(upgraded, 300)).toMatchObject({ inPlace: null });
    expect(of(withImage(NEW, { limits: { memoryMB: 400 } }), 300)).toMatchObject({
      inPlace: expect.stringContaining('free memory'),
    });
  });

  it('but not for what it only reads', async () => {
    const more = { volumes: [{ ...volume, source: '/etc/setup-server/x', readOnly: true }] };
    const host = await setUp(withImage(OLD, more));
    const wish = withImage(NEW, more);
    expect(decideRevision(wish, {}, await seen(host, wish))).toMatchObject({ inPlace: null });
  });
});
