import { aptInstall, aptUpdate, DOCKER_PACKAGES, dockerRepository } from './apt.ts';
import type { Distribution } from './distribution.ts';

const REPOSITORY = 'https://download.docker.com/linux/ubuntu';

/** Releases that Docker builds for, as its documentation lists them (2026-11). */
const RELEASES = ['22.04', '24.04', '25.10', '26.04'];

export const ubuntu: Distribution = {
  id: 'ubuntu',
  label: 'Ubuntu',
  refusal: ({ version }) =>
    RELEASES.includes(version)
      ? undefined
      : `This is Ubuntu ${version}. Ubuntu ${RELEASES.join(', ')} work.`,
  repository: REPOSITORY,
  installFromDocker: ({ codename }) => [
    ...dockerRepository(REPOSITORY, codename),
    aptUpdate(),
    aptInstall(DOCKER_PACKAGES),
  ],
  installFromDistribution: () => [
    aptUpdate(),
    aptInstall(['docker.io', 'ca-certificates', 'curl']),
  ],
};
