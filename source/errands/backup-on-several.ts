import { sourcesWanted } from '../backup/sources.ts';
import { refuseUnfinished } from '../decide-revision.ts';
import { COPY } from '../revision.ts';
import { decideCluster } from '../swarm/decide.ts';
import { startSteps } from '../swarm/gates.ts';
import { onSeveral } from '../swarm/on-several.ts';
import { appParts, rests } from '../swarm/parts.ts';
import { copySteps } from '../swarm/revise-steps.ts';
import type { Occasion, Undertaking } from './errand.ts';

/** The data of an app's parts on a cluster, copied while they rest. Throws where it keeps none there. */
export function copiedOnSeveral({
  goal,
  answers,
  facts,
}: Occasion): Pick<Undertaking, 'steps' | 'revising' | 'returning'> {
  if (!rests(goal)) throw onSeveral(goal);
  refuseUnfinished(goal, facts);
  const cluster = decideCluster(goal, answers, facts);
  const sources = sourcesWanted(appParts(goal).map(({ spec }) => spec));
  return {
    steps: (whole, same) => copySteps(same, cluster, whole),
    revising: { looks: () => [], decide: () => ({ kind: 'copy', sources }) },
    returning: ({ outcome, begun }) => {
      const stopped = [...begun].some((step) => step.startsWith('swarm.stop.'));
      if (outcome === 'complete' || !stopped) return undefined;
      const { [COPY]: _, ...rest } = answers;
      return {
        answers: rest,
        steps: (_, same) => startSteps(same, cluster, []),
        revising: { looks: () => [], decide: () => undefined },
      };
    },
  };
}
