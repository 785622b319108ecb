import type { ContainerFact } from '../../source/facts/objects.ts';

/** A container that has been running for long, as far as nothing else is said. */
export function sampleContainer(changes: Partial<ContainerFact> = {}): ContainerFact {
  return {
    id: 'c0ffee',
    image: 'example/study:1.2',
    imageId: 'sha256:5a5a',
    state: 'running',
    health: null,
    startedAt: '2026-11-02T10:00:00Z',
    upSeconds: 3600,
    exitCode: 0,
    outOfMemory: false,
    restarts: 0,
    restart: 'always',
    labels: {},
    predecessor: false,
    successor: false,
    mounts: [],
    ...changes,
  };
}
