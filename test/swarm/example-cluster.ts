import { mariadb } from '../../source/apps/databases.ts';
import type { Goal } from '../../source/goal.ts';
import type { Cluster, ClusterNode } from '../../source/swarm/cluster.ts';
import { goal } from '../core/example-goal.ts';

const { container, ...recipe } = goal.recipe;
const { volumes: _, ...rest } = container;

function node(number: number, role: ClusterNode['role']): ClusterNode {
  const name = `203.0.113.${number}`;
  return { host: `ssh://${name}`, name, address: `10.0.0.${number}`, visited: name, role };
}

const grown = {
  others: ['ssh://203.0.113.8', 'ssh://203.0.113.9'],
  addresses: ['10.0.0.7', '10.0.0.8', '10.0.0.9'],
};

/** An app that keeps nothing, on three servers. */
export const stateless: Goal = {
  ...goal,
  host: 'ssh://203.0.113.7',
  recipe: { ...recipe, container: { ...rest, volumes: [], stop: { timeoutSeconds: 5 } } },
  cluster: {
    ...grown,
    spread: { roles: [{ name: 'app', runs: 'copies' }], update: 'one-by-one' },
  },
};

/** An app with a volume and a database, both of which stay on the first of them. */
export const pinned: Goal = {
  ...stateless,
  recipe: {
    ...stateless.recipe,
    container: {
      ...stateless.recipe.container,
      volumes: [{ source: 'study-data', target: '/data' }],
      stop: { command: ['./stop'], timeoutSeconds: 5 },
    },
    companions: [mariadb('study', 'study').companion],
  },
  cluster: {
    ...grown,
    spread: { roles: [{ name: 'app', runs: 'once' }], update: 'together' },
  },
};

/** One that knows how it runs there: something in the background once, and copies that share a folder. */
export const inRoles: Goal = {
  ...pinned,
  cluster: {
    ...grown,
    spread: {
      roles: [
        {
          ...{ name: 'backend', runs: 'once' },
          env: [{ name: 'ROLE', value: 'backend' }],
          ready: { command: ['is-well'], patienceSeconds: 60 },
        },
        {
          ...{ name: 'app', runs: 'copies' },
          env: [{ name: 'ROLE', value: 'web' }],
          volumes: [{ source: '/srv/study', target: '/data' }],
        },
      ],
      update: 'together',
    },
  },
};

/** One whose own container goes on as what the copies work with. */
export const staying: Goal = {
  ...stateless,
  cluster: {
    ...grown,
    spread: {
      roles: [
        {
          ...{ name: 'app', runs: 'copies', volumes: [] },
          env: [{ name: 'ROLE', value: 'web' }],
          ready: { command: ['is-well'], patienceSeconds: 60 },
        },
      ],
      update: 'together',
      stays: { env: [{ name: 'ROLE', value: 'shared' }], ready: ['is-there'] },
    },
  },
};

export const three: Cluster = {
  nodes: [node(7, 'manager'), node(8, 'manager'), node(9, 'manager')],
  image: 'example/study:1.2@sha256:5a5a',
  beside: { db: 'mariadb:11.4@sha256:6b6b' },
  replicas: 3,
  encrypted: true,
  openFiles: true,
  pool: '10.201.0.0/16',
  health: 'port',
};
