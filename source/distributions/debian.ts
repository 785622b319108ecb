import type { SystemFact } from '../facts/machine.ts';
import { shadow } from './accounts.ts';
import { apt, dockerFromApt, dockerIo } from './apt.ts';
import type { Distribution } from './distribution.ts';
import { codenameOf } from './release.ts';
import { systemd } from './services.ts';

const REPOSITORY = 'https://download.docker.com/linux/debian';

/**
 * Docker stopped building for Debian 11 in September 2026 (github.com/docker/docs/pull/26049,
 * docker/docker-ce-packaging/pull/1352), a week after Debian's own updates for it had ended
 * (debian.org/releases/bullseye). Its docker.io 20.10 still does what we need.
 */
const BULLSEYE = 'bullseye';
/** Releases that Docker builds for, as its documentation lists them (2026-11). */
const BUILT = ['bookworm', 'trixie'];

const codename = (system: SystemFact) => codenameOf(system, 'debian');

export const debian: Distribution = {
  id: 'debian',
  label: 'Debian',
  kin: ['raspbian', 'devuan'],
  refusal: (system) =>
    [...BUILT, BULLSEYE].includes(codename(system))
      ? undefined
      : `This is Debian ${system.version || 'testing'}. Debian 11, 12 and 13 work; 13 is best.`,
  warning: (system) =>
    codename(system) === BULLSEYE
      ? 'Debian 11 gets no security updates any more; Debian 13 does'
      : undefined,
  docker: (system) => {
    switch (codename(system)) {
      case BULLSEYE:
        return [
          {
            ...dockerIo(),
            because: "Docker itself makes no packages for Debian 11 any more; Debian's own works.",
          },
        ];
      // Debian 13 split the client off; docker.io only recommends it.
      case 'trixie':
        return [dockerFromApt(REPOSITORY, 'trixie'), dockerIo('docker-cli')];
      default:
        return [dockerFromApt(REPOSITORY, codename(system)), dockerIo()];
    }
  },
  packages: apt,
  services: systemd,
  accounts: shadow,
};
