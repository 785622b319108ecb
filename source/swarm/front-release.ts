import { type Facts, query } from '../facts/facts.ts';
import { FRONT_CONTAINER, frontContainer } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import { inOrder, sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import type { ClusterNode } from './cluster.ts';
import { frontRunsOn } from './fronts.ts';
import { inSequence } from './in-sequence.ts';
import { leaveCommand } from './leave.ts';
import { FRONT_LABEL } from './stack.ts';

/** The ports go back to the web server from before: with two commands in a row, within a second or two. */
export function frontRelease(goal: Goal, { host, name }: ClusterNode): Step {
  const { install } = goal;
  const nodes = query('swarmNodes', host);
  const swarm = query('swarm', host);
  const services = query('swarmServices', host, install);
  const before = query('container', host, FRONT_CONTAINER);
  const labels = (facts: Facts) =>
    facts.get(nodes)?.find(({ id }) => id === facts.get(swarm)?.node)?.labels ?? {};
  const lost = (facts: Facts) => facts.get(swarm)?.state === 'active' && !facts.get(nodes);
  return {
    id: 'swarm.release',
    title: `${name}: Let the web server from before take over again`,
    because: () => 'For a second or two nobody is answered there.',
    needs: ['app.ready'],
    sees: [nodes, swarm, services, before],
    check: (facts) => {
      if (lost(facts)) return lacks('More than half of the servers that decide are lost.');
      const node = facts.get(swarm)?.node;
      if (frontRunsOn(node, facts.get(services)) || labels(facts)[FRONT_LABEL] !== undefined)
        return lacks('The web server of the cluster has the ports.');
      return HOLDS;
    },
    actions: (facts) => [
      {
        do: 'run',
        command: lost(facts)
          ? inOrder(leaveCommand(goal), frontBack())
          : inOrder(
              inSequence(
                sh`docker node update --label-rm ${FRONT_LABEL} ${facts.get(swarm)?.node ?? ''}`,
              ),
              sh`
                ids=$(docker ps --quiet --filter ${`label=com.docker.swarm.service.name=${install}_front`})
                [ -z "$ids" ] || docker stop -t 3 $ids >/dev/null
              `,
              frontBack(),
            ),
        patienceSeconds: 120,
        detached: true,
      },
      {
        do: 'await',
        saying: 'the web server of the cluster to be gone',
        everySeconds: 1,
        patienceSeconds: 90,
      },
    ],
  };
}

/** Where it is not there any more, it is made anew afterwards. */
function frontBack() {
  const { restart } = frontContainer();
  return sh`
    ! docker container inspect ${FRONT_CONTAINER} >/dev/null 2>&1 ||
    { docker update --restart ${restart} ${FRONT_CONTAINER} >/dev/null && docker start ${FRONT_CONTAINER} >/dev/null; }
  `;
}
