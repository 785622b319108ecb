import { query } from '../facts/facts.ts';
import { underWaySubject } from '../facts/installs/under-way.ts';
import type { Goal } from '../goal.ts';
import type { Step } from './step.ts';

/** Whoever is in the middle of something when the app is stopped is told of before. */
export function cutsOff({
  host,
  names,
  recipe: { underWay },
}: Pick<Goal, 'host' | 'names' | 'recipe'>): Pick<Step, 'weighs' | 'foresees'> {
  if (!underWay) return {};
  const seen = query('underWay', host, underWaySubject(names[0], underWay.path));
  return {
    weighs: [seen],
    foresees: (facts) => {
      const people = facts.get(seen)?.people ?? 0;
      if (people === 0) return undefined;
      const are = people === 1 ? '1 person is' : `${people} people are`;
      return { warns: `${are} ${underWay.who} right now. ${underWay.loses}` };
    },
  };
}
