import type { OwnLock } from '../journal/hold-lock.ts';
import type { Apply } from '../run.ts';
import type { Connections } from './connections.ts';

/** Does each action only where the lock of its server is still ours: this computer may have slept before it. */
export function underLock(
  apply: Apply,
  lock: Pick<OwnLock, 'confirm'>,
  connections: Pick<Connections, 'to'>,
  host: string,
): Apply {
  return async function* (action, facts, signal) {
    await lock.confirm(await connections.to(action.do === 'on' ? action.host : host));
    yield* apply(action, facts, signal);
  };
}
