import { textAnswer, yesAnswer } from '../../answers/answers.ts';
import { refuseUnfinished } from '../../changes/decide-revision.ts';
import { publicAddresses } from '../../dns/judge-name.ts';
import { accountGoal } from '../../dns/providers/chosen.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type Facts, query } from '../../facts/facts.ts';
import { addressOf, type Goal, isBehindBalancer } from '../../goal.ts';
import type { Receipt } from '../../receipt.ts';
import { groundSeen } from '../../steps/ground.ts';
import type { Step } from '../../steps/step.ts';
import {
  DELETE,
  firstName,
  NAMED,
  NAMES,
  otherHosts,
  withoutCluster,
  wordsOf,
} from '../../swarm/answers.ts';
import type { ClusterNode } from '../../swarm/cluster.ts';
import { leavingQueries, nodeNamed } from '../../swarm/decide.ts';
import { groundsIn } from '../../swarm/grounds.ts';
import { balancerIn, type MadeServer, madeIn } from '../../swarm/made.ts';
import { LED_HERE } from '../../swarm/name-here.ts';
import { namesLead, namesLeadBack } from '../../swarm/names.ts';
import { shrinkSteps, TAKEN_OFF } from '../../swarm/shrink-steps.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { wayToApp } from '../running.ts';
import { fingerprints } from './grow-questions.ts';
import { balancerLine, madeLine } from './grow-receipt.ts';
import { deletable, deleteQuestion } from './made-servers.ts';
import { namesEndItems, namesQuestions } from './names-of-several.ts';

/** An app on several servers is taken back to the first of them. */
export const shrinkTask: Task = {
  command: 'shrink',
  doing: 'Back to one server:',
  heading: 'One server',
  asItIs: true,
  onSeveral: true,
  withoutSome: true,
  questions: [fingerprints, ...namesQuestions, deleteQuestion],
  script: [
    ...wayToApp('The first server serves alone again; the others are left empty.'),
    { ask: fingerprints },
    ...namesEndItems,
    { ask: deleteQuestion },
  ],
  looks: (host, install, wishes, before, goal) => [
    ...(yesAnswer(wishes, NAMES) || balancerIn(before)
      ? goal.names.map((name) => query('name', '', name))
      : []),
    ...(balancerIn(before) ? [query('addresses', host)] : []),
    ...(['swarm', 'swarmNodes', 'system', 'login'] as const).map((fact) => query(fact, host)),
    query('swarmServices', host, install),
    query('change', host, install),
    ...otherHosts(before).flatMap(({ host: other }) => [
      ...leavingQueries(other),
      ...(yesAnswer(wishes, DELETE) ? [query('installs', other)] : []),
    ]),
  ],
  undertake,
};

function undertake({ goal, answers, wishes, facts, author }: Occasion): Undertaking {
  const others = otherHosts(answers);
  if (others.length === 0) throw onOneServer(goal);
  refuseUnfinished(goal, facts);
  if (goal.stopped) throw stopped(goal);
  const reached = others.filter(({ host }) => groundSeen(host, facts, author));
  const away = others.filter((each) => !reached.includes(each)).map(({ name }) => name);
  const nodes: readonly [ClusterNode, ...ClusterNode[]] = [
    nodeNamed({ host: goal.host, name: firstName(answers) }),
    ...reached.map(nodeNamed),
  ];
  const balancer = balancerIn(answers);
  const named = [
    ...new Set([...wordsOf(textAnswer(answers, NAMED)), ...(balancer ? [balancer.address] : [])]),
  ];
  const { v4: own } = publicAddresses(facts.get(query('addresses', goal.host)), goal.reachedAt);
  const account = yesAnswer(wishes, NAMES) ? accountGoal({ ...answers, ...wishes }) : undefined;
  const going = yesAnswer(wishes, DELETE) ? deletable(answers, facts) : [];
  return {
    answers: withoutCluster(answers),
    steps: (steps, alone) => {
      const all = shrinkSteps(alone, goal, nodes, groundsIn(facts, author), steps);
      // Nobody is to be led to servers that answer no more, nor to what goes.
      const [first] = [
        ...(account && named.length > 0
          ? [namesLead(goal, { account, add: balancer ? own : [], remove: named }, [])]
          : []),
        ...(balancer && yesAnswer(wishes, DELETE)
          ? [namesLeadBack(goal, { to: own, away: balancer.address })]
          : []),
      ];
      if (!first) return all;
      return [
        first,
        ...all.map((step) => ([LED_HERE, TAKEN_OFF].includes(step.id) ? after(first, step) : step)),
      ];
    },
    receipt: (alone, seen) =>
      receiptOf(
        alone,
        nodes,
        {
          away,
          made: madeIn(answers),
          going: going.map(({ machine }) => machine),
          unnamed: account ? named : [],
          ...(balancer && { balancer, own, balancerGoes: yesAnswer(wishes, DELETE) }),
        },
        seen,
      ),
  };
}

function stopped({ app, install }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'swarm.stopped',
    what: `${app.label} is stopped. To go back to one server, it must run.`,
    why: 'The others are only let go once the first one answers by itself.',
    next: [`npx setup-server start --install ${install}`, 'Then try again.'],
  });
}

/** What is told where there is nothing to go back from. */
export function onOneServer({ app, install }: Goal): ExpectedError {
  return new ExpectedError({
    code: 'swarm.one-server',
    what: `${app.label} runs on one server already.`,
    next: [`npx setup-server grow --install ${install} takes it to several.`],
  });
}

function after(first: Step, step: Step): Step {
  return { ...step, needs: [...step.needs, first.id] };
}

/** What is told of the others. */
interface Left {
  /** Those that could not be reached. */
  readonly away: readonly string[];
  readonly made: readonly MadeServer[];
  /** Which of these are deleted next. */
  readonly going: readonly string[];
  /** The addresses to which the name leads no more. */
  readonly unnamed: readonly string[];
  /** The load balancer in front of all, whether that is deleted next, and the first one's own addresses. */
  readonly balancer?: MadeServer;
  readonly balancerGoes?: boolean;
  readonly own?: readonly string[];
}

function receiptOf(
  goal: Goal,
  [first, ...others]: readonly [ClusterNode, ...ClusterNode[]],
  { away, made, going, unnamed, balancer, balancerGoes = false, own = [] }: Left,
  facts: Facts,
): Receipt {
  const { app, names, host, certificate } = goal;
  const balanced = isBehindBalancer(certificate);
  const alone = facts.get(query('swarm', host))?.state === 'inactive';
  const left = others.map(({ visited }) => visited);
  const remain = [...left, ...away].filter((each) => !unnamed.includes(each));
  return {
    headline: `${app.label} runs on ${first.name}${alone ? ' alone' : ''}, at ${addressOf(goal)}`,
    lines: [
      ...(unnamed.length > 0
        ? [{ label: 'The name', text: `leads to ${unnamed.join(', ')} no more.` }]
        : []),
      ...(balanced && remain.length > 0
        ? [
            {
              label: 'Load balancer',
              text: `take ${remain.join(', ')} out of where it sends visitors. It sends nobody there once it has seen that they do not answer.`,
            },
          ]
        : []),
      ...(!balanced && !balancer && remain.length > 0
        ? [
            {
              label: 'The name',
              text: `if you had ${names.join(', ')} lead to ${remain.join(', ')}, too, take these A records away again.`,
            },
          ]
        : []),
      ...(left.length > 0
        ? [
            {
              label: 'The others',
              text: `${left.join(', ')} left the cluster. Docker and the images are still there.`,
            },
          ]
        : []),
      ...made.map((each) => madeLine(each, going.includes(each.machine))),
      ...(balancer ? [balancerLine(goal, balancer, balancerGoes, own)] : []),
      ...(away.length > 0
        ? [
            {
              label: 'Not reached',
              text: `${away.join(', ')}. ${away.length === 1 ? 'If it comes back, run there' : 'If they come back, run on each'}: docker swarm leave --force`,
            },
          ]
        : []),
    ],
  };
}
