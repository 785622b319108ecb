import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { lacks, type Step } from '../steps/step.ts';
import type { Cluster } from './cluster.ts';
import { labelled } from './label.ts';
import { appParts, gateOf } from './parts.ts';

/**
 * Where copies run already, they may run on servers that are new, too, before the cluster is told how many there
 * shall be: it moves none later. None is started anew for that.
 */
export function alsoOnNew(services: Step, goal: Goal, cluster: Cluster): Step {
  const [{ host }] = cluster.nodes;
  const nodes = query('swarmNodes', host);
  const own = cluster.nodes.map((node) => query('swarm', node.host));
  const gates = appParts(goal)
    .filter(({ runs }) => runs === 'copies')
    .map(gateOf);
  const closed = (facts: Facts) => {
    const members = facts.get(nodes) ?? [];
    const wanted = own.flatMap((each) => {
      const id = facts.get(each)?.node;
      return members.filter((member) => member.id === id);
    });
    return gates
      .filter((gate) => members.some(({ labels }) => labels[gate] !== undefined))
      .flatMap((gate) =>
        wanted
          .filter(({ labels }) => labels[gate] === undefined)
          .map(({ id }) => labelled(id, gate)),
      );
  };
  return {
    ...services,
    sees: [...services.sees, nodes, ...own],
    check: (facts) =>
      closed(facts).length > 0
        ? lacks(`${goal.app.label} may not run on all servers yet.`)
        : services.check(facts),
    actions: (facts) => [...closed(facts), ...services.actions(facts)],
  };
}
