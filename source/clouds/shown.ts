import type { AwaitAction } from '../action.ts';

/** After something was made: Amazon may not show it everywhere for some seconds, and it must not be made twice. */
export const SHOWN: AwaitAction = {
  ...{ do: 'await', saying: 'Amazon to show it', everySeconds: 2, patienceSeconds: 90 },
};

/** The same after something was deleted. */
export const GONE: AwaitAction = { ...SHOWN, saying: 'Amazon to forget it' };
