import type { Action, RunAction } from './action.ts';
import type { Trouble } from './expected-error.ts';

/**
 * What a step had left to do when the connection was lost, from the action on that goes on without us:
 * what it is changing must not be looked at before it is at its end, and so is taken up again first.
 */
export interface Left {
  actions: readonly Action[];
}

/** What is left to do once the first of these is begun; nothing where that does not go on without us. */
export function leftOnceBegun(actions: readonly Action[]): readonly Action[] {
  const [action, ...rest] = actions;
  if (action?.do === 'on') {
    const takenUp = goingOnAlone(action.action);
    return takenUp ? [{ ...action, action: takenUp }, ...rest] : [];
  }
  const takenUp = action && goingOnAlone(action);
  return takenUp ? [takenUp, ...rest] : [];
}

function goingOnAlone(action: Action): RunAction | undefined {
  return action.do === 'run' && action.detached ? { ...action, takenUp: true } : undefined;
}

/** Whether it is the way to the server that failed, and nothing on it. */
export function isConnection({ code }: Trouble): boolean {
  return code.startsWith('ssh.');
}
