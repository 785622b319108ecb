import { type Answers, textAnswer, yesAnswer } from '../answers/answers.ts';
import type { App } from '../apps/app.ts';
import type { Recipe, Setting } from '../apps/recipe.ts';
import type { Spread } from '../apps/spread.ts';
import type { ClusterGoal } from '../goal.ts';
import { ADDRESSES, otherHosts, REPLICAS, STATELESS, wordsOf } from './answers.ts';
import { balancerIn } from './made.ts';

/** Undefined for what runs on one server alone. */
export function clusterIn(
  { several }: Pick<App, 'several'>,
  recipe: Recipe,
  setting: Setting,
): ClusterGoal | undefined {
  const { answers } = setting;
  const others = otherHosts(answers).map(({ host }) => host);
  if (others.length === 0) return undefined;
  const addresses = wordsOf(textAnswer(answers, ADDRESSES));
  const copies = Number(textAnswer(answers, REPLICAS)) || others.length + 1;
  const whyNot = several?.whyNot?.(setting);
  const spread = several?.spread({ ...setting, copies }) ?? asAnswered(answers, recipe);
  const front = balancerIn(answers)?.address;
  return { others, addresses, spread, ...(front && { front }), ...(whyNot && { whyNot }) };
}

/** What keeps data stays with them, on the first server; of anything else there may be copies. */
function asAnswered(answers: Answers, { container, companions = [] }: Recipe): Spread {
  const copies = yesAnswer(answers, STATELESS) && container.volumes.length === 0;
  return {
    roles: [{ name: 'app', runs: copies ? 'copies' : 'once' }],
    update: copies && companions.length === 0 ? 'one-by-one' : 'together',
  };
}
