import type { Answers } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { addressOf, type Goal } from '../goal.ts';
import { FINGERPRINTS } from '../hosts/answering-asker.ts';
import type { Receipt } from '../receipt.ts';
import { groundSeen } from '../steps/ground.ts';
import type { Author } from '../steps/record-write.ts';
import { ADDRESSES, CLUSTER_ANSWERS, HEALTH, IMAGE, REPLICAS } from '../swarm/answers.ts';
import type { Cluster } from '../swarm/cluster.ts';
import { refuseServers } from '../swarm/compare.ts';
import { decideCluster, refuseUnfit } from '../swarm/decide.ts';
import { type Grounds, growSteps } from '../swarm/grow-steps.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { growQuestions, growScript, managersLine } from './grow-questions.ts';

/** An app on one server is taken to several. */
export const growTask: Task = {
  command: 'grow',
  doing: 'Growing',
  heading: 'Several servers',
  asItIs: true,
  onSeveral: true,
  questions: growQuestions,
  script: growScript,
  looks: (host, install) => [query('swarmServices', host, install), query('swarmNodes', host)],
  undertake,
};

function undertake({ goal, answers, wishes, facts, author }: Occasion): Undertaking {
  refuseUnfit(goal, facts);
  const wished = { ...answers, ...clusterAnswers(wishes) };
  const cluster = decideCluster(goal, { ...wishes, ...wished }, facts);
  refuseServers(cluster, facts);
  const settled = {
    [REPLICAS]: String(cluster.replicas),
    [IMAGE]: cluster.image,
    [HEALTH]: cluster.health,
    [ADDRESSES]: cluster.nodes.map(({ address }) => address).join(' '),
  };
  const { [FINGERPRINTS]: _, ...lasting } = wished;
  return {
    answers: { ...lasting, ...settled },
    steps: (steps, grown) => growSteps(grown, cluster, groundsIn(facts, author), steps),
    receipt: (grown, seen) => receiptOf(grown, cluster, seen),
  };
}

function clusterAnswers(wishes: Answers): Answers {
  return Object.fromEntries(Object.entries(wishes).filter(([id]) => CLUSTER_ANSWERS.includes(id)));
}

function groundsIn(facts: Facts, author: Author): Grounds {
  return (host) => {
    const ground = groundSeen(host, facts, author);
    if (!ground) throw new Error(`${host} was not looked at before planning.`);
    return ground;
  };
}

function receiptOf(goal: Goal, cluster: Cluster, facts: Facts): Receipt {
  const { app, host, install, names } = goal;
  const [first, ...others] = cluster.nodes;
  const services = facts.get(query('swarmServices', host, install)) ?? [];
  const copies = services
    .find(({ name }) => name === 'app')
    ?.tasks.filter(({ running }) => running);
  return {
    headline: `${app.label} runs on ${cluster.nodes.length} servers, at ${addressOf(goal)}`,
    lines: [
      { label: 'Copies', text: `${copies?.length ?? 0} of ${cluster.replicas} run.` },
      {
        label: 'The name',
        text: `so far ${names.join(', ')} leads to ${first.name} alone. At your DNS provider, add an A record each for ${others.map(({ visited }) => visited).join(', ')}: then visitors come to all.`,
      },
      { label: 'Managers', text: managersLine(cluster.nodes.length) },
      {
        label: 'Encrypted',
        text: cluster.encrypted
          ? 'What goes from server to server is encrypted.'
          : 'Nothing that goes from server to server is encrypted, as you agreed.',
      },
      {
        label: 'The way back',
        text: `the app and the web server from before are on ${first.name}, stopped: npx setup-server shrink --install ${install}`,
      },
    ],
  };
}
