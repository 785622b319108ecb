import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import {
  decideRevision,
  refuseUnfinished,
  revisionQueries,
} from '../../source/changes/decide-revision.ts';
import { COPY, RESTORE } from '../../source/changes/revision.ts';
import { distinct, Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { plan } from '../../source/plan.ts';
import { refuseWhatIsForeseen } from '../../source/refusals.ts';
import type { Apply } from '../../source/run.ts';
import { sh } from '../../source/shell.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { Killed, killedAt } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const [OLD, NEW] = ['example/study:1.2', 'example/study:1.3'];
const upgraded: Goal = {
  ...goal,
  recipe: { ...goal.recipe, container: { ...goal.recipe.container, image: NEW } },
};

let minutes = 0;

async function seen(host: PretendHost, wish: Goal): Promise<Facts> {
  const sightings: Sighting[] = [];
  const signal = new AbortController().signal;
  for await (const each of host.look(revisionQueries(wish), signal)) sightings.push(each);
  return new Facts(sightings);
}

async function decidedNow(host: PretendHost, wish: Goal, answers: Answers) {
  return decideRevision(wish, answers, await seen(host, wish));
}

/** The steps as a run decides on them, by what it sees. Each run comes later than the one before. */
async function stepsNow(host: PretendHost, wish: Goal, answers: Answers = {}) {
  const revision = await decidedNow(host, wish, answers);
  minutes += 1;
  const author = { ...ground.author, at: new Date(Date.UTC(2026, 10, 29, 0, minutes)) };
  return stepsFor({ ...wish, ...(revision && { revision }) }, { ...ground, author });
}

async function runNow(host: PretendHost, wish: Goal, answers: Answers = {}, apply?: Apply) {
  return await runOn(host, await stepsNow(host, wish, answers), apply);
}

async function setUp(): Promise<PretendHost> {
  const host = new PretendHost(HOST, { reachesDocker: true, named: true });
  await runNow(host, goal);
  expect(host.data.volumes.get('study-data')).toEqual([OLD]);
  host.done.length = 0;
  return host;
}

const outcome = (events: Awaited<ReturnType<typeof runNow>>) => events.at(-1);
const running = async (host: PretendHost) => {
  const found: unknown[] = [];
  const wanted = [{ fact: 'container', host: HOST, subject: 'study' }] as const;
  for await (const { value } of host.look(wanted, new AbortController().signal)) found.push(value);
  return found[0];
};

describe('an upgrade', () => {
  it('downloads, stops, copies, and only then lets the new version at the data', async () => {
    const host = await setUp();
    const events = await runNow(host, upgraded);
    expect(outcome(events)).toMatchObject({ outcome: 'complete' });
    const steps = events.flatMap((event) => (event.type === 'started' ? [event.step] : []));
    const order = ['app.download', 'change.begin', 'app.stop', 'backup.make', 'app.start'];
    expect(steps.filter((step) => order.includes(step))).toEqual(order);
    expect(host.data.volumes.get('study-data')).toEqual([OLD, NEW]);
    expect(host.data.copies).toMatchObject([
      { why: 'upgrade', sources: [{ kind: 'volume', source: 'study-data' }] },
    ]);
  });

  it('leaves nothing to do, and keeps the old image by a name of its own', async () => {
    const host = await setUp();
    await runNow(host, upgraded);
    const images = [...host.images].filter((image) => image.startsWith('setup-server-kept/study:'));
    expect(images).toHaveLength(1);
    host.done.length = 0;
    await runNow(host, upgraded);
    expect(host.done).toEqual([]);
  });

  it('comes to the same end wherever it is killed', async () => {
    const undisturbed = await setUp();
    await runNow(undisturbed, upgraded);
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThan(8);
    for (let number = 1; number <= count; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const host = await setUp();
        const killed = runNow(host, upgraded, {}, killedAt(host, number, when));
        await expect(killed, `${when} action ${number}`).rejects.toThrow(Killed);
        const events = await runNow(host, upgraded);
        expect(outcome(events), `${when} action ${number}`).toMatchObject({ outcome: 'complete' });
        expect(await running(host)).toMatchObject({ image: NEW, state: 'running' });
        expect(host.data.volumes.get('study-data')).toEqual([OLD, NEW]);
      }
    }
  });

  it('can be undone wherever it was killed, with image and data as they were', async () => {
    const undisturbed = await setUp();
    await runNow(undisturbed, upgraded);
    const count = undisturbed.done.length;
    for (let number = 1; number <= count; number += 1) {
      const host = await setUp();
      await expect(runNow(host, upgraded, {}, killedAt(host, number, 'after'))).rejects.toThrow();
      const stamp = host.data.copies.at(-1)?.stamp ?? 'nothing';
      const events = await runNow(host, goal, { [RESTORE]: stamp });
      expect(outcome(events), `after action ${number}`).toMatchObject({ outcome: 'complete' });
      expect(await running(host)).toMatchObject({ image: OLD, state: 'running' });
      expect(host.data.volumes.get('study-data')).toEqual([OLD]);
      expect([...host.files.keys()].filter((path) => path.includes('/changes/'))).toEqual([]);
    }
  });

  it('is not gone on with by somebody who wants something else', async () => {
    const host = await setUp();
    await expect(runNow(host, upgraded, {}, killedAt(host, 7, 'after'))).rejects.toThrow(Killed);
    const other = { ...goal.recipe.container, image: 'example/study:1.4' };
    const wish = { ...goal, recipe: { ...goal.recipe, container: other } };
    for (const each of [goal, wish]) {
      const facts = await seen(host, each);
      const revision = decideRevision(each, {}, facts);
      expect(revision?.kind).not.toBe('upgrade');
      expect(() => refuseUnfinished(each, facts)).toThrow(/was begun, and did not come to its end/);
    }
  });

  it('makes another copy where the version before has been at work since the first', async () => {
    const undisturbed = await setUp();
    await runNow(undisturbed, upgraded);
    const { done } = undisturbed;
    const copied = 1 + done.findIndex((action) => 'detached' in action && action.detached);
    const host = await setUp();
    await expect(runNow(host, upgraded, {}, killedAt(host, copied, 'after'))).rejects.toThrow();
    expect(host.data.copies).toHaveLength(1);
    const start = { do: 'run', command: sh`docker start study`, patienceSeconds: 1 } as const;
    for await (const _ of host.apply(start, new Facts(), new AbortController().signal));
    await runNow(host, upgraded);
    expect(host.data.copies).toHaveLength(2);
  });
});

describe('a copy that there is no room for', () => {
  it('is not begun: nothing is stopped', async () => {
    const host = await setUp();
    const steps = await stepsNow(host, upgraded);
    const make = steps.find(({ id }) => id === 'backup.make');
    const facts = (freeMB: number) =>
      new Facts([
        {
          query: query('disk', HOST),
          value: { path: '/', totalMB: 25_000, freeMB, freeInodes: null },
        },
        ...(make?.weighs ?? [])
          .filter(({ fact }) => fact === 'dataSize')
          .map((each) => ({ query: each, value: { megabytes: 4000 } })),
      ]);
    expect(() => refuseWhatIsForeseen(steps, facts(4100))).toThrow(/no room on the server/);
    expect(() => refuseWhatIsForeseen(steps, facts(9000))).not.toThrow();
  });
});

describe('a restore', () => {
  it('copies first what is there, and comes to the same end wherever it is killed', async () => {
    const prepared = async () => {
      const host = await setUp();
      await runNow(host, upgraded);
      host.done.length = 0;
      return host;
    };
    const undisturbed = await prepared();
    const stamp = undisturbed.data.copies[0]?.stamp ?? '';
    expect(outcome(await runNow(undisturbed, goal, { [RESTORE]: stamp }))).toMatchObject({
      outcome: 'complete',
    });
    expect(undisturbed.data.volumes.get('study-data')).toEqual([OLD]);
    expect(undisturbed.data.copies).toMatchObject([{ why: 'upgrade' }, { why: 'restore' }]);
    const count = undisturbed.done.length;
    for (let number = 1; number <= count; number += 1) {
      const host = await prepared();
      const first = { [RESTORE]: host.data.copies[0]?.stamp ?? '' };
      await expect(runNow(host, goal, first, killedAt(host, number, 'after'))).rejects.toThrow();
      const events = await runNow(host, goal, first);
      expect(outcome(events), `after action ${number}`).toMatchObject({ outcome: 'complete' });
      expect(await running(host)).toMatchObject({ image: OLD, state: 'running' });
      expect(host.data.volumes.get('study-data')).toEqual([OLD]);
    }
  });
});

describe('the plan', () => {
  const planned = async (host: PretendHost, answers: Answers) => {
    const steps = await stepsNow(host, goal, answers);
    const sightings: Sighting[] = [];
    const sees = distinct(steps.flatMap((step) => step.sees));
    for await (const each of host.look(sees, new AbortController().signal)) sightings.push(each);
    return plan(steps, new Facts(sightings));
  };
  const toDo = (all: Awaited<ReturnType<typeof planned>>) =>
    all.flatMap(({ holds, step: { id } }) => (holds ? [] : [id]));

  it('of a restore has the start and its end in it, the second time as the first', async () => {
    const host = await setUp();
    await runNow(host, goal, { [COPY]: true });
    const wish = { [RESTORE]: host.data.copies[0]?.stamp ?? '' };
    const all = [
      ...['change.begin', 'app.stop', 'backup.make', 'data.restore'],
      ...['app.start', 'app.ready', 'change.end'],
    ];
    expect(toDo(await planned(host, wish))).toEqual(all);
    await runNow(host, goal, wish);
    expect(toDo(await planned(host, wish))).toEqual(all);
  });

  it('of a copy has the start in it', async () => {
    const steps = toDo(await planned(await setUp(), { [COPY]: true }));
    expect(steps).toEqual(['app.stop', 'backup.make', 'app.start', 'app.ready']);
  });
});

describe('a restore where data lie elsewhere', () => {
  const inBucket = (wish: Goal): Goal => ({
    ...wish,
    recipe: { ...wish.recipe, elsewhere: 'the bucket forms' },
  });
  interface Seeing {
    readonly copy?: number;
    readonly without?: readonly string[];
    /** The copy does not say from which images the containers were made. */
    readonly bare?: true;
  }
  const foreseen = async (
    host: PretendHost,
    wish: Goal,
    { copy = 0, without = [], bare }: Seeing = {},
  ) => {
    const stamp = host.data.copies[copy]?.stamp ?? '';
    const decided = await decidedNow(host, inBucket(wish), { [RESTORE]: stamp });
    const revision = decided?.kind === 'restore' ? decided : undefined;
    const backup = revision?.backup && { ...revision.backup, ...(bare && { images: [] }) };
    const steps = stepsFor(
      { ...inBucket(wish), ...(revision && backup && { revision: { ...revision, backup } }) },
      ground,
    );
    const sightings: Sighting[] = [];
    const sees = steps.flatMap((step) => [...step.sees, ...(step.weighs ?? [])]);
    const left = distinct(sees).filter(({ fact }) => !without.includes(fact));
    for await (const each of host.look(left, new AbortController().signal)) sightings.push(each);
    const facts = new Facts(sightings);
    return () => {
      refuseWhatIsForeseen(steps, facts);
      return plan(steps, facts).find(({ step }) => step.id === 'data.restore')?.warning;
    };
  };

  it('is refused where another version may have written there since, with the way to do it', async () => {
    const host = await setUp();
    await runNow(host, upgraded);
    const older = await foreseen(host, goal);
    expect(older).toThrow(/was made with example\/study:1\.2/);
    expect(older).toThrow(
      expect.objectContaining({
        trouble: expect.objectContaining({
          why: expect.stringContaining('the bucket forms, as example/study:1.3 has written them'),
        }),
      }),
    );
  });

  it('is refused as well where the record alone tells of it, as after a time on several servers', async () => {
    const host = await setUp();
    await runNow(host, upgraded);
    const older = await foreseen(host, goal, { without: ['container'], bare: true });
    expect(older).toThrow(/was made with example\/study:1\.2/);
  });

  it('is done where the same version wrote there, or one before', async () => {
    const same = await setUp();
    await runNow(same, goal, { [COPY]: true });
    expect((await foreseen(same, goal))()).toBeUndefined();
    const host = await setUp();
    await runNow(host, upgraded);
    await runNow(host, upgraded, { [COPY]: true });
    await runNow(host, goal);
    expect((await foreseen(host, upgraded, { copy: 1 }))()).toBeUndefined();
  });

  it('warns where nothing tells which version wrote there last', async () => {
    const host = await setUp();
    await runNow(host, goal, { [COPY]: true });
    expect((await foreseen(host, goal, { without: ['container', 'record'] }))()).toMatch(
      /If a newer version of Study/,
    );
  });

  it('is gone on with where it was begun', async () => {
    const host = await setUp();
    const killed = runNow(host, inBucket(upgraded), {}, killedAt(host, 9, 'after'));
    await expect(killed).rejects.toThrow(Killed);
    expect(host.data.copies).toHaveLength(1);
    expect((await foreseen(host, goal))()).toBeUndefined();
  });
});

describe('a copy by wish', () => {
  it('says beforehand what is not in it, where that lies elsewhere', async () => {
    const because = async (elsewhere?: string) => {
      const recipe = { ...goal.recipe, ...(elsewhere && { elsewhere }) };
      const steps = await stepsNow(await setUp(), { ...goal, recipe }, { [COPY]: true });
      return steps.find(({ id }) => id === 'backup.make')?.because?.(new Facts());
    };
    expect(await because('the bucket forms')).toContain('the bucket forms is not in it');
    expect(await because()).toBeUndefined();
  });

  it('is refused before the app is stopped, where Docker does not show the data at rest', async () => {
    const steps = await stepsNow(await setUp(), goal, { [COPY]: true });
    const make = steps.find(({ id }) => id === 'backup.make');
    const [size] = make?.weighs?.filter(({ fact }) => fact === 'dataSize') ?? [];
    const seen = (value: object) => make?.foresees?.(new Facts([{ query: size, value } as never]));
    const unseen = 'The volume away lies outside.';
    expect(seen({ megabytes: 3, unseen })).toMatchObject({
      stops: { code: 'backup.unseen', why: unseen },
    });
    expect(seen({ megabytes: 3 })).toBeUndefined();
  });

  it('changes nothing else, and the app runs again after any kill', async () => {
    const undisturbed = await setUp();
    await runNow(undisturbed, goal, { [COPY]: true });
    expect(undisturbed.data.copies).toMatchObject([{ why: 'wish' }]);
    expect(await running(undisturbed)).toMatchObject({ image: OLD, state: 'running' });
    const count = undisturbed.done.length;
    for (let number = 1; number <= count; number += 1) {
      const host = await setUp();
      const killed = runNow(host, goal, { [COPY]: true }, killedAt(host, number, 'after'));
      await expect(killed).rejects.toThrow(Killed);
      await runNow(host, goal);
      expect(await running(host)).toMatchObject({ image: OLD, state: 'running' });
      expect(host.data.volumes.get('study-data')).toEqual([OLD]);
    }
  });
});
