import { describe, expect, it } from 'vitest';
import type { Action } from '../../source/action.ts';
import type { Event } from '../../source/event.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { run, type Telling } from '../../source/run.ts';
import { sh } from '../../source/shell.ts';
import { HOLDS, hopeless, lacks, type Step } from '../../source/steps/step.ts';

const HOST = 'ssh://host';

/** A world of files that are there or not; a step makes one. */
class World {
  readonly files = new Set<string>();
  readonly began: string[] = [];
  readonly takenUp: string[] = [];
  looks = 0;
  unreachable = false;
  paused = 0;
  time = 0;
  readonly overridden = new Set<string>();
  readonly stop = new AbortController();
  readonly abort = new AbortController();
  beforeApply: (path: string) => void | Promise<void> = () => {};
  afterPause: () => void = () => {};

  make(path: string, needs: string[] = [], more: Partial<Step> = {}): Step {
    const seen = query('file', HOST, path);
    return {
      id: path,
      title: `Make ${path}`,
      needs,
      sees: [seen],
      check: (facts) => (facts.get(seen) ? HOLDS : lacks(`${path} is missing.`)),
      actions: () => [{ do: 'run', command: sh`touch ${path}`, patienceSeconds: 1 }],
      ...more,
    };
  }

  async run(steps: Step[]): Promise<Event[]> {
    const world = this;
    const doing = {
      async *look(queries: readonly ReturnType<typeof query>[]) {
        world.looks += 1;
        if (world.unreachable) {
          throw new ExpectedError({
            code: 'lost',
            what: 'The connection was lost.',
            passing: true,
          });
        }
        for (const wanted of queries) {
          const there = world.files.has(wanted.subject);
          const value =
            wanted.fact === 'log'
              ? ['last words']
              : there
                ? { sha256: '', mode: '600', owner: 'root' }
                : null;
          yield { query: wanted, value } as never;
        }
      },
      async *apply(wanted: Action): AsyncGenerator<Telling> {
        const action = wanted.do === 'on' ? wanted.action : wanted;
        if (action.do !== 'run') throw new Error('unexpected action');
        if (action.takenUp) world.takenUp.push(action.command.text.slice('touch '.length));
        const path = action.command.text.slice('touch '.length);
        world.began.push(path);
        await world.beforeApply(path);
        yield { line: `made ${path}` };
        world.files.add(path);
      },
      async pause() {
        world.paused += 1;
        world.time += 10;
        world.afterPause();
      },
      now: () => world.time,
    };
    const control = {
      stop: this.stop.signal,
      abort: this.abort.signal,
      overridden: this.overridden,
    };
    const events: Event[] = [];
    for await (const event of run(steps, new Facts(), doing, control)) events.push(event);
    return events;
  }
}

const types = (events: Event[]) =>
  events.map((event) => ('step' in event ? `${event.type} ${event.step}` : event.type));

const awaiting = (patienceSeconds: number): Action => ({
  do: 'await',
  saying: 'it',
  everySeconds: 5,
  patienceSeconds,
});

describe('the loop', () => {
  it('checks, applies, checks again, and says so', async () => {
    const world = new World();
    const events = await world.run([world.make('a')]);
    expect(types(events)).toEqual(['started a', 'said a', 'finished a', 'done']);
    expect(events.at(-1)).toEqual({ type: 'done', outcome: 'complete', changed: 1 });
  });

  it('leaves alone what is so already', async () => {
    const world = new World();
    world.files.add('a');
    expect(types(await world.run([world.make('a')]))).toEqual(['skipped a', 'done']);
  });

  it('runs steps that need each other in order, and others side by side', async () => {
    const world = new World();
    let release = () => {};
    const together = new Promise<void>((resolve) => {
      release = resolve;
    });
    world.beforeApply = async (path) => {
      if (path === 'a') await together;
      if (path === 'b') release();
    };
    const steps = [world.make('a'), world.make('b'), world.make('c', ['a', 'b'])];
    await world.run(steps);
    expect(world.began).toEqual(['a', 'b', 'c']);
  });

  it('looks again at what a needed step may have changed', async () => {
    const world = new World();
    const both = world.make('b', ['a']);
    world.beforeApply = (path) => {
      if (path === 'a') world.files.add('b');
    };
    const events = await world.run([world.make('a'), both]);
    expect(types(events)).toContain('skipped b');
  });

  it('looks at what an action chooses by only where there is something to do', async () => {
    const world = new World();
    const other = query('file', HOST, 'other');
    const asked: unknown[] = [];
    const actions = (facts: Facts): Action[] => {
      asked.push(facts.get(other));
      return [{ do: 'run', command: sh`touch a`, patienceSeconds: 1 }];
    };
    await world.run([world.make('a', [], { weighs: [other], actions })]);
    expect(asked).toEqual([null]);
    const looks = world.looks;
    await world.run([world.make('a', [], { weighs: [other], actions })]);
    expect(world.looks - looks).toBe(1);
  });

  it('says what is missing when a step did not work, with the evidence', async () => {
    const world = new World();
    const log = query('log', HOST, 'app');
    const step = world.make('a', [], { actions: () => [], evidence: log, remedies: ['Try b.'] });
    const events = await world.run([step, world.make('b', ['a'])]);
    expect(events.find(({ type }) => type === 'failed')).toEqual({
      type: 'failed',
      step: 'a',
      trouble: {
        code: 'step.a',
        what: 'Make a: this did not work out.',
        why: 'a is missing.',
        next: ['Try b.'],
        detail: 'last words',
      },
    });
    expect(events.at(-1)).toMatchObject({ outcome: 'failed' });
    expect(world.began).toEqual([]);
  });

  it('puts what helps against just that before what helps against the step', async () => {
    const world = new World();
    const check = () => hopeless('It has no memory.', ['Give it more.']);
    const events = await world.run([
      world.make('a', [], { check, actions: () => [awaiting(600)], remedies: ['Try b.'] }),
    ]);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      trouble: { next: ['Give it more.', 'Try b.'] },
    });
  });

  it('goes on after a step that only warns', async () => {
    const world = new World();
    const doubtful = world.make('a', [], { actions: () => [], advisory: true });
    const events = await world.run([doubtful, world.make('b', ['a'])]);
    expect(types(events)).toEqual([
      ...['started a', 'warned a', 'started b', 'said b', 'finished b', 'done'],
    ]);
    expect(events.find(({ type }) => type === 'warned')).toMatchObject({ text: 'a is missing.' });
    expect(events.at(-1)).toMatchObject({ outcome: 'complete', changed: 1 });
  });

  it('finishes what is under way when another step fails, and begins nothing new', async () => {
    const world = new World();
    const failing = world.make('a', [], { actions: () => [] });
    await world.run([failing, world.make('b'), world.make('c', ['b'])]);
    expect(world.began).toEqual(['b']);
  });

  it('tries again what may pass by itself, after looking again', async () => {
    const world = new World();
    let count = 0;
    world.beforeApply = () => {
      count += 1;
      if (count < 3) {
        throw new ExpectedError({ code: 'ssh.connection-lost', what: 'Lost.', passing: true });
      }
    };
    const events = await world.run([world.make('a')]);
    expect(types(events)).toEqual([
      ...['started a', 'retried a', 'started a', 'retried a', 'started a'],
      ...['said a', 'finished a', 'done'],
    ]);
  });

  it('does not repeat what was done before the connection was lost', async () => {
    const world = new World();
    world.beforeApply = (path) => {
      world.files.add(path);
      throw new ExpectedError({ code: 'ssh.connection-lost', what: 'Lost.', passing: true });
    };
    const events = await world.run([world.make('a')]);
    expect(types(events)).toEqual(['started a', 'retried a', 'skipped a', 'done']);
    expect(world.began).toEqual(['a']);
  });

  describe('a connection that is lost while something runs that goes on without it', () => {
    const lost = new ExpectedError({ code: 'ssh.connection-lost', what: 'Lost.', passing: true });
    /** Makes what it looks for early on, and has more to do then. */
    const long = (world: World) =>
      world.make('a', [], {
        actions: () => [
          { do: 'run', command: sh`touch ${'first'}`, patienceSeconds: 1 },
          { do: 'run', command: sh`touch ${'long'}`, patienceSeconds: 1, detached: true },
          { do: 'run', command: sh`touch ${'a'}`, patienceSeconds: 1 },
        ],
      });

    const elsewhere = (step: Step): Step => ({
      ...step,
      actions: (facts) =>
        step.actions(facts).map((action) => ({ do: 'on', host: 'ssh://other', action })),
    });

    it.each([
      ['', (step: Step) => step],
      [', also on another server,', elsewhere],
    ])('is taken up again%s before anything looks at what that is changing', async (_on, where) => {
      const world = new World();
      let looks = 0;
      world.beforeApply = (path) => {
        if (path !== 'long' || world.paused === 2) return;
        world.files.add('a');
        looks = world.looks;
        throw lost;
      };
      world.afterPause = () => expect(world.looks).toBe(looks);
      const events = await world.run([where(long(world))]);
      expect(world.began).toEqual(['first', 'long', 'long', 'long', 'a']);
      expect(world.takenUp).toEqual(['long', 'long']);
      expect(types(events).slice(-2)).toEqual(['finished a', 'done']);
    });

    it('is looked at again where it ended badly', async () => {
      const world = new World();
      const busy = new ExpectedError({ code: 'packages.busy', what: 'Busy.', passing: true });
      world.beforeApply = (path) => {
        if (path !== 'long' || world.paused === 2) return;
        throw world.paused === 0 ? lost : busy;
      };
      await world.run([long(world)]);
      expect(world.began).toEqual(['first', 'long', 'long', 'first', 'long', 'a']);
      expect(world.takenUp).toEqual(['long']);
    });
  });

  it.each([
    ['where what failed tells nothing', undefined, ['Try b.']],
    ['and not where that tells more', ['Do c.'], ['Do c.']],
  ])('tells what its step knows to help %s', async (_where, next, told) => {
    const world = new World();
    world.beforeApply = () => {
      throw new ExpectedError({ code: 'command.failed', what: 'No.', ...(next && { next }) });
    };
    const events = await world.run([world.make('a', [], { remedies: ['Try b.'] })]);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({ trouble: { next: told } });
  });

  it('gives up after five attempts', async () => {
    const world = new World();
    world.beforeApply = () => {
      throw new ExpectedError({ code: 'ssh.connection-lost', what: 'Lost.', passing: true });
    };
    const events = await world.run([world.make('a')]);
    expect(world.began.length).toBe(5);
    expect(types(events).slice(-2)).toEqual(['failed a', 'done']);
  });

  it('lets an error that nobody foresaw through', async () => {
    const world = new World();
    world.beforeApply = () => {
      throw new TypeError('a bug');
    };
    await expect(world.run([world.make('a')])).rejects.toThrow('a bug');
  });

  it('waits until a check holds', async () => {
    const world = new World();
    world.afterPause = () => {
      if (world.paused === 3) world.files.add('a');
    };
    const events = await world.run([world.make('a', [], { actions: () => [awaiting(600)] })]);
    expect(world.paused).toBe(3);
    expect(types(events).at(-2)).toBe('finished a');
  });

  it('loses patience', async () => {
    const world = new World();
    const events = await world.run([world.make('a', [], { actions: () => [awaiting(25)] })]);
    expect(world.paused).toBe(3);
    expect(types(events)).toContain('failed a');
  });

  it('waits through a restart, while nothing can be looked at', async () => {
    const world = new World();
    const away: Action = { ...awaiting(1000), away: true } as Action;
    const step = world.make('a', [], { actions: () => [away] });
    world.afterPause = () => {
      world.unreachable = world.paused === 2;
      if (world.paused === 3) world.files.add('a');
    };
    const events = await world.run([step]);
    expect(events.filter(({ type }) => type === 'retried' || type === 'failed')).toEqual([]);
    expect(events.at(-1)).toEqual({ type: 'done', outcome: 'complete', changed: 1 });
    expect(world.began).toEqual([]);
  });

  it('says why it could not look when it lost patience with a restart', async () => {
    const world = new World();
    const away: Action = { ...awaiting(25), away: true } as Action;
    world.afterPause = () => {
      world.unreachable = true;
    };
    const events = await world.run([world.make('a', [], { actions: () => [away] })]);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      trouble: { why: 'The connection was lost.' },
    });
  });

  it('does not wait for what is hopeless', async () => {
    const world = new World();
    const check = () => hopeless('It stopped.');
    const events = await world.run([
      world.make('a', [], { check, actions: () => [awaiting(600)] }),
    ]);
    expect(world.paused).toBe(0);
    expect(types(events)).toContain('failed a');
  });

  it('tells the person what to do, and goes on when it is done or they choose to', async () => {
    const world = new World();
    const instruct = (): Action[] => [
      { do: 'instruct', text: 'Do it.', fields: [], everySeconds: 5, patienceSeconds: 600 },
    ];
    world.afterPause = () => world.overridden.add('a');
    const step = world.make('a', [], { actions: instruct, overridable: 'Go on.' });
    const events = await world.run([step, world.make('b', ['a'])]);
    expect(types(events)).toEqual([
      ...['started a', 'instructed a', 'progress a', 'skipped a'],
      ...['started b', 'said b', 'finished b', 'done'],
    ]);
  });

  it('stops after the action that is under way', async () => {
    const world = new World();
    world.beforeApply = () => world.stop.abort();
    const events = await world.run([world.make('a'), world.make('b', ['a'])]);
    expect(world.began).toEqual(['a']);
    expect(types(events)).toEqual(['started a', 'said a', 'finished a', 'done']);
    expect(events.at(-1)).toEqual({ type: 'done', outcome: 'stopped', changed: 1 });
  });

  it('stops at once where that is asked for, whatever the action then throws', async () => {
    const world = new World();
    world.beforeApply = () => {
      world.abort.abort();
      throw new DOMException('This operation was aborted', 'AbortError');
    };
    const events = await world.run([world.make('a'), world.make('b', ['a'])]);
    expect(events.at(-1)).toEqual({ type: 'done', outcome: 'stopped', changed: 0 });
  });

  it('refuses a list in which a step comes before what it needs', async () => {
    const world = new World();
    await expect(world.run([world.make('b', ['a']), world.make('a')])).rejects.toThrow(
      'b needs a, which does not come before it.',
    );
  });
});
