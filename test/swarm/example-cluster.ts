import type { Goal } from '../../source/goal.ts';
import type { Cluster, ClusterNode } from '../../source/swarm/cluster.ts';
import { goal } from '../core/example-goal.ts';

const { container, ...recipe } = goal.recipe;
const { volumes: _, ...rest } = container;

function node(number: number, role: ClusterNode['role']): ClusterNode {
  const name = `203.0.113.${number}`;
  return { host: `ssh://${name}`, name, address: `10.0.0.${number}`, visited: name, role };
}

/** An app that keeps nothing, on three servers. */
export const stateless: Goal = {
  ...goal,
  host: 'ssh://203.0.113.7',
  recipe: { ...recipe, container: { ...rest, volumes: [], stop: { timeoutSeconds: 5 } } },
  cluster: {
    others: ['ssh://203.0.113.8', 'ssh://203.0.113.9'],
    addresses: ['10.0.0.7', '10.0.0.8', '10.0.0.9'],
  },
};

export const three: Cluster = {
  nodes: [node(7, 'manager'), node(8, 'manager'), node(9, 'manager')],
  image: 'example/study:1.2@sha256:5a5a',
  replicas: 3,
  encrypted: true,
  openFiles: true,
  pool: '10.201.0.0/16',
  health: 'port',
};
