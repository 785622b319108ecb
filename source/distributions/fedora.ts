import { shadow } from './accounts.ts';
import type { Distribution } from './distribution.ts';
import { dnf, dockerFromDnf } from './dnf.ts';
import { majorOf } from './release.ts';
import { systemd } from './services.ts';

/**
 * What Docker builds for: 44 came in April 2026 (github.com/docker/docs/pull/24598), 42 went in June
 * (docker/docker-ce-packaging/pull/1330).
 */
const BUILT = [43, 44];

/**
 * Fedora's own moby-engine is taken where it is, and not installed: it starts with `--selinux-enabled`,
 * under which no container reads a folder of the person's that was not labelled for it.
 */
export const fedora: Distribution = {
  id: 'fedora',
  label: 'Fedora',
  refusal: (system) =>
    BUILT.includes(majorOf(system))
      ? undefined
      : `This is Fedora ${system.version}. Fedora ${BUILT.join(' and ')} work.`,
  docker: () => [dockerFromDnf('https://download.docker.com/linux/fedora', '$releasever')],
  packages: dnf,
  services: systemd,
  accounts: shadow,
};
