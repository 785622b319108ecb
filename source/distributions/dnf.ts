import { sh } from '../shell.ts';
import type { DockerSource, PackageManager } from './distribution.ts';
import { long } from './long.ts';
import { DOCKER_PACKAGES } from './packages-of-docker.ts';

/**
 * dnf(8), which fetches its lists by itself. dnf 4 waits for another one as long as it takes; dnf 5
 * gives up at once (github.com/rpm-software-management/dnf5/issues/2186), so the step is tried
 * again. Nothing that is installed is removed (`--allowerasing`): podman or runc may be in use.
 */
const install = (packages: readonly string[]) => long(sh`dnf -y install ${packages}`);

export const dnf = {
  name: 'dnf',
  install,
  timeSync: { service: 'chronyd', packages: ['chrony'] },
} as const satisfies PackageManager;

/**
 * Docker's packages from its rpm repository, for one release. docs.docker.com/engine/install/rhel,
 * …/centos and …/fedora fetch `docker-ce.repo` by a plugin that dnf 4 and dnf 5 call differently and
 * small images lack; this is what stands in it. There the release is `$releasever`, which is 10.1 on
 * a RHEL that is held at 10.1, where Docker has only 10 (github.com/docker/docker-install/issues/499).
 * `-y` takes the key, fetched by TLS from the same host. `url` has no slash at its end.
 */
export function dockerFromDnf(url: string, release: string): DockerSource {
  return {
    from: 'docker',
    package: 'docker-ce',
    repository: url,
    actions: [
      {
        do: 'write',
        path: '/etc/yum.repos.d/docker-ce.repo',
        mode: '644',
        content: [
          [
            '[docker-ce-stable]',
            'name=Docker CE Stable - $basearch',
            `baseurl=${url}/${release}/$basearch/stable`,
            'enabled=1',
            'gpgcheck=1',
            `gpgkey=${url}/gpg`,
            '',
          ].join('\n'),
        ],
      },
      install(DOCKER_PACKAGES),
    ],
  };
}
