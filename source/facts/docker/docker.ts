import { sh } from '../../shell.ts';
import { stripControl } from '../../text/plain-text.ts';
import type { Finding, Needs } from '../finding.ts';
import { takes } from '../installs/suits-app.ts';
import type { DockerFact } from '../machine.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';
import { askEngine, readLines, textIn } from './engine.ts';
import { DOCKER_REMEDIES } from './remedies.ts';
import { messageOf, troubleOf } from './trouble.ts';

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
        dpkg-query -W -f '\${db:Status-Status} \${Package}\\n' ${PACKAGES} 2>/dev/null | sed -n -e 's/^installed /origin /p' -e 's/^\\(unpacked\\|half-[a-z]*\\) .*/half/p'
        rpm -q --qf 'origin %{NAME}\\n' ${PACKAGES} 2>/dev/null
        apk info -e ${PACKAGES} 2>/dev/null | sed 's/^/origin /'
        pacman -Qq ${PACKAGES} 2>/dev/null | sed 's/^/origin /'
      fi
    fi
    if [ "$(systemctl is-enabled docker.service 2>/dev/null)" = enabled ] ||
      rc-update show default 2>/dev/null | grep -qw docker; then echo enabled
    fi
    # What the engine itself looks for at its start (moby, daemon/nvidia_linux.go), and the driver.
    if [ -e /proc/driver/nvidia/version ] && command -v nvidia-container-runtime-hook >/dev/null; then echo gpus
    fi
    case $(systemctl is-active docker.service 2>/dev/null || rc-service docker status 2>/dev/null) in
      failed | activating | *crashed*)
        { journalctl -u docker.service -n 100 -o cat --no-pager 2>/dev/null || tail -n 100 /var/log/docker.log; } |
          grep -E ${FATAL} | tail -n 1 | sed 's/^/trouble /'
        ;;
    esac
    ( ${askEngine(sh`docker version --format '{{json .Server}}'; docker info --format 'root {{.DockerRootDir}}{{println}}security {{.SecurityOptions}}'`)} )
    echo told
  `,
  parse: (reply, subject) => {
    if (reply.code === SAYS.absent) return null;
    const origins = [...reply.stdout.matchAll(/^origin (\S+)$/gm)].map(([, name]) => name);
    // Cut off while the engine was asked: it is there, and does not answer.
    if (origins.length === 0 && reply.code !== 0) throw unreadable('docker', subject, reply);
    const [server] = readLines(reply.stdout);
    const version = textIn(server?.Version) || null;
    // Its programs are there before dpkg has set it up, and cannot be started until then; one that is just replaced answers.
    if (version === null && origins.length === 0 && /^half$/m.test(reply.stdout)) return null;
    const [, root = null] = /^root (\/.*)$/m.exec(reply.stdout) ?? [];
    const origin = ORIGINS.find((name) => origins.includes(name));
    const [, trouble] = /^trouble (.*\S)/m.exec(reply.stdout) ?? [];
    return {
      version,
      apiVersion: textIn(server?.ApiVersion) || null,
      origin: originOf(origin),
      ...(origin !== undefined && PACKAGES.includes(origin) ? { package: origin } : {}),
      ...(/^security .*name=rootless/m.test(reply.stdout) ? { rootless: true } : {}),
      ...(/^security .*name=selinux/m.test(reply.stdout) ? { selinux: true } : {}),
      ...(/^gpus$/m.test(reply.stdout) ? { gpus: true } : {}),
      ...(version === null && trouble !== undefined
        ? { trouble: messageOf(stripControl(trouble)) }
        : {}),
      running: version !== null,
      enabled: /^enabled$/m.test(reply.stdout),
      root,
    };
  },
};

/** Whether Docker is there, runs, and is one that we can work with. */
export function dockerFinding(fact: DockerFact | null, needs?: Needs): Finding {
  if (fact === null)
    return { status: 'good', text: 'Docker is not there yet', note: 'we install it' };
  if (fact.origin === 'podman') {
    return {
      status: 'stops',
      text: 'Its docker command is Podman',
      note: 'that only looks like Docker; remove podman-docker, or take another server',
      advice: DOCKER_REMEDIES.podman,
    };
  }
  if (fact.origin === 'snap') {
    return {
      status: 'stops',
      text: 'Docker comes from a snap package',
      note: 'it cannot see the folders we need; remove the snap, or take another server',
      advice: DOCKER_REMEDIES.snap,
    };
  }
  if (fact.rootless) {
    return {
      status: 'stops',
      text: "Its Docker runs without root's rights",
      note: 'it may not use ports 80 and 443; set up Docker as root, or take another server',
      advice: DOCKER_REMEDIES.rootless,
    };
  }
  if (needs && !takes(needs, fact)) {
    return {
      status: 'stops',
      text: `Docker comes from the package ${fact.package}`,
      note: `${needs.app} needs Docker's own package`,
      advice: DOCKER_REMEDIES.harmful,
    };
  }
  if (fact.version === null) {
    return fact.trouble === undefined
      ? { status: 'warning', text: 'Docker is there, but does not run', note: 'we start it' }
      : {
          status: 'warning',
          text: 'Docker is there, but does not start',
          note: troubleOf(fact.trouble),
          advice: [
            'On the server, `journalctl -u docker -n 50` shows what it said before; `systemctl restart docker` starts it again.',
          ],
        };
  }
  if (isTooOld(fact)) {
    return {
      status: 'stops',
      text: `Docker ${fact.version} is too old`,
      note: `we need ${OLDEST_ENGINE} or newer; update it on the server`,
      advice: DOCKER_REMEDIES.old,
    };
  }
  // Fedora's own moby-engine, openSUSE's docker (its daemon.json), or who set `selinux-enabled`.
  if (fact.selinux) {
    return {
      status: 'good',
      text: `Docker ${fact.version}, guarded by SELinux`,
      note: 'a folder of yours that an app is to use must carry the label container_file_t',
    };
  }
  return { status: 'good', text: `Docker ${fact.version}`, note: FROM[fact.origin] };
}

/** The oldest engine that does what we ask for, and its version of the Engine API. */
export const OLDEST_ENGINE = '19.03';
export const OLDEST_API = '1.40';

/** False as long as it does not tell. */
export function isTooOld({ apiVersion }: DockerFact): boolean {
  if (apiVersion === null) return false;
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0] = OLDEST_API.split('.').map(Number);
  return (major - oldMajor || minor - oldMinor) < 0;
}

const FROM: Readonly<Record<DockerFact['origin'], string>> = {
  docker: "Docker's own package",
  distribution: "the distribution's own package",
  snap: 'a snap package',
  podman: 'Podman',
  unknown: 'installed by hand',
};

/** The lines in which dockerd says why it gave up: its last words, and errors in its log's own form. */
const FATAL = '^(failed to start|unable to configure|Error starting)|level=(fatal|error)';

const ORIGINS = ['snap', 'podman', ...PACKAGES];

function originOf(name: string | undefined): DockerFact['origin'] {
  if (name === undefined) return 'unknown';
  if (name === 'snap' || name === 'podman') return name;
  return name === 'docker-ce' ? 'docker' : 'distribution';
}
