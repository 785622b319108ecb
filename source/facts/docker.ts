import { sh } from '../shell.ts';
import { askEngine, readLines, textIn } from './engine.ts';
import type { Finding } from './finding.ts';
import type { DockerFact } from './machine.ts';
import { type HostProbe, SAYS, unreadable } from './probe.ts';

/** The engine's packages: Docker's own, then those of the distributions. */
const PACKAGES = ['docker-ce', 'docker.io', 'moby-engine', 'docker-engine', 'docker'];

/**
 * Docker is there when both its client and its engine are: one alone is a remote client, or an
 * installation that was cut short. A snap and Podman's imitation count, so that they can be named.
 */
export const dockerProbe: HostProbe<'docker'> = {
  fact: 'docker',
  slow: true,
  command: () => sh`
    if [ -e /snap/bin/docker ]; then echo origin snap
    else
      command -v docker >/dev/null 2>&1 || exit ${SAYS.absent}
      if docker --version 2>/dev/null | grep -qi podman; then echo origin podman
      else
        command -v dockerd >/dev/null 2>&1 || exit ${SAYS.absent}
        dpkg-query -W -f '\${db:Status-Status} \${Package}\\n' ${PACKAGES} 2>/dev/null | sed -n 's/^installed /origin /p'
        rpm -q --qf 'origin %{NAME}\\n' ${PACKAGES} 2>/dev/null
        apk info -e ${PACKAGES} 2>/dev/null | sed 's/^/origin /'
      fi
    fi
    if [ "$(systemctl is-enabled docker.service 2>/dev/null)" = enabled ] ||
      rc-update show default 2>/dev/null | grep -qw docker; then echo enabled
    fi
    ( ${askEngine(sh`docker version --format '{{json .Server}}'; echo "root $(docker info --format '{{.DockerRootDir}}')"`)} )
    echo told
  `,
  parse: (reply, subject) => {
    if (reply.code === SAYS.absent) return null;
    const origins = [...reply.stdout.matchAll(/^origin (\S+)$/gm)].map(([, name]) => name);
    // Cut off while the engine was asked: it is there, and does not answer.
    if (origins.length === 0 && reply.code !== 0) throw unreadable('docker', subject, reply);
    const [server] = readLines(reply.stdout);
    const version = textIn(server?.Version) || null;
    const [, root = null] = /^root (\/.*)$/m.exec(reply.stdout) ?? [];
    return {
      version,
      apiVersion: textIn(server?.ApiVersion) || null,
      origin: originOf(ORIGINS.find((name) => origins.includes(name))),
      running: version !== null,
      enabled: /^enabled$/m.test(reply.stdout),
      root,
    };
  },
};

export function dockerFinding(fact: DockerFact | null): Finding {
  if (fact === null)
    return { status: 'good', text: 'Docker is not there yet', note: 'we install it' };
  if (fact.origin === 'podman') {
    return {
      status: 'stops',
      text: 'Its docker command is Podman',
      note: 'that only looks like Docker; remove podman-docker, or take another server',
    };
  }
  if (fact.origin === 'snap') {
    return {
      status: 'stops',
      text: 'Docker comes from a snap package',
      note: 'it cannot see the folders we need; remove the snap, or take another server',
    };
  }
  if (fact.version === null) {
    return { status: 'warning', text: 'Docker is there, but does not run', note: 'we start it' };
  }
  return { status: 'good', text: `Docker ${fact.version}`, note: FROM[fact.origin] };
}

const FROM: Readonly<Record<DockerFact['origin'], string>> = {
  docker: "Docker's own package",
  distribution: "the distribution's own package",
  snap: 'a snap package',
  podman: 'Podman',
  unknown: 'installed by hand',
};

const ORIGINS = ['snap', 'podman', ...PACKAGES];

function originOf(name: string | undefined): DockerFact['origin'] {
  if (name === undefined) return 'unknown';
  if (name === 'snap' || name === 'podman') return name;
  return name === 'docker-ce' ? 'docker' : 'distribution';
}
