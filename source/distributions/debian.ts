import { aptInstall, aptUpdate, DOCKER_PACKAGES, dockerRepository } from './apt.ts';
import type { Distribution } from './distribution.ts';

const REPOSITORY = 'https://download.docker.com/linux/debian';

export const debian: Distribution = {
  id: 'debian',
  label: 'Debian',
  refusal: ({ version }) =>
    Number(version) === 12 || Number(version) === 13
      ? undefined
      : `This is Debian ${version || 'testing'}. Debian 12 and 13 work.`,
  repository: REPOSITORY,
  installFromDocker: ({ codename }) => [
    ...dockerRepository(REPOSITORY, codename),
    aptUpdate(),
    aptInstall(DOCKER_PACKAGES),
  ],
  // Debian 13 split the client off; docker.io only recommends it.
  installFromDistribution: ({ version }) => [
    aptUpdate(),
    aptInstall(
      Number(version) >= 13
        ? ['docker.io', 'docker-cli', 'ca-certificates', 'curl']
        : ['docker.io', 'ca-certificates', 'curl'],
    ),
  ],
};
