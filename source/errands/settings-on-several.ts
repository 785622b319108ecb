import type { Answers } from '../answers/answers.ts';
import { sourcesWanted } from '../backup/sources.ts';
import { type Course, runInVain } from '../changes/back-to-work.ts';
import { refuseUnfinished } from '../changes/decide-revision.ts';
import { decideGoal } from '../decide-goal.ts';
import { answersIn } from '../doctor/install.ts';
import { ExpectedError, type Trouble } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { RecordFact } from '../facts/installs/record.ts';
import type { Goal } from '../goal.ts';
import { envFile } from '../paths.ts';
import { refuseOtherPlace } from '../refusals.ts';
import { waysInIds } from '../script.ts';
import type { Cluster } from '../swarm/cluster.ts';
import { decideCluster } from '../swarm/decide.ts';
import { refuseUnfit } from '../swarm/fit.ts';
import { lastStart, wereStopped } from '../swarm/gates.ts';
import { appParts, rests, specsOf } from '../swarm/parts.ts';
import { CERTIFICATE, settingsSteps } from '../swarm/settings-steps.ts';
import type { Topic } from './config-questions.ts';
import type { Occasion, Undertaking } from './errand.ts';
import { restartTold } from './restarting.ts';

/**
 * What an app on several servers is told is changed, to what these answers ask for, and what visitors are shown. Where it does not become well with
 * that, it goes on with what it was told before. Throws where more than that would change.
 */
export function settingsOnSeveral(
  { facts, host, name, answers: mixed }: Occasion,
  answers: Answers,
  about: readonly Topic[] = [],
): Pick<Undertaking, 'steps' | 'revising' | 'returning'> {
  const before = beforeThat(mixed, facts.get(query('record', host, name)));
  const goal = decideGoal(before, facts);
  refuseUnfinished(goal, facts);
  const wanted = decideGoal(answers, facts);
  refuseOtherPlace(wanted, facts);
  refuseUnfit(wanted, facts);
  if (consistsOf(wanted) !== consistsOf(goal)) throw otherParts(goal);
  const cluster = asManyAsNow(goal, decideCluster(wanted, answers, facts), facts);
  const lines = facts.get(query('envFile', host, envFile(name)))?.entries ?? new Map();
  const sources = sourcesWanted(specsOf(goal));
  const named = about.includes('name');
  const certificate = named || about.includes('certificate') ? CERTIFICATE : [];
  const shown = [...(named ? ['name.record'] : []), ...certificate];
  return {
    steps: (whole, after) => restartTold(settingsSteps(after, cluster, whole, { shown }), after),
    revising: {
      looks: () => [],
      decide: () => (rests(goal) ? { kind: 'copy', sources } : undefined),
    },
    returning: (course) =>
      inVain(goal, course)
        ? {
            answers: before,
            steps: (whole, back) =>
              settingsSteps(back, cluster, whole, { lines, shown: certificate }),
            revising: { looks: () => [], decide: () => undefined },
            trouble: (first, again) => putBackTrouble(goal, first, again),
          }
        : undefined,
  };
}

/** Without what is wished now. */
function beforeThat(answers: Answers, record: RecordFact | null | undefined): Answers {
  const way = Object.entries(answers).filter(([id]) => waysInIds.includes(id));
  return { ...(record && answersIn(record)), ...Object.fromEntries(way) };
}

/** Somebody may have wished for more of them since it grew, or for fewer. */
function asManyAsNow({ host, install }: Goal, cluster: Cluster, facts: Facts): Cluster {
  const app = facts.get(query('swarmServices', host, install))?.find(({ name }) => name === 'app');
  return { ...cluster, replicas: app?.replicas ?? cluster.replicas };
}

/** Its parts, from which images they are made, and where their data lie. Copies that go one by one have one port for all. */
function consistsOf(goal: Goal): string {
  return JSON.stringify([
    rests(goal) ? null : goal.recipe.front.port,
    ...appParts(goal).map(({ name, runs, spec: { image, volumes, ports } }) => {
      return [name, runs, image, volumes, ports];
    }),
  ]);
}

function otherParts({ app, install, cluster, host }: Goal): ExpectedError {
  const servers = (cluster?.others.length ?? 0) + 1;
  return new ExpectedError({
    code: 'swarm.other-parts',
    what: `${app.label} runs on ${servers} servers, where its data, its parts and its port stay as they are.`,
    why: 'With these answers, one of them would be another.',
    next: [
      `Another version: npx setup-server upgrade --install ${install}`,
      `For anything else, npx setup-server shrink --install ${install} goes back to one server, where it can be changed.`,
      `Then npx setup-server grow --install ${install} takes it to several again.`,
    ],
    detail: host,
  });
}

/** Interrupted, what is replaced one by one goes on by itself; what was stopped would not. */
function inVain(goal: Goal, course: Course): boolean {
  const { outcome, begun, held } = course;
  if (outcome === 'complete') return false;
  if (rests(goal)) return wereStopped(course) && !held.has(lastStart(goal));
  const written = [...begun].some((step) => /^(settings|app\.files|swarm\.settings)/.test(step));
  return outcome === 'failed' && written && !held.has('swarm.services');
}

function putBackTrouble({ app }: Goal, course: Course, again: Course): Trouble {
  return runInVain(course, again, (advice) => {
    const next = [...advice, 'Change the settings, and try again.'];
    return {
      well: {
        code: 'env.put-back',
        what: `${app.label} did not become well with the other settings, so it has those from before again.`,
        next,
      },
      stuck: {
        code: 'env.stuck',
        what: `${app.label} did not become well with the other settings, nor with those from before.`,
        next,
      },
    };
  });
}
