import type { Action, RunAction } from '../action.ts';
import { sh } from '../shell.ts';

/** Ten minutes for a mirror on a slow line; apt itself waits for dpkg's lock that long, too. */
const PATIENCE_SECONDS = 1200;

/** apt(8) without questions, keeping the machine's own configuration files, waiting for the lock. */
const APT = sh`DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold`;

export function aptUpdate(): RunAction {
  return long(sh`${APT} update`);
}

export function aptInstall(packages: readonly string[]): RunAction {
  return long(sh`${APT} install -y --no-install-recommends ${packages}`);
}

/**
 * Docker's apt repository as its documentation sets it up today: a keyring in
 * /etc/apt/keyrings and a deb822 source that names it (docs.docker.com/engine/install/debian).
 */
export function dockerRepository(url: string, suite: string): readonly Action[] {
  return [
    {
      do: 'run',
      patienceSeconds: 60,
      command: sh`
        install -d -m 0755 /etc/apt/keyrings &&
        if command -v curl >/dev/null; then curl -fsSL --retry 3 ${`${url}/gpg`}; else wget -qO- ${`${url}/gpg`}; fi > /etc/apt/keyrings/docker.asc.new &&
        chmod 0644 /etc/apt/keyrings/docker.asc.new &&
        mv /etc/apt/keyrings/docker.asc.new /etc/apt/keyrings/docker.asc
      `,
    },
    {
      do: 'write',
      path: '/etc/apt/sources.list.d/docker.sources',
      mode: '644',
      content: [
        `Types: deb\nURIs: ${url}\nSuites: ${suite}\nComponents: stable\nSigned-By: /etc/apt/keyrings/docker.asc\n`,
      ],
    },
  ];
}

/** What Docker's documentation installs. */
export const DOCKER_PACKAGES = [
  'docker-ce',
  'docker-ce-cli',
  'containerd.io',
  'docker-buildx-plugin',
  'docker-compose-plugin',
] as const;

function long(command: RunAction['command']): RunAction {
  return { do: 'run', command, patienceSeconds: PATIENCE_SECONDS, detached: true };
}
