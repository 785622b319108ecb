import type { Event } from '../event.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Connection } from '../hosts/host.ts';
import {
  breakLock,
  type Holder,
  isHeld,
  releaseLock,
  SIGNS_EVERY_SECONDS,
  signLock,
  takeLock,
} from './lock.ts';

export interface LockWorld {
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly isAlive: (process: number) => boolean;
  readonly stop: AbortSignal;
}

const ASKS_EVERY_SECONDS = 3;

export interface OwnLock {
  readonly release: () => Promise<void>;
  /** Aborted when somebody else has it: this computer slept, or was offline, for too long. */
  readonly lost: AbortSignal;
}

/** Waits for the server's lock and takes it. Tells once who holds it. Null where the person stopped waiting. */
export async function* holdLock(
  connection: Connection,
  me: Holder,
  { pause, isAlive, stop }: LockWorld,
): AsyncGenerator<Event, OwnLock | null> {
  let told = '';
  while (!stop.aborted) {
    const lock = await takeLock(connection, me);
    if (lock === null) return keepSigned(connection, me);
    if (!isHeld(lock, me.machine, isAlive)) {
      await breakLock(connection, lock);
      continue;
    }
    const by = lock.holder?.by ?? 'somebody else';
    if (told !== by) yield { type: 'locked', by, since: lock.holder?.since ?? '' };
    told = by;
    await pause(ASKS_EVERY_SECONDS, stop);
  }
  return null;
}

/** The same on several servers, one after another in an order that all runs share; none where one could not be had. */
export async function* holdLocks(
  connections: readonly Connection[],
  me: Holder,
  world: LockWorld,
): AsyncGenerator<Event, OwnLock | null> {
  const own: OwnLock[] = [];
  const release = async () => {
    await Promise.all(own.map((each) => each.release()));
  };
  try {
    for (const connection of connections) {
      const lock = yield* holdLock(connection, me, world);
      if (lock === null) {
        await release();
        return null;
      }
      own.push(lock);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { release, lost: AbortSignal.any(own.map(({ lost }) => lost)) };
}

function keepSigned(connection: Connection, me: Holder): OwnLock {
  const loss = new AbortController();
  const sign = async () => {
    if (!(await signLock(connection, me))) loss.abort();
  };
  const timer = setInterval(() => {
    // A sign that fails now is made up for by the next one.
    sign().catch(() => {});
  }, SIGNS_EVERY_SECONDS * 1000);
  timer.unref();
  const release = async () => {
    clearInterval(timer);
    await releaseLock(connection, me).catch(() => {});
  };
  return { release, lost: loss.signal };
}

/** What is told where the lock was lost in the middle. */
export function lockLost(): ExpectedError {
  return new ExpectedError({
    code: 'server.taken-over',
    what: 'Another run of setup-server has taken over this server.',
    why: 'Nothing was heard of this computer for more than a minute: it slept, or was offline.',
    next: ['Run setup-server again: it waits for the other one, and does what is left.'],
  });
}
