import type { Action } from './action.ts';
import type { Trouble } from './expected-error.ts';

/**
 * What a step had left to do when the connection was lost, from the action on that goes on without us:
 * what it is changing must not be looked at before it is at its end, and so is taken up again first.
 */
export interface Left {
  actions: readonly Action[];
}

/** What is left to do once the first of these is begun; nothing where that does not go on without us. */
export function leftOnceBegun([first, ...rest]: readonly Action[]): readonly Action[] {
  const again = first && takenUp(first);
  return again ? [again, ...rest] : [];
}

function takenUp(action: Action): Action | undefined {
  if (action.do === 'on') {
    const there = takenUp(action.action);
    return there && { ...action, action: there };
  }
  return action.do === 'run' && action.detached ? { ...action, takenUp: true } : undefined;
}

/** Whether it is the way to the server that failed, and nothing on it. */
export function isConnection({ code }: Trouble): boolean {
  return code.startsWith('ssh.');
}
