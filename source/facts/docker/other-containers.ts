import {
  LABEL,
  type Limits,
  type Mount,
  type PublishedPort,
  type Rights,
} from '../../containers/container.ts';
import { Secret } from '../../secrets/secret.ts';
import { sh } from '../../shell.ts';
import type { HostProbe } from '../probe.ts';
import { limitsIn, rightsIn, unusualIn } from './container-options.ts';
import { askEngine, objectIn, readObjects, type Told, textIn, wordsIn } from './engine.ts';

/** A container on the host that setup-server did not make. */
export interface OtherContainer {
  readonly id: string;
  readonly name: string;
  /** As it was asked for: `jatos/jatos`, `jhpyle/docassemble:latest`. */
  readonly image: OtherImage;
  readonly running: boolean;
  /** ISO 8601. */
  readonly startedAt: string;
  /** The restart policy's name: `always`, `no`. */
  readonly restart: string;
  /** Docker deletes it the moment it stops (`--rm`). */
  readonly deletedAtStop: boolean;
  /** What it was given beside its image's own. Every value is treated as secret: we can't know which is. */
  readonly env: ReadonlyMap<string, Secret>;
  /** Null where it is the image's own. */
  readonly command: readonly string[] | null;
  /** Null where it is the image's own. */
  readonly entrypoint: readonly string[] | null;
  /** Null where it is the image's own. */
  readonly workdir: string | null;
  readonly mounts: readonly Mount[];
  readonly ports: readonly PublishedPort[];
  /** Networks that somebody made; Docker's own are not among them. */
  readonly networks: readonly string[];
  /** It has the host's own network, and no ports of its own. */
  readonly onHostNetwork: boolean;
  /** Who made it by a list of services: `docker compose`; null for nobody. */
  readonly project: { readonly name: string; readonly folder: string } | null;
  /** It belongs to a cluster, which starts it anew elsewhere: `Docker Swarm`, `Kubernetes`. */
  readonly cluster: string | null;
  /** Options of `docker run` that few containers have: `--privileged`. */
  readonly unusual: readonly string[];
  /** Null where it is the image's own. */
  readonly user: string | null;
  /** Those of the unusual options that an image of a person's own can have from us, too. */
  readonly limits: Limits;
  readonly rights: Rights;
}

export interface OtherImage {
  readonly reference: string;
  readonly id: string;
  /** `name@sha256:…`, by all the names that registries know it by. */
  readonly digests: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  /** TCP ports that it says it listens at. */
  readonly ports: readonly number[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
}

const IMAGE = `{"image":{{json .Id}},"digests":{{json .RepoDigests}},"config":{{json .Config}}}`;

/** Not `slow`: what is asked aside waits in a file, and secrets shall lie in no other file. */
export const otherContainersProbe: HostProbe<'otherContainers'> = {
  fact: 'otherContainers',
  command: () =>
    askEngine(sh`
      all=$(docker ps --all --quiet --no-trunc) || exit
      [ "$all" ] || exit 0
      docker container inspect --format ${'{{json .}}'} $all
      docker image inspect --format ${IMAGE} $(docker container inspect --format ${'{{.Image}}'} $all | sort -u)
    `),
  parse: (reply, subject) => {
    if (reply.code === 0 && reply.stdout.trim() === '') return [];
    const told = readObjects('otherContainers', subject, reply);
    const images = new Map(
      told.filter((each) => 'image' in each).map((each) => [textIn(each.image), each]),
    );
    return told
      .filter((each) => 'HostConfig' in each && !(LABEL.install in labelsOf(each)))
      .map((each) => containerIn(each, images.get(textIn(each.Image))));
  },
};

function containerIn(told: Told, image: Told | undefined): OtherContainer {
  const config = objectIn(told.Config);
  const host = objectIn(told.HostConfig);
  const state = objectIn(told.State);
  const own = objectIn(image?.config);
  const labels = labelsOf(told);
  const project = textIn(labels['com.docker.compose.project']);
  const imageEnv = pairs(own.Env);
  const networks = Object.keys(objectIn(objectIn(told.NetworkSettings).Networks));
  const mounts = mountsIn(told);
  return {
    id: textIn(told.Id),
    name: textIn(told.Name).replace(/^\//, ''),
    image: {
      reference: textIn(config.Image),
      id: textIn(told.Image),
      digests: wordsIn(image?.digests),
      env: new Map(imageEnv),
      ports: Object.keys(objectIn(own.ExposedPorts)).flatMap(tcpPort),
      entrypoint: wordsIn(own.Entrypoint),
      command: wordsIn(own.Cmd),
    },
    running: state.Running === true,
    startedAt: textIn(state.StartedAt),
    restart: textIn(objectIn(host.RestartPolicy).Name) || 'no',
    deletedAtStop: host.AutoRemove === true,
    env: new Map(
      pairs(config.Env)
        .filter(([name, value]) => new Map(imageEnv).get(name) !== value)
        .map(([name, value]) => [name, new Secret(value)]),
    ),
    command: unlessSame(wordsIn(config.Cmd), wordsIn(own.Cmd)),
    entrypoint: unlessSame(wordsIn(config.Entrypoint), wordsIn(own.Entrypoint)),
    workdir:
      textIn(config.WorkingDir) === textIn(own.WorkingDir) ? null : textIn(config.WorkingDir),
    mounts,
    ports: portsIn(objectIn(host.PortBindings), objectIn(objectIn(told.NetworkSettings).Ports)),
    networks: networks.filter((name) => !OF_DOCKER.includes(name)),
    onHostNetwork: textIn(host.NetworkMode) === 'host',
    project:
      project === ''
        ? null
        : { name: project, folder: textIn(labels['com.docker.compose.project.working_dir']) },
    cluster: clusterOf(labels),
    unusual: unusualIn(host, textIn(config.User) !== textIn(own.User)),
    user: textIn(config.User) === textIn(own.User) ? null : textIn(config.User),
    limits: limitsIn(host),
    rights: rightsIn(host),
  };
}

const OF_DOCKER: readonly string[] = ['bridge', 'host', 'none', 'default'];

/** Volumes and folders. What lies in memory (tmpfs) is gone when it stops, whoever runs it. */
function mountsIn(told: Told): Mount[] {
  const all = Array.isArray(told.Mounts) ? (told.Mounts as Told[]) : [];
  return all.flatMap(({ Type, Name, Source, Destination, RW }) => {
    const source = Type === 'volume' ? textIn(Name) : Type === 'bind' ? textIn(Source) : '';
    const target = textIn(Destination);
    return source === '' || target === ''
      ? []
      : [{ source, target, ...(RW === false && { readOnly: true }) }];
  });
}

/** As they are published now, where it runs: Docker may have chosen the port itself. */
function portsIn(wanted: Told, now: Told): PublishedPort[] {
  const bindings = Object.keys(now).length > 0 ? now : wanted;
  const ports = Object.entries(bindings).flatMap(([inside, list]) => {
    const [, container, protocol] = /^(\d+)\/(tcp|udp)$/.exec(inside) ?? [];
    if (container === undefined || !Array.isArray(list)) return [];
    return (list as Told[]).flatMap(({ HostIp, HostPort }) => {
      const address = textIn(HostIp);
      return [
        {
          ...(!['', '0.0.0.0', '::'].includes(address) && { address }),
          host: Number(textIn(HostPort)),
          container: Number(container),
          protocol: protocol as PublishedPort['protocol'],
        },
      ];
    });
  });
  // Once for IPv4 and once for IPv6.
  return [...new Map(ports.map((port) => [JSON.stringify(port), port])).values()];
}

function clusterOf(labels: Told): string | null {
  if ('com.docker.swarm.task.id' in labels) return 'Docker Swarm';
  return 'io.kubernetes.pod.name' in labels ? 'Kubernetes' : null;
}

function labelsOf(told: Told): Told {
  return objectIn(objectIn(told.Config).Labels);
}

function pairs(value: unknown): [string, string][] {
  return wordsIn(value).flatMap((line): [string, string][] => {
    const at = line.indexOf('=');
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
  });
}

function unlessSame(one: readonly string[], other: readonly string[]): readonly string[] | null {
  return one.length === other.length && one.every((word, at) => word === other[at]) ? null : one;
}

function tcpPort(text: string): number[] {
  const [, port] = /^(\d+)\/tcp$/.exec(text) ?? [];
  return port === undefined ? [] : [Number(port)];
}
