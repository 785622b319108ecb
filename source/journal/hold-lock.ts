import type { Event } from '../event.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Connection } from '../hosts/host.ts';
import {
  breakLock,
  findLiving,
  type HeldLock,
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
  readonly now: () => Date;
}

const ASKS_EVERY_SECONDS = 3;

/** Signed within these, it can be nobody else's: far less than what it is given up after. */
const SURE_FOR_SECONDS = 2 * SIGNS_EVERY_SECONDS;

export interface OwnLock {
  readonly release: () => Promise<void>;
  /**
   * Makes sure that it is still ours there, before anything is done: where it could not be signed for a while, it may be
   * another one's. Throws where it is, and where the server is out of reach.
   */
  readonly confirm: (connection: Connection) => Promise<void>;
  /** Aborted when somebody else has it: this computer slept, or was offline, for too long. */
  readonly lost: AbortSignal;
}

/** Waits for the server's lock and takes it. Tells once who holds it. Null where the person stopped waiting. */
export async function* holdLock(
  connection: Connection,
  me: Holder,
  { pause, isAlive, stop, now }: LockWorld,
): AsyncGenerator<Event, OwnLock | null> {
  let told = '';
  while (!stop.aborted) {
    const lock = await takeLock(connection, me);
    if (lock === null) return keepSigned(connection, me, now);
    if (!isHeld(lock, me.machine, isAlive)) {
      await breakLock(connection, lock);
      continue;
    }
    const found = lockedEvent(lock);
    if (told !== found.by) yield found;
    told = found.by;
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
  const confirm = async (connection: Connection) =>
    await own[connections.indexOf(connection)]?.confirm(connection);
  return { release, confirm, lost: AbortSignal.any(own.map(({ lost }) => lost)) };
}

/** Waits until nothing goes on there any more that was begun and is not followed. Tells once what does. */
export async function* untilAllEnded(
  connections: readonly Connection[],
  { pause, stop }: Pick<LockWorld, 'pause' | 'stop'>,
): AsyncGenerator<Event> {
  for (const connection of connections) {
    let told = false;
    for (;;) {
      const living = await findLiving(connection);
      if (living === null || stop.aborted) break;
      if (!told) yield lockedEvent({ holder: null, secondsSinceLastSign: 0, living });
      told = true;
      await pause(ASKS_EVERY_SECONDS, stop);
    }
  }
}

function lockedEvent({ holder, living }: HeldLock): Extract<Event, { type: 'locked' }> {
  return living
    ? {
        ...{ type: 'locked', since: living.since },
        by: `A command that was begun earlier (process ${living.process} there)`,
      }
    : { type: 'locked', by: holder?.by ?? 'somebody else', since: holder?.since ?? '' };
}

function keepSigned(connection: Connection, me: Holder, now: () => Date): OwnLock {
  const loss = new AbortController();
  let signed = now().getTime();
  const sign = async () => {
    const at = now().getTime();
    if (await signLock(connection, me)) signed = at;
    else loss.abort();
  };
  const confirm = async () => {
    if (now().getTime() - signed > SURE_FOR_SECONDS * 1000) await sign();
    if (loss.signal.aborted) throw lockLost();
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
  return { release, confirm, lost: loss.signal };
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
