import { type Answers, yesAnswer } from '../../answers/answers.ts';
import { sourcesWanted } from '../../backup/sources.ts';
import { type Course, runInVain, type WayBack } from '../../changes/back-to-work.ts';
import { decideRevision, type Revising } from '../../changes/decide-revision.ts';
import { decideGoal } from '../../decide-goal.ts';
import { ExpectedError, type Trouble } from '../../expected-error.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Goal } from '../../goal.ts';
import { BESIDE, FILES, HEALTH, IMAGE, OPEN, REPLICAS, STATELESS } from '../../swarm/answers.ts';
import type { Cluster } from '../../swarm/cluster.ts';
import { decideCluster } from '../../swarm/decide.ts';
import { lastStart } from '../../swarm/gates.ts';
import { specsOf } from '../../swarm/parts.ts';
import { restQueries, wouldRest } from '../../swarm/rest-first.ts';
import { settingsSteps } from '../../swarm/settings-steps.ts';

/** What runs on the cluster with data, and would be made anew there by growing again, rests first, and its data are copied. */
export function copiedWhereMadeAnew(cluster: Cluster, answers: Answers): Revising {
  return {
    looks: restQueries,
    decide: (goal, facts) =>
      wouldRest(goal, cluster, facts)
        ? { kind: 'copy', sources: sourcesWanted(specsOf(goal)) }
        : decideRevision(goal, answers, facts),
  };
}

/** Throws where their network, which is there, would have to be another one: Docker changes none. */
export function refuseOtherNetwork(goal: Goal, cluster: Cluster, recorded: Answers, facts: Facts) {
  const { app, host, install } = goal;
  const encrypted = !yesAnswer(recorded, OPEN);
  const isThere = facts.get(query('swarmServices', host, install));
  if (!isThere || cluster.encrypted === encrypted) return;
  throw new ExpectedError({
    code: 'swarm.other-network',
    what: `What goes between the servers of ${app.label} is ${encrypted ? 'encrypted' : 'not encrypted'}, and that stays so as long as there are several.`,
    why: 'With these answers it would be otherwise. Docker can not change a network that is there.',
    next: [
      ...(encrypted ? ['Take other servers, which can encrypt it.'] : []),
      `Or go back to one server, and grow again: npx setup-server shrink --install ${install}`,
    ],
    detail: host,
  });
}

/** What the parts are made by. Which servers there are is no matter of that. */
const MADE_BY: readonly string[] = [REPLICAS, STATELESS, IMAGE, BESIDE, HEALTH, FILES];

/** Parts that were stopped to be made anew, and did not become well, run as before, on whichever servers there are by now. */
export function runsAsBefore(
  grown: Goal,
  answers: Answers,
  recorded: Answers,
  facts: Facts,
  course: Course,
): WayBack | undefined {
  if (course.outcome === 'complete' || course.held.has(lastStart(grown))) return undefined;
  const ofNow = Object.entries(answers).filter(([id]) => !MADE_BY.includes(id));
  const ofThen = Object.entries(recorded).filter(([id]) => MADE_BY.includes(id));
  const before = Object.fromEntries([...ofNow, ...ofThen]);
  const cluster = decideCluster(decideGoal(before, facts), before, facts);
  return {
    answers: before,
    steps: (whole, back) => settingsSteps(back, cluster, whole),
    revising: { looks: () => [], decide: () => undefined },
    trouble: (first, again) => asBeforeTrouble(grown, first, again),
  };
}

function asBeforeTrouble({ app }: Goal, course: Course, again: Course): Trouble {
  return runInVain(course, again, (advice) => {
    const next = [...advice, 'Then try again.'];
    return {
      well: {
        code: 'swarm.as-before',
        what: `${app.label} did not become well on the cluster as it was to run now, so it runs there as before, with all its data.`,
        next,
      },
      stuck: {
        code: 'swarm.stuck',
        what: `${app.label} did not become well on the cluster as it was to run now, nor as before.`,
        next,
      },
    };
  });
}
