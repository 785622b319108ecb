import type { EcsWanted } from '../../source/clouds/ecs/wanted.ts';
import { stateless } from '../swarm/example-cluster.ts';

const { recipe } = stateless;

/** An app that keeps nothing, for Amazon ECS. */
export const wanted: EcsWanted = {
  ...{ install: 'study', label: 'Study', hostname: 'study.example.org' },
  ...{ image: 'example/study:1.2@sha256:5a5a', isPrivate: true, processor: 'amd64', copies: 2 },
  front: recipe.front,
  parts: [
    {
      ...{ name: 'app', once: false, size: { cpu: 256, memoryMB: 512 } },
      ...{ container: recipe.container, environment: new Map() },
    },
  ],
  ...{ health: { path: '/ping', codes: '200-299' }, patienceSeconds: 60 },
  environment: new Map([['TITLE', 'A study']]),
  secrets: ['DB_URL', 'TOKEN'],
};

const [app] = wanted.parts;

/** One of three parts: what the copies work with, one that has paths of its own, and the copies. */
export const several: EcsWanted = {
  ...wanted,
  parts: [
    {
      ...{
        ...app,
        name: 'backend',
        once: true,
        well: ['is-there'],
        found: 'backend.study.internal',
      },
      environment: new Map([['NAME', 'backend.study.internal']]),
    },
    { ...app, name: 'channels', once: true, patterns: ['/publix/*/group/*', '/publix/*/end'] },
    { ...app, well: ['is-well'], environment: new Map([['TITLE', 'A copy']]) },
  ],
  folder: { source: '/mnt/shared/study', target: '/data' },
  bucket: 'forms',
};
