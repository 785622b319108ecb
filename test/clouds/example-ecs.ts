import type { EcsWanted } from '../../source/clouds/ecs/wanted.ts';
import { stateless } from '../swarm/example-cluster.ts';

const { recipe } = stateless;

/** An app that keeps nothing, for Amazon ECS. */
export const wanted: EcsWanted = {
  ...{ install: 'study', label: 'Study', hostname: 'study.example.org' },
  ...{ image: 'example/study:1.2@sha256:5a5a', isPrivate: true, processor: 'amd64', copies: 2 },
  ...{ size: { cpu: 256, memoryMB: 512 }, container: recipe.container, front: recipe.front },
  ...{ health: { path: '/ping', codes: '200-299' }, patienceSeconds: 60 },
  environment: new Map([['TITLE', 'A study']]),
  secrets: ['DB_URL', 'TOKEN'],
};
