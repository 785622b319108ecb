import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import type { Step } from '../steps/step.ts';

/** The same steps, where the plan tells what it means for visitors that the app is started anew for its settings. */
export function restartTold(steps: readonly Step[], { host, install, app, recipe }: Goal): Step[] {
  const settings = steps.find(({ id }) => id === 'settings.write');
  const container = query('container', host, install);
  return steps.map((step) => {
    if (step.id !== 'app.start' || !settings) return step;
    const { usual } = recipe.ready;
    return {
      ...step,
      because: (facts) => {
        const before = step.because?.(facts) ?? '';
        const holds = settings.check(facts).holds && step.check(facts).holds;
        const told = `${app.label} is started anew for it. Until it answers again${usual ? `, ${usual}` : ''}, its visitors have to wait.`;
        return (
          [before, facts.get(container) && !holds ? told : ''].filter(Boolean).join(' ') ||
          undefined
        );
      },
    };
  });
}
