import { ExpectedError } from '../expected-error.ts';
import { isTooOld, OLDEST_ENGINE } from '../facts/docker/docker.ts';
import { DOCKER_REMEDIES } from '../facts/docker/remedies.ts';
import { takes } from '../facts/installs/suits-app.ts';
import type { DockerFact, SystemFact } from '../facts/machine.ts';
import type { Goal } from '../goal.ts';
import type { Distribution } from './distribution.ts';

/**
 * Throws where the Docker that is there already won't do. It is never replaced: containers of
 * others may run in it.
 */
export function refuseDocker(docker: DockerFact, app: Goal['app']): void {
  if (docker.origin === 'podman') {
    throw new ExpectedError({
      code: 'docker.podman',
      what: 'The docker command on this server is Podman, which only looks like Docker.',
      why: 'What setup-server makes would not start again by itself after a restart.',
      next: DOCKER_REMEDIES.podman,
    });
  }
  if (docker.origin === 'snap') {
    throw new ExpectedError({
      code: 'docker.snap',
      what: 'Docker on this server comes from a snap package.',
      why: 'That Docker cannot see the folders where certificates and settings lie.',
      next: DOCKER_REMEDIES.snap,
    });
  }
  if (docker.rootless) {
    throw new ExpectedError({
      code: 'docker.rootless',
      what: "Docker on this server runs without root's rights.",
      why: 'Such a Docker may not use ports 80 and 443, and ends when its user logs out.',
      next: DOCKER_REMEDIES.rootless,
    });
  }
  if (isTooOld(docker)) {
    throw new ExpectedError({
      code: 'docker.too-old',
      what: `Docker ${docker.version} on this server is too old.`,
      why: `setup-server needs Docker ${OLDEST_ENGINE} or newer.`,
      next: DOCKER_REMEDIES.old,
    });
  }
  if (!takes(app, docker)) {
    throw new ExpectedError({
      code: 'docker.harmful-package',
      what: `Docker on this server comes from the package ${docker.package}, which harms ${app.label}.`,
      why: 'With it, containers of this app cannot stop cleanly, and data may be lost.',
      next: DOCKER_REMEDIES.harmful,
    });
  }
}

/** Throws where none of the ways to get Docker onto the host would do for the app. */
export function refuseWithoutSource(
  system: SystemFact,
  distribution: Distribution,
  app: Goal['app'],
): void {
  if (distribution.docker(system).some((source) => takes(app, source))) return;
  throw new ExpectedError({
    code: 'docker.no-source',
    what: `${app.label} needs Docker's own packages, and Docker makes none for this server.`,
    why: `This is ${system.name}, which is too old.`,
    next: ['At your provider, create a server with Debian 13, and run setup-server again.'],
  });
}
