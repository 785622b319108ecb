import type { SystemFact } from '../facts/machine.ts';
import { shadow } from './accounts.ts';
import { apt, dockerFromApt, dockerIo } from './apt.ts';
import type { Distribution } from './distribution.ts';
import { codenameOf } from './release.ts';
import { systemd } from './services.ts';

const REPOSITORY = 'https://download.docker.com/linux/ubuntu';

/**
 * Releases that Docker builds for, as its documentation lists them (2026-11): 22.04, 24.04, 26.04.
 * 25.10 went in August 2026, a month after Ubuntu's updates for it (github.com/docker/docs/pull/25754):
 * its mirrors close, so it is refused. 20.04 went in May 2025 (docs/pull/22675), but it has mirrors,
 * a docker.io 26.1 in focal-updates, and Ubuntu Pro's updates until 2030.
 */
const BUILT = ['jammy', 'noble', 'resolute'];
const FOCAL = 'focal';

const codename = (system: SystemFact) => codenameOf(system, 'ubuntu');

export const ubuntu: Distribution = {
  id: 'ubuntu',
  label: 'Ubuntu',
  refusal: (system) =>
    [...BUILT, FOCAL].includes(codename(system))
      ? undefined
      : `This is Ubuntu ${system.version}. Ubuntu 20.04, 22.04, 24.04 and 26.04 work; 26.04 is best.`,
  warning: (system) =>
    codename(system) === FOCAL
      ? 'Ubuntu 20.04 gets security updates only with Ubuntu Pro; Ubuntu 26.04 gets them anyway'
      : undefined,
  docker: (system) =>
    codename(system) === FOCAL
      ? [
          {
            ...dockerIo(),
            because:
              "Docker itself makes no packages for Ubuntu 20.04 any more; Ubuntu's own works.",
          },
        ]
      : [dockerFromApt(REPOSITORY, codename(system)), dockerIo()],
  packages: apt,
  services: systemd,
  accounts: shadow,
};
