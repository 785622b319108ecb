import type { AwaitAction } from '../action.ts';
import type { Step } from '../steps/step.ts';

/** After something was made: the provider may not show it everywhere for some seconds, and it must not be made twice. */
export function shown(provider: string): AwaitAction {
  return { do: 'await', saying: `${provider} to show it`, everySeconds: 2, patienceSeconds: 90 };
}

/** The same after something was deleted. */
export function forgotten(provider: string): AwaitAction {
  return { ...shown(provider), saying: `${provider} to forget it` };
}

export const SHOWN = shown('Amazon');
export const GONE = forgotten('Amazon');

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
