import { refuseUnfinished } from '../decide-revision.ts';
import { ExpectedError } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import { addressOf, type Goal } from '../goal.ts';
import type { Receipt } from '../receipt.ts';
import { groundSeen } from '../steps/ground.ts';
import { firstName, otherHosts, withoutCluster } from '../swarm/answers.ts';
import type { ClusterNode } from '../swarm/cluster.ts';
import { leavingQueries, nodeNamed } from '../swarm/decide.ts';
import { groundsIn } from '../swarm/grounds.ts';
import { type MadeServer, madeIn, partsOf } from '../swarm/made.ts';
import { shrinkSteps } from '../swarm/shrink-steps.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { fingerprints } from './grow-questions.ts';
import { wayToApp } from './running.ts';

/** An app on several servers is taken back to the first of them. */
export const shrinkTask: Task = {
  command: 'shrink',
  doing: 'Going back to one server',
  heading: 'One server',
  asItIs: true,
  onSeveral: true,
  withoutSome: true,
  questions: [fingerprints],
  script: [
    ...wayToApp('The first server serves alone again; the others are left empty.'),
    { ask: fingerprints },
  ],
  looks: (host, install, _, before) => [
    ...(['swarm', 'swarmNodes', 'system', 'login'] as const).map((fact) => query(fact, host)),
    query('swarmServices', host, install),
    query('change', host, install),
    ...otherHosts(before).flatMap((each) => leavingQueries(each.host)),
  ],
  undertake,
};

function undertake({ goal, answers, facts, author }: Occasion): Undertaking {
  const named = otherHosts(answers);
  if (named.length === 0) throw onOneServer(goal);
  refuseUnfinished(goal, facts);
  if (goal.stopped) throw stopped(goal);
  const reached = named.filter(({ host }) => groundSeen(host, facts, author));
  const away = named.filter((each) => !reached.includes(each)).map(({ name }) => name);
  const nodes: readonly [ClusterNode, ...ClusterNode[]] = [
    nodeNamed({ host: goal.host, name: firstName(answers) }),
    ...reached.map(nodeNamed),
  ];
  return {
    answers: withoutCluster(answers),
    steps: (steps, alone) => shrinkSteps(alone, goal, nodes, groundsIn(facts, author), steps),
    receipt: (alone, seen) => receiptOf(alone, nodes, away, seen, madeIn(answers)),
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

function receiptOf(
  goal: Goal,
  [first, ...others]: readonly [ClusterNode, ...ClusterNode[]],
  away: readonly string[],
  facts: Facts,
  made: readonly MadeServer[],
): Receipt {
  const { app, names, host } = goal;
  const alone = facts.get(query('swarm', host))?.state === 'inactive';
  const left = others.map(({ visited }) => visited);
  return {
    headline: `${app.label} runs on ${first.name}${alone ? ' alone' : ''}, at ${addressOf(goal)}`,
    lines: [
      {
        label: 'The name',
        text: `if you had ${names.join(', ')} lead to ${[...left, ...away].join(', ')}, too, take these A records away again.`,
      },
      ...(left.length > 0
        ? [
            {
              label: 'The others',
              text: `${left.join(', ')} left the cluster. Docker and the images are still there.`,
            },
          ]
        : []),
      ...made.map((each) => {
        const { cloud, name } = partsOf(each);
        return {
          label: 'Costs',
          text: `${name} (${each.address}) was made for it, and costs money until it is deleted: npx setup-server launch ${cloud} --remove ${name}`,
          tone: 'warning' as const,
        };
      }),
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
