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

export const dnf = { name: 'dnf', install } as const satisfies PackageManager;

/** As docs.docker.com/engine/install/rhel and …/centos set the repository up, by dnf 4. */
export function dockerFromDnf4(url: string): DockerSource {
  return fromRepository(url, [
    install(['dnf-plugins-core']),
    long(sh`dnf config-manager --add-repo ${repoFile(url)}`),
  ]);
}

/** As docs.docker.com/engine/install/fedora sets the repository up, by dnf 5. */
export function dockerFromDnf5(url: string): DockerSource {
  return fromRepository(url, [
    // Has config-manager; the smallest images lack it.
    install(['dnf5-plugins']),
    long(sh`dnf config-manager addrepo --overwrite --from-repofile=${repoFile(url)}`),
  ]);
}

/** `-y` takes the key that the repository's file names, fetched by TLS from the same host. */
function fromRepository(url: string, added: DockerSource['actions']): DockerSource {
  return {
    from: 'docker',
    package: 'docker-ce',
    repository: url,
    actions: [...added, install(DOCKER_PACKAGES)],
  };
}

function repoFile(url: string): string {
  return `${url}/docker-ce.repo`;
}
