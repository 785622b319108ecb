import type { SwarmServiceFact } from '../facts/docker/swarm-services.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { sh } from '../shell.ts';
import { type Check, HOLDS, lacks, type Step } from '../steps/step.ts';
import type { ClusterNode } from './cluster.ts';
import { inSequence } from './in-sequence.ts';
import { idOn } from './on-host.ts';
import { serversOf } from './servers.ts';

/** What runs on one server moves to the others, and nothing is started there, until it is taken in again. */
export function drainStep(goal: Goal, node: ClusterNode): Step {
  const { host, install, app } = goal;
  return {
    id: idOn('swarm.empty', node),
    title: `${node.name}: Move what runs there to the other servers`,
    because: () =>
      `Each copy of ${app.label} starts elsewhere. Visitors who come to ${node.name} itself find nobody there; browsers then try the other servers that the name leads to.`,
    needs: [],
    sees: [query('swarmNodes', host), query('swarmServices', host, install)],
    check: (facts) => {
      const id = idOf(goal, node, facts);
      const found = facts.get(query('swarmNodes', host))?.find((each) => each.id === id);
      if (found?.availability !== 'drain') return lacks(`Copies may run on ${node.name}.`);
      const app = appOn(goal, facts);
      if (app?.tasks.some((task) => task.node === id && (task.running || task.leaving)))
        return lacks(`A copy still runs on ${node.name}.`);
      return enough(goal, app);
    },
    actions: (facts) => [
      {
        do: 'run',
        command: inSequence(sh`docker node update --availability drain ${idOf(goal, node, facts)}`),
        patienceSeconds: 60,
      },
      awaitCopies(goal, `the copies to run elsewhere`),
    ],
    remedies: [`npx setup-server drain --undo lets copies run on ${node.name} again.`],
  };
}

/** Copies may run there again. Swarm moves none by itself, so it is given its share. */
export function undrainSteps(goal: Goal, node: ClusterNode): Step[] {
  const { host, install } = goal;
  const nodes = query('swarmNodes', host);
  const services = query('swarmServices', host, install);
  const active = idOn('swarm.active', node);
  return [
    {
      id: active,
      title: `${node.name}: Let copies run there again`,
      needs: [],
      sees: [nodes],
      check: (facts) => {
        const id = idOf(goal, node, facts);
        const found = facts.get(nodes)?.find((each) => each.id === id);
        if (!found?.ready) return lacks(`The others do not hear of ${node.name}.`);
        return found.availability === 'active'
          ? HOLDS
          : lacks(`No copies may run on ${node.name}.`);
      },
      actions: (facts) => [
        {
          do: 'run',
          command: inSequence(
            sh`docker node update --availability active ${idOf(goal, node, facts)}`,
          ),
          patienceSeconds: 60,
        },
        {
          do: 'await',
          saying: `the others to hear of ${node.name}`,
          everySeconds: 1,
          patienceSeconds: 60,
        },
      ],
      remedies: [`Start ${node.name} at its provider, if it is off. Then try again.`],
    },
    {
      id: idOn('swarm.share', node),
      title: `${node.name}: Give it its share of the copies`,
      because: () => 'One copy after another is started anew, and answers before the old one goes.',
      needs: [active],
      sees: [nodes, services],
      check: (facts) => {
        const app = appOn(goal, facts);
        const all = enough(goal, app);
        if (!all.holds) return all;
        if (app?.update === 'updating') return lacks('Swarm still replaces copies.');
        return has(app, idOf(goal, node, facts)) || !crowded(app)
          ? HOLDS
          : lacks(`No copy runs on ${node.name}.`);
      },
      actions: (facts) => [
        ...(crowded(appOn(goal, facts))
          ? [
              {
                do: 'run' as const,
                command: inSequence(sh`docker service update --detach --force ${`${install}_app`}`),
                patienceSeconds: 60,
              },
            ]
          : []),
        awaitCopies(goal, 'the copies to be well'),
      ],
    },
  ];
}

function awaitCopies({ recipe }: Goal, saying: string) {
  const patienceSeconds = recipe.ready.patienceSeconds + 180;
  return { do: 'await', saying, everySeconds: 2, patienceSeconds } as const;
}

function idOf(goal: Goal, { host }: ClusterNode, facts: Facts): string {
  return serversOf(goal, facts).find((each) => each.host === host)?.node?.id ?? '';
}

function appOn({ host, install }: Goal, facts: Facts): SwarmServiceFact | undefined {
  return facts.get(query('swarmServices', host, install))?.find(({ name }) => name === 'app');
}

function runningOf(app: SwarmServiceFact | undefined) {
  return app?.tasks.filter(({ running }) => running) ?? [];
}

function has(app: SwarmServiceFact | undefined, id: string): boolean {
  return runningOf(app).some(({ node }) => node === id);
}

/** Some server has two of them. */
function crowded(app: SwarmServiceFact | undefined): boolean {
  const nodes = runningOf(app).map(({ node }) => node);
  return new Set(nodes).size < nodes.length;
}

function enough({ stopped }: Goal, app: SwarmServiceFact | undefined): Check {
  if (stopped !== undefined) return HOLDS;
  const [running, wanted] = [runningOf(app).length, app?.replicas ?? 0];
  return running >= wanted ? HOLDS : lacks(`${running} of ${wanted} copies are well.`);
}
