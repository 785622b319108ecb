import { type Answers, textAnswer } from '../../answers/answers.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Goal } from '../../goal.ts';
import { FINGERPRINTS } from '../../hosts/answering-asker.ts';
import type { Receipt } from '../../receipt.ts';
import type { Step } from '../../steps/step.ts';
import { firstName } from '../../swarm/answers.ts';
import type { ClusterNode } from '../../swarm/cluster.ts';
import { decideCluster, leavingQueries, nodeNamed } from '../../swarm/decide.ts';
import { drainStep, undrainSteps } from '../../swarm/drain-steps.ts';
import { swarmFront } from '../../swarm/fronts.ts';
import { idOn } from '../../swarm/on-host.ts';
import { appParts } from '../../swarm/parts.ts';
import { type KnownServer, serversOf } from '../../swarm/servers.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { fingerprints } from './grow-questions.ts';
import { HOW, SERVER } from './one-more-server.ts';
import { drainHow, drainScript } from './questions.ts';
import { onOneServer } from './shrink.ts';
import { whichServer } from './which-server.ts';

/** A server of several is emptied, for its owner to work on it, or taken in again. */
export const drainTask: Task = {
  command: 'drain',
  doing: 'Emptying a server of',
  heading: 'Servers',
  asItIs: true,
  onSeveral: true,
  withoutSome: true,
  questions: [fingerprints, whichServer, drainHow],
  script: drainScript,
  looks: (host, install) => [
    query('swarmNodes', host),
    query('swarmServices', host, install),
    ...leavingQueries(host),
  ],
  undertake,
};

function undertake(occasion: Occasion): Undertaking {
  const { goal, facts, wishes } = occasion;
  const servers = serversOf(goal, facts);
  const chosen = servers.find(({ name }) => name === textAnswer(wishes, SERVER));
  if (!chosen) throw onOneServer(goal);
  const again = textAnswer(wishes, HOW) === 'again';
  if (!again) refuseNeeded(goal, chosen, servers);
  const { [SERVER]: _, [HOW]: __, [FINGERPRINTS]: ___, ...answers } = occasion.answers;
  const node = nodeNamed(chosen);
  return {
    answers,
    steps: () => (again ? takenIn(goal, node, answers, facts) : [drainStep(goal, node)]),
    receipt: (_goal, seen) => receiptOf(goal, chosen, again, seen),
  };
}

/** The first one lets visitors in by itself; of another one, it is seen that they come in. */
function takenIn(goal: Goal, node: ClusterNode, answers: Answers, facts: Facts): Step[] {
  const steps = undrainSteps(goal, node);
  if (node.name === firstName(answers)) return steps;
  const front = swarmFront(goal, decideCluster(goal, answers, facts), node);
  return [...steps, { ...front, needs: [idOn('swarm.active', node)] }];
}

/** Throws where nothing could do its work. */
function refuseNeeded(goal: Goal, { name }: KnownServer, servers: readonly KnownServer[]) {
  const { app, host, install } = goal;
  const stays = goal.cluster?.spread.stays && { label: app.label };
  const kept = stays ?? appParts(goal).find(({ runs }) => runs === 'once');
  if (kept && name === servers[0]?.name)
    throw new ExpectedError({
      code: 'drain.has-data',
      what: `${name} can't be emptied: ${kept.label} has its data there.`,
      why: 'It could run nowhere else.',
      next: [`npx setup-server stop --install ${install} stops it, as long as you work there.`],
      detail: host,
    });
  const others = servers.filter(
    (each) => each.name !== name && each.node?.ready && each.node.availability === 'active',
  );
  if (others.length > 0) return;
  throw new ExpectedError({
    code: 'drain.last',
    what: `${name} can't be emptied: no other server could do its work.`,
    why: `All others of ${app.label} are emptied, or the cluster does not hear of them.`,
    next: ['Start them, or take one in again: npx setup-server drain --undo'],
    detail: host,
  });
}

function receiptOf(goal: Goal, { name }: KnownServer, again: boolean, facts: Facts): Receipt {
  const { app, host, install } = goal;
  const services = facts.get(query('swarmServices', host, install)) ?? [];
  const copies = services.find((each) => each.name === 'app');
  const running = copies?.tasks.filter((task) => task.running).length ?? 0;
  const told = { label: 'Copies', text: `${running} of ${copies?.replicas ?? 0} run.` };
  if (again)
    return {
      headline: `${name} is one of the servers of ${app.label} again`,
      lines: [told, { label: 'Visitors', text: `come in there, too.` }],
    };
  return {
    headline: `Nothing of ${app.label} runs on ${name} any more`,
    lines: [
      told,
      { label: 'Now', text: 'you may update it, restart it or repair it.' },
      ...(name === goal.reachedAt
        ? [
            {
              label: 'Meanwhile',
              text: 'no certificate is renewed, since this server does that. Nothing else can be changed while it is off.',
              tone: 'warning' as const,
            },
          ]
        : []),
      {
        label: 'Then',
        text: `npx setup-server drain --install ${install} --server ${name} --undo`,
      },
    ],
  };
}
