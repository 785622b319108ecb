import { type ContainerSpec, LABEL } from '../../source/containers/container.ts';

export function sampleSpec(changes: Partial<ContainerSpec> = {}): ContainerSpec {
  return {
    name: 'study',
    image: 'tiny:1',
    volumes: [],
    ports: [],
    network: 'none',
    restart: 'unless-stopped',
    stop: { timeoutSeconds: 5 },
    logs: { maxSizeMB: 10, files: 3 },
    openFiles: 65_536,
    labels: { [LABEL.install]: 'study' },
    ...changes,
  };
}
