import type { Goal } from '../goal.ts';
import { onlyThose } from '../plan.ts';
import { companionStep } from '../steps/companion-step.ts';
import type { Step } from '../steps/step.ts';

const OWN =
  /^(app|backup|change|data|images|login|settings|site|timetable|website|record|receipt)\./;

/** The steps that are about one app and its data alone; the server and the names stay as they are. */
export function stepsOfApp(steps: readonly Step[], { recipe }: Goal): readonly Step[] {
  const companions = (recipe.companions ?? []).flatMap(({ name }) =>
    (['download', 'settings', 'start', 'ready'] as const).map((part) => companionStep(name, part)),
  );
  const ids = steps.map(({ id }) => id).filter((id) => OWN.test(id) || companions.includes(id));
  return onlyThose(steps, ids);
}
