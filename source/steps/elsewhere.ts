import type { Action } from '../action.ts';
import { reachedAt } from '../hosts/index.ts';
import { type Step, titleOf } from './step.ts';

/** The same steps on another host than the rest; they wait for each other as before, and the first for `needs`. */
export function elsewhere(
  steps: readonly Step[],
  prefix: string,
  host: string,
  needs: readonly string[],
): Step[] {
  const ids = steps.map(({ id }) => id);
  const place = reachedAt(host);
  return steps.map((step) => {
    const own = step.needs.filter((id) => ids.includes(id)).map((id) => `${prefix}.${id}`);
    return {
      ...step,
      id: `${prefix}.${step.id}`,
      title: (facts) => `${place}: ${titleOf(step, facts)}`,
      needs: own.length > 0 ? own : needs,
      actions: (facts) => step.actions(facts).map((action) => onHost(host, action)),
    };
  });
}

/** What the loop itself does is done nowhere. */
function onHost(host: string, action: Action): Action {
  return action.do === 'await' || action.do === 'instruct' ? action : { do: 'on', host, action };
}

/** Each after all that it needs, else as they stand. */
export function afterTheirNeeds(steps: readonly Step[]): Step[] {
  const placed: Step[] = [];
  const open = [...steps];
  while (open.length > 0) {
    const next = open.findIndex(({ needs }) =>
      needs.every((id) => placed.some((each) => each.id === id)),
    );
    if (next === -1) throw new Error(`These wait for each other: ${open.map(({ id }) => id)}`);
    placed.push(...open.splice(next, 1));
  }
  return placed;
}
