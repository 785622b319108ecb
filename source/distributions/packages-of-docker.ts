/** The engine, and what talks to it. */
export const ENGINE_PACKAGES = ['docker-ce', 'docker-ce-cli', 'containerd.io'] as const;

/** What Docker's documentation installs, by apt and by dnf. */
export const DOCKER_PACKAGES = [
  ...ENGINE_PACKAGES,
  'docker-buildx-plugin',
  'docker-compose-plugin',
] as const;
