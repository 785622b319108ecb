import { sharedNetwork } from '../containers/install-containers.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { onlyThose } from '../plan.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import type { Cluster } from './cluster.ts';

/** The step after which the app's container on the first server is what the copies work with. */
export const SHARED = 'app.ready';

/**
 * The app's container goes on as what the copies work with. It is made anew for that, stopped its own safe way
 * before; nobody is answered from then on until the copies are well.
 */
export function sharedSteps(
  goal: Goal,
  cluster: Cluster,
  whole: readonly Step[],
  needs: readonly string[],
): Step[] {
  const taken = (id: string, needs: readonly string[], because?: string) =>
    onlyThose(whole, [id]).map((step) => {
      return { ...step, needs, ...(because !== undefined && { because: () => because }) };
    });
  const { app } = goal;
  return [
    sharedNetworkMade(goal, cluster, needs),
    ...taken('settings.write', ['swarm.shared']),
    ...taken(
      'app.start',
      ['settings.write'],
      `It only does from now on what the copies work with. From here until the web server of the cluster takes over, nobody gets an answer from ${app.label}.`,
    ),
    ...taken(SHARED, ['app.start']),
  ];
}

/** None of its ports is open to anybody else. A container that no service started may be on it, too. */
function sharedNetworkMade(
  { install }: Goal,
  { nodes, encrypted }: Cluster,
  needs: readonly string[],
): Step {
  const [{ host }] = nodes;
  const name = sharedNetwork(install);
  const network = query('network', host, name);
  const option = encrypted ? ['--opt', 'encrypted'] : [];
  return {
    id: 'swarm.shared',
    title: 'Make a private network between the servers for what the copies work with',
    needs,
    sees: [network],
    check: (facts) => (facts.get(network) ? HOLDS : lacks('The network is not there yet.')),
    actions: () => [
      {
        do: 'run',
        command: sh`docker network create --driver overlay --attachable ${option} ${name} >/dev/null`,
        patienceSeconds: 60,
      },
    ],
  };
}
