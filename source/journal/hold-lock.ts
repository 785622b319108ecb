import type { Event } from '../event.ts';
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

/**
 * Waits for the server's lock and takes it. Tells once who holds it. Gives the function that lets
 * go of it, or null where the person stopped waiting.
 */
export async function* holdLock(
  connection: Connection,
  me: Holder,
  { pause, isAlive, stop }: LockWorld,
): AsyncGenerator<Event, (() => Promise<void>) | null> {
  let told = '';
  while (!stop.aborted) {
    const lock = await takeLock(connection, me);
    if (lock === null) return keepSigned(connection, me);
    if (!isHeld(lock, me.machine, isAlive)) {
      await breakLock(connection);
      continue;
    }
    const by = lock.holder?.by ?? 'somebody else';
    if (told !== by) yield { type: 'locked', by, since: lock.holder?.since ?? '' };
    told = by;
    await pause(ASKS_EVERY_SECONDS, stop);
  }
  return null;
}

function keepSigned(connection: Connection, me: Holder): () => Promise<void> {
  const timer = setInterval(() => {
    // A sign that fails now is made up for by the next one.
    signLock(connection).catch(() => {});
  }, SIGNS_EVERY_SECONDS * 1000);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await releaseLock(connection, me).catch(() => {});
  };
}
