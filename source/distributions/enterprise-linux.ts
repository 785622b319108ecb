import { shadow } from './accounts.ts';
import type { Distribution } from './distribution.ts';
import { dnf, dockerFromDnf } from './dnf.ts';
import { majorOf } from './release.ts';
import { systemd } from './services.ts';

/**
 * What RHEL and the distributions that are built from it share: Docker's packages for 9 and 10
 * (docs.docker.com/engine/install/rhel and …/centos; 10 since github.com/docker/docs/pull/23491 and
 * 23532), and no `docker` of their own but Podman's imitation of it.
 */
export function enterpriseLinux(
  id: string,
  label: string,
  repository: 'rhel' | 'centos',
  kin?: readonly string[],
): Distribution {
  return {
    id,
    label,
    ...(kin ? { kin } : {}),
    refusal: (system) =>
      [9, 10].includes(majorOf(system))
        ? undefined
        : `This is ${system.name}. ${label} 9 and 10 work.`,
    docker: (system) => [
      dockerFromDnf(`https://download.docker.com/linux/${repository}`, String(majorOf(system))),
    ],
    packages: dnf,
    services: systemd,
    accounts: shadow,
  };
}
