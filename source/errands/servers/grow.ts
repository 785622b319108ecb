import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';
import { type Course, runInVain, type WayBack } from '../../changes/back-to-work.ts';
import { refuseUnfinished } from '../../changes/decide-revision.ts';
import { containersOf } from '../../containers/install-containers.ts';
import { decideGoal } from '../../decide-goal.ts';
import type { Trouble } from '../../expected-error.ts';
import { type Query, query } from '../../facts/facts.ts';
import type { Goal } from '../../goal.ts';
import { FINGERPRINTS } from '../../hosts/answering-asker.ts';
import { groundSeen } from '../../steps/ground.ts';
import {
  ADDRESSES,
  BESIDE,
  FILES,
  FORCE,
  FROM,
  HEALTH,
  HOSTS,
  IMAGE,
  MADE,
  NAMES,
  otherHosts,
  REPLICAS,
  unsettled,
  withoutCluster,
} from '../../swarm/answers.ts';
import type { Cluster } from '../../swarm/cluster.ts';
import { refuseServers } from '../../swarm/compare.ts';
import { besideText, decideCluster, leavingQueries, nodeNamed } from '../../swarm/decide.ts';
import { refusalBy, refuseUnfit } from '../../swarm/fit.ts';
import { wereStopped } from '../../swarm/gates.ts';
import { groundsIn } from '../../swarm/grounds.ts';
import { growSteps } from '../../swarm/grow-steps.ts';
import { madeIn, madeText } from '../../swarm/made.ts';
import { namesLead, namesOfSeveral } from '../../swarm/names.ts';
import { aloneSteps } from '../../swarm/shrink-steps.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { whyNotOnSeveral } from '../not-on-several.ts';
import { growQuestions, growScript } from './grow-questions.ts';
import { growReceipt, withGone } from './grow-receipt.ts';
import { copiedWhereMadeAnew, refuseOtherNetwork, runsAsBefore } from './grown-again.ts';

/** An app on one server is taken to several. */
export const growTask: Task = {
  command: 'grow',
  doing: 'Growing',
  heading: 'Several servers',
  asItIs: true,
  onSeveral: true,
  withoutSome: true,
  questions: growQuestions,
  script: growScript,
  looks: (host, install, wishes, before, goal) => [
    query('swarmServices', host, install),
    query('swarmNodes', host),
    ...imageBefore(host, before),
    query('change', host, install),
    ...containersOf(goal).map(({ name }) => query('container', host, name)),
    ...(yesAnswer(wishes, NAMES) ? goal.names.map((name) => query('name', '', name)) : []),
    ...(goal.recipe.companions ?? []).map((each) => query('image', host, each.container.image)),
    // Those that are in the cluster now: one may be lost.
    ...otherHosts(before).flatMap((each) => leavingQueries(each.host)),
  ],
  undertake,
};

/** What all of them start now. */
function imageBefore(host: string, before: Answers): readonly Query[] {
  const image = textAnswer(before, IMAGE);
  return image === '' ? [] : [query('image', host, image)];
}

function undertake({ host, name, goal, answers, wishes, facts, author }: Occasion): Undertaking {
  const inVain = whyNotOnSeveral(wishes, facts);
  if (inVain) throw refusalBy(goal, inVain);
  const recorded = facts.get(query('record', host, name))?.answers ?? {};
  const wished = unsettled(answers, textAnswer(recorded, HOSTS));
  const wanted = decideGoal(wished, facts);
  refuseUnfit(wanted, facts);
  refuseUnfinished(wanted, facts);
  const cluster = decideCluster(wanted, { ...wishes, ...wished }, facts);
  refuseOtherNetwork(wanted, cluster, recorded, facts);
  refuseServers(cluster, facts, wanted.cluster?.spread.alike);
  const change = namesOfSeveral(wanted, { ...wishes, ...wished }, recorded, cluster, facts);
  const settled = {
    [REPLICAS]: String(cluster.replicas),
    [IMAGE]: cluster.image,
    [BESIDE]: besideText(cluster),
    [HEALTH]: cluster.health,
    [FILES]: cluster.openFiles,
    ...madeAmong(wished, cluster),
    ...(change ? change.settled : {}),
    [ADDRESSES]: cluster.nodes.map(({ address }) => address).join(' '),
  };
  const lasting = Object.fromEntries(
    Object.entries(wished).filter(([id]) => !PASSING.includes(id)),
  );
  const named = cluster.nodes.map(({ host }) => host);
  const gone = otherHosts({ ...answers, [HOSTS]: textAnswer(recorded, HOSTS) })
    .filter(({ host }) => !named.includes(host))
    .map(nodeNamed);
  const leaving = gone.filter(({ host }) => groundSeen(host, facts, author));
  const made = madeIn(recorded).filter(({ address }) =>
    gone.some(({ visited }) => visited === address),
  );
  const all = { ...lasting, ...settled };
  return {
    answers: all,
    revising: copiedWhereMadeAnew(cluster, all),
    steps: (steps, grown) => [
      ...growSteps(grown, cluster, groundsIn(facts, author), steps, leaving),
      ...(change ? [namesLead(grown, change, ['swarm.switch'])] : []),
    ],
    receipt: (grown, seen, rested) =>
      withGone(growReceipt(grown, cluster, seen, rested, change?.account), grown, {
        left: leaving,
        away: gone.filter((each) => !leaving.includes(each)),
        made,
      }),
    returning: (course) =>
      wereStopped(course)
        ? runsAsBefore(wanted, all, recorded, facts, course)
        : handedBack(wanted, cluster, all, course),
  };
}

/** What is of this time only. */
const PASSING: readonly string[] = [FINGERPRINTS, FORCE, FROM, MADE, NAMES];

/** An app that was stopped to be handed over, and did not become well on the cluster, runs alone again. */
function handedBack(
  grown: Goal,
  cluster: Cluster,
  answers: Answers,
  { outcome, begun, held }: Course,
): WayBack | undefined {
  const stopped =
    [...begun].some((step) => step.endsWith('.stopped')) ||
    (grown.cluster?.spread.stays !== undefined && begun.has('app.start'));
  if (outcome === 'complete' || !stopped || held.has('swarm.switch')) return undefined;
  return {
    answers: withoutCluster(answers),
    steps: (steps, alone) => aloneSteps(alone, grown, cluster.nodes, steps),
    trouble: (course, again) => handedBackTrouble(grown, course, again),
  };
}

function handedBackTrouble({ app, install }: Goal, course: Course, again: Course): Trouble {
  return runInVain(course, again, (advice) => {
    const next = [
      ...advice,
      `npx setup-server grow --install ${install} tries again; npx setup-server shrink --install ${install} takes the cluster away.`,
    ];
    return {
      well: {
        code: 'swarm.handed-back',
        what: `${app.label} did not become well on the cluster, so it runs on its server as before, with all its data.`,
        next,
      },
      stuck: {
        code: 'swarm.stuck',
        what: `${app.label} did not become well on the cluster, and does not run as before either.`,
        next,
      },
    };
  });
}

/** Which of them setup-server made. */
function madeAmong(answers: Answers, { nodes }: Cluster): Answers {
  const among = madeIn(answers).filter(({ address }) =>
    nodes.some(({ visited }) => visited === address),
  );
  return among.length > 0 ? { [MADE]: madeText(among) } : {};
}
