/** What to do about a Docker that won't do, the most likely remedy first. It is never replaced unasked. */
export const DOCKER_REMEDIES = {
  podman: ['Remove the package podman-docker, or take another server.'],
  snap: [
    'Remove it with `snap remove docker` (this deletes its containers), then run setup-server again.',
  ],
  rootless: [
    'Set up Docker as root (https://docs.docker.com/engine/install), then run setup-server again.',
    'Or take another server.',
  ],
  old: ['Update Docker on the server, then run this again.'],
  harmful: [
    'If nothing else on this server uses Docker, remove it: apt-get remove docker.io containerd runc. Its data stays.',
    "Then run setup-server again; it installs Docker's own package.",
    'Or take another server.',
  ],
} as const satisfies Record<string, readonly string[]>;
