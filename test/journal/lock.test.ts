import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asJob } from '../../source/apply/job.ts';
import type { Event } from '../../source/event.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { holdLock, untilAllEnded } from '../../source/journal/hold-lock.ts';
import {
  breakLock,
  findLiving,
  type HeldLock,
  type Holder,
  isHeld,
  releaseLock,
  takeLock,
} from '../../source/journal/lock.ts';
import { type ShellCommand, sh } from '../../source/shell.ts';
import { localConnection } from '../local-connection.ts';

const anna: Holder = {
  by: 'anna@laptop',
  machine: 'laptop',
  process: 100,
  since: '2026-11-21T12:00:00.000Z',
};
const ben: Holder = { ...anna, by: 'ben@office', machine: 'office' };

let folder: string;
let connection: Connection;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  connection = localConnection(folder);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function hold(
  me: Holder,
  more: { alive?: boolean; onPause?: () => void | Promise<void>; now?: () => Date } = {},
) {
  const stop = new AbortController();
  const events: Event[] = [];
  const holding = holdLock(connection, me, {
    isAlive: () => more.alive ?? true,
    now: more.now ?? (() => new Date()),
    stop: stop.signal,
    pause: async () => {
      if (more.onPause) await more.onPause();
      else stop.abort();
    },
  });
  for (;;) {
    const next = await holding.next();
    if (next.done) return { lock: next.value, release: next.value?.release ?? null, events };
    events.push(next.value);
  }
}

/** As if its holder had been silent for ten minutes. */
function neglect() {
  neglectFrom(Date.now() / 1000);
}

function neglectFrom(signed: number) {
  const longAgo = signed - 600;
  utimesSync(join(folder, '/var/lib/setup-server/lock/holder'), longAgo, longAgo);
}

describe('the lock on the server', () => {
  it('goes to one of two who ask at once', async () => {
    const both = await Promise.all([takeLock(connection, anna), takeLock(connection, ben)]);
    expect(both.filter((lock) => lock === null)).toHaveLength(1);
  });

  it('tells the second who holds it since when, and lets them stop waiting', async () => {
    await takeLock(connection, anna);
    const { release, events } = await hold(ben);
    expect(release).toBeNull();
    expect(events).toEqual([{ type: 'locked', by: 'anna@laptop', since: anna.since }]);
  });

  it('goes to the second when the first lets go', async () => {
    await takeLock(connection, anna);
    const { release } = await hold(ben, { onPause: () => releaseLock(connection, anna) });
    expect(release).not.toBeNull();
    expect((await takeLock(connection, anna))?.holder).toEqual(ben);
    await release?.();
    expect(await takeLock(connection, anna)).toBeNull();
  });

  it('is taken over at once from a run that was killed on this computer', async () => {
    await takeLock(connection, anna);
    const { release, events } = await hold({ ...anna, process: 200 }, { alive: false });
    expect(release).not.toBeNull();
    expect(events).toEqual([]);
    await release?.();
  });

  it('is taken over from a holder who has not signed for long', async () => {
    await takeLock(connection, anna);
    neglect();
    const { release } = await hold(ben);
    expect(release).not.toBeNull();
    await release?.();
  });

  it('that was signed while the clock was ahead does not count as held for years', async () => {
    await takeLock(connection, ben);
    utimesSync(join(folder, '/var/lib/setup-server/lock/holder'), 2 ** 31, 2 ** 31);
    expect((await hold(anna)).lock).toBeNull();
    // From then on it is as old as it was found.
    neglectFrom(statSync(join(folder, '/var/lib/setup-server/lock/holder')).mtimeMs / 1000);
    expect((await hold(anna)).release).not.toBeNull();
  });

  it('is not taken from who was quicker to take it over', async () => {
    await takeLock(connection, anna);
    neglect();
    const seenByBen = (await takeLock(connection, ben)) as HeldLock;
    const seenByCarl = (await takeLock(connection, { ...ben, by: 'carl@home' })) as HeldLock;
    await breakLock(connection, seenByBen);
    expect(await takeLock(connection, ben)).toBeNull();
    await breakLock(connection, seenByCarl);
    expect((await takeLock(connection, anna))?.holder).toEqual(ben);
  });

  it('is not taken from a holder who signed after all', async () => {
    await takeLock(connection, anna);
    neglect();
    const seen = (await takeLock(connection, ben)) as HeldLock;
    const now = Date.now() / 1000;
    utimesSync(join(folder, '/var/lib/setup-server/lock/holder'), now, now);
    await breakLock(connection, seen);
    expect((await takeLock(connection, ben))?.holder).toEqual(anna);
  });

  it('that was taken over while its holder slept is told to them when they wake', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { lock: annas } = await hold(anna);
      neglect();
      const { release } = await hold(ben);
      expect(annas?.lost.aborted).toBe(false);
      const told = new Promise((resolve) => annas?.lost.addEventListener('abort', resolve));
      vi.advanceTimersByTime(15_000);
      await told;
      await annas?.release();
      expect((await takeLock(connection, anna))?.holder).toEqual(ben);
      await release?.();
    } finally {
      vi.useRealTimers();
    }
  });

  it('that could not be signed for a while is confirmed before anything is done', async () => {
    let now = Date.parse('2026-11-21T12:00:00Z');
    const { lock } = await hold(anna, { now: () => new Date(now) });
    neglect();
    await hold(ben);
    // Signed a moment ago: it can be nobody else's.
    await lock?.confirm(connection);
    now += 40_000;
    await expect(lock?.confirm(connection)).rejects.toThrow('has taken over this server');
    expect(lock?.lost.aborted).toBe(true);
  });

  it('that is still there is signed by confirming it', async () => {
    let now = Date.parse('2026-11-21T12:00:00Z');
    const { lock } = await hold(anna, { now: () => new Date(now) });
    neglect();
    now += 40_000;
    await lock?.confirm(connection);
    expect((await takeLock(connection, ben))?.secondsSinceLastSign).toBeLessThan(60);
    expect(lock?.lost.aborted).toBe(false);
  });

  it('is not let go of by somebody else', async () => {
    await takeLock(connection, anna);
    await releaseLock(connection, ben);
    expect((await takeLock(connection, ben))?.holder).toEqual(anna);
  });

  describe('where a run that is gone left a command that goes on', () => {
    const file = (name: string) => join(folder, 'var/lib/setup-server', name);
    const begin = async () => {
      const command = sh`touch ${file('begun')}; until [ -e ${file('go')} ] || [ ! -e ${file('begun')} ]; do sleep 0.05; done`;
      const job = localised(asJob(command, '/var/lib/setup-server/jobs', false));
      const follower = spawn('sh', ['-c', job], { detached: true, stdio: 'ignore' });
      mkdirSync(file('.'), { recursive: true });
      await vi.waitUntil(() => existsSync(file('begun')), { timeout: 60_000 });
      process.kill(-(follower.pid as number), 'SIGKILL');
    };
    const localised = ({ text }: ShellCommand) =>
      text.replaceAll(/ \/var\/lib|=\/var\/lib/g, (found) => found.replace('/', `${folder}/`));

    it('is waited for, and what is left of it goes', async () => {
      await begin();
      const { lock, events } = await hold(ben, { onPause: () => writeFileSync(file('go'), '') });
      expect(lock).not.toBeNull();
      expect(events).toEqual([
        {
          type: 'locked',
          by: expect.stringMatching(/^A command that was begun earlier \(process \d+ there\)$/),
          since: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        },
      ]);
      expect(existsSync(file('jobs'))).toBe(false);
      await lock?.release();
    });

    it('does not wait for one that has hung for longer than any may take', async () => {
      await begin();
      const [job = ''] = readdirSync(file('jobs'));
      const longAgo = Date.now() / 1000 - 26 * 3600;
      utimesSync(file(`jobs/${job}/pid`), longAgo, longAgo);
      const { lock, events } = await hold(ben);
      expect(events).toEqual([]);
      expect(lock).not.toBeNull();
      writeFileSync(file('go'), '');
      await lock?.release();
    });

    it('is not held by whoever stops waiting', async () => {
      await begin();
      expect((await hold(ben)).lock).toBeNull();
      expect(existsSync(file('lock'))).toBe(false);
      writeFileSync(file('go'), '');
      await vi.waitUntil(async () => (await findLiving(connection)) === null, { timeout: 60_000 });
    });

    it('what was begun and is not followed any more is at its end before it is undone', async () => {
      const { lock } = await hold(anna);
      await begin();
      const events: Event[] = [];
      const pause = async () => writeFileSync(file('go'), '');
      const { signal: stop } = new AbortController();
      for await (const event of untilAllEnded([connection], { pause, stop })) events.push(event);
      expect(events.map(({ type }) => type)).toEqual(['locked']);
      expect(await findLiving(connection)).toBeNull();
      await lock?.release();
    });
  });

  it('counts as held while it is fresh and not signed yet', () => {
    expect(isHeld({ holder: null, secondsSinceLastSign: 1 }, 'laptop', () => false)).toBe(true);
    expect(isHeld({ holder: null, secondsSinceLastSign: 91 }, 'laptop', () => true)).toBe(false);
  });
});
