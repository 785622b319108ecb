import type { Action } from '../action.ts';
import { type Step, titleOf } from '../steps/step.ts';
import type { ClusterNode } from './cluster.ts';

/** What a step of one server is called among those of several. */
export function idOn(id: string, { name }: Pick<ClusterNode, 'name'>): string {
  return `${id}@${name}`;
}

/** Steps about another server, done there, beside those of the others. They need each other as before. */
export function onHost(node: ClusterNode, steps: readonly Step[]): Step[] {
  return steps.map((step) => ({
    ...step,
    id: idOn(step.id, node),
    title: (facts) => `${node.name}: ${titleOf(step, facts)}`,
    needs: step.needs.map((id) => idOn(id, node)),
    actions: (facts) => step.actions(facts).map((action) => there(node, action)),
  }));
}

/** An action done on that server; waiting and telling is the loop's own. */
export function there({ host }: Pick<ClusterNode, 'host'>, action: Action): Action {
  const own = action.do === 'await' || action.do === 'instruct' || action.do === 'on';
  return own ? action : { do: 'on', host, action };
}
