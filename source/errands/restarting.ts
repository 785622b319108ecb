import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { lacks, type Step } from '../steps/step.ts';

/**
 * The same steps, where the plan tells beforehand that the app is started anew for its settings: only
 * once they are written would its container differ from what is wanted.
 */
export function restartTold(steps: readonly Step[], { host, install, app, recipe }: Goal): Step[] {
  const settings = steps.find(({ id }) => id === 'settings.write');
  const container = query('container', host, install);
  return steps.map((step) => {
    if (step.id !== 'app.start' || !settings) return step;
    const check: Step['check'] = (facts) =>
      settings.check(facts).holds ? step.check(facts) : lacks('It is to have other settings.');
    const { usual } = recipe.ready;
    return {
      ...step,
      sees: [...step.sees, ...settings.sees],
      check,
      because: (facts) => {
        const before = step.because?.(facts) ?? '';
        const anew = facts.get(container) && !check(facts).holds;
        const told = `${app.label} is started anew for it. Until it answers again${usual ? `, ${usual}` : ''}, its visitors have to wait.`;
        return [before, anew ? told : ''].filter(Boolean).join(' ') || undefined;
      },
    };
  });
}
