import type { Answers } from '../answers/answers.ts';
import { containersOf } from '../containers/install-containers.ts';
import { decideGoal } from '../decide-goal.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { LOCAL } from '../hosts/local.ts';
import { isLoopback, placeOf } from '../image/reference.ts';
import { isPulled } from '../image/source.ts';

/** Whether the server has the app's images; where it has not, what an image's registry tells of it. */
export function imageLooks(answers: Answers, facts: Facts): readonly Query[] {
  const goal = decideGoal(answers, facts);
  const { source, container } = goal.recipe;
  const own = isPulled(source) ? undefined : container.image;
  return containersOf(goal).flatMap(({ image }) => {
    const there = query('image', goal.host, image);
    if (!facts.has(there)) return [there];
    return image === own ? [] : imageLook(goal.host, image, facts);
  });
}

function imageLook(host: string, image: string, facts: Facts): readonly Query[] {
  const { registry } = placeOf(image);
  // A registry on the server itself: from here, it would be another one.
  const out = registry !== null && isLoopback(registry) && host !== LOCAL;
  const there = facts.get(query('image', host, image));
  return there || out ? [] : [query('manifest', '', image)];
}
