import type { AwaitAction } from '../action.ts';
import type { Step } from '../steps/step.ts';

/** After something was made: Amazon may not show it everywhere for some seconds, and it must not be made twice. */
export const SHOWN: AwaitAction = {
  ...{ do: 'await', saying: 'Amazon to show it', everySeconds: 2, patienceSeconds: 90 },
};

/** The same after something was deleted. */
export const GONE: AwaitAction = { ...SHOWN, saying: 'Amazon to forget it' };

/** The step waits until what it did can be seen, unless it waits for something anyway. */
export function waiting(step: Step, what: AwaitAction): Step {
  return {
    ...step,
    actions: (facts) => {
      const all = step.actions(facts);
      const waits = all.some((each) => each.do === 'await' || each.do === 'instruct');
      return waits ? all : [...all, what];
    },
  };
}
