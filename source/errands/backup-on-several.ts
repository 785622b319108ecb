import { sourcesWanted } from '../backup/sources.ts';
import { refuseUnfinished } from '../changes/decide-revision.ts';
import { COPY } from '../changes/revision.ts';
import { decideCluster } from '../swarm/decide.ts';
import { wereStopped } from '../swarm/gates.ts';
import { onSeveral } from '../swarm/on-several.ts';
import { rests, specsOf } from '../swarm/parts.ts';
import { copySteps, goOnSteps } from '../swarm/revise-steps.ts';
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
  const sources = sourcesWanted(specsOf(goal));
  return {
    steps: (whole, same) => copySteps(same, cluster, whole),
    revising: { looks: () => [], decide: () => ({ kind: 'copy', sources }) },
    returning: (course) => {
      if (course.outcome === 'complete' || !wereStopped(course) || goal.stopped) return undefined;
      const { [COPY]: _, ...rest } = answers;
      return {
        answers: rest,
        steps: (whole, same) => goOnSteps(same, cluster, whole, []),
        revising: { looks: () => [], decide: () => undefined },
      };
    },
  };
}
