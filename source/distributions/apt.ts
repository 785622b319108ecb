import type { Action, RunAction } from '../action.ts';
import { sh } from '../shell.ts';
import type { DockerSource, PackageManager } from './distribution.ts';
import { LOCK_SECONDS, long } from './long.ts';
import { DOCKER_PACKAGES, ENGINE_PACKAGES } from './packages-of-docker.ts';

/**
 * apt(8) without questions, keeping the machine's own configuration files, waiting for the lock.
 * Without the error mode a host that is offline is told that all is well, and then finds no package.
 */
const APT = sh`DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -o DPkg::Lock::Timeout=${LOCK_SECONDS} -o Acquire::Retries=3 -o APT::Update::Error-Mode=any -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold`;

const update = long(sh`${APT} update`);
const install = (packages: readonly string[]) =>
  long(sh`${APT} install -y --no-install-recommends ${packages}`);

export const apt = {
  name: 'apt',
  update,
  install,
  // A package of its own since Debian 11 and Ubuntu 20.04.
  timeSync: { service: 'systemd-timesyncd', packages: ['systemd-timesyncd'] },
  repair: {
    do: 'run',
    // What was cut while unpacking may lack packages that it depends on.
    command: sh`DEBIAN_FRONTEND=noninteractive sh -c 'dpkg --configure -a --force-confdef --force-confold || apt-get -q -y -f install'`,
    patienceSeconds: 900,
    detached: true,
  },
} as const satisfies PackageManager;

/** Docker's documentation installs them first; nearly every image has them. */
const fetcher = long(
  sh`{ command -v curl || command -v wget; } >/dev/null && [ -e /etc/ssl/certs/ca-certificates.crt ] || { ${update.command} && ${install(['ca-certificates', 'curl']).command}; }`,
);

/** Docker's own packages from its apt repository, for one release. `url` has no slash at its end. */
export function dockerFromApt(url: string, suite: string): DockerSource {
  const before = [setAside(url), fetcher, ...dockerRepository(url, suite), update];
  return {
    from: 'docker',
    package: 'docker-ce',
    repository: url,
    actions: [...before, install(DOCKER_PACKAGES)],
    engineAlone: [...before, install(ENGINE_PACKAGES)],
  };
}

/** The distribution's own `docker.io`. */
export function dockerIo(...beside: readonly string[]): DockerSource {
  return {
    from: 'distribution',
    package: 'docker.io',
    actions: [update, install(['docker.io', ...beside, 'ca-certificates', 'curl'])],
  };
}

/**
 * Puts lists away that name the same repository, and nothing else: get.docker.com and older guides
 * write them. With another key for it than ours, apt reads no list at all ("Conflicting values set
 * for option Signed-By"). apt overlooks names that end in .save without a word.
 */
function setAside(url: string): RunAction {
  return {
    do: 'run',
    patienceSeconds: 30,
    command: sh`
      for list in /etc/apt/sources.list.d/*.list; do
        sources=$(grep '^[[:space:]]*deb' "$list" 2>/dev/null) || continue
        if echo "$sources" | grep -Fq ${url} && ! echo "$sources" | grep -Fqv ${url}; then
          aside="$list.$(date +%Y-%m-%dT%H-%M-%S).save"
          mv "$list" "$aside" && echo "Docker's older list of packages was put aside as $aside." || exit
        fi
      done
    `,
  };
}

/**
 * Docker's apt repository as its documentation sets it up today: a keyring in
 * /etc/apt/keyrings and a deb822 source that names it (docs.docker.com/engine/install/debian).
 */
function dockerRepository(url: string, suite: string): readonly Action[] {
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
