import { isOurs } from '../paths.ts';
import { sha256 } from '../text/sha256.ts';

/** A container as we want it; the words are Docker's. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly workdir?: string;
  readonly volumes: readonly Mount[];
  readonly ports: readonly PublishedPort[];
  readonly network: string;
  /** Names beside its own that others on `network` reach it by. */
  readonly aliases?: readonly string[];
  /** Further ones that it is connected to before it starts. */
  readonly networks?: readonly string[];
  readonly restart: 'always' | 'unless-stopped';
  readonly stop: Stop;
  /** Rotation of Docker's own log of the container. */
  readonly logs: { readonly maxSizeMB: number; readonly files: number };
  /** Open files, for the soft and the hard limit; Docker's default where absent. */
  readonly openFiles?: number;
  /** Path on the host of the file that becomes the environment. */
  readonly envFile?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The id of a container that somebody else started, and that is ours to stop and to replace. */
  readonly adopted?: string;
  /** Whom it runs as; the image's own where absent. `1000:1000`. */
  readonly user?: string;
  /** What it may take of the machine, and is given of it beyond what every container has. */
  readonly limits?: Limits;
  readonly rights?: Rights;
  /** Whose place it is to take: it is started beside that one, and counts as made from this. */
  readonly beside?: ContainerSpec;
}

export interface Limits {
  /** It is ended where it wants more. */
  readonly memoryMB?: number;
  /** `1.5`: that much of the processors' time. */
  readonly cpus?: number;
}

export interface Rights {
  /** Linux capabilities, without `CAP_`: `NET_ADMIN`. */
  readonly add?: readonly string[];
  readonly drop?: readonly string[];
  readonly devices?: readonly Device[];
  /** All of NVIDIA's; their runtime must be there. */
  readonly gpus?: 'all';
}

export interface Device {
  /** `/dev/ttyUSB0`. */
  readonly host: string;
  readonly container: string;
}

export interface Mount {
  /** A volume's name, or an absolute path on the host. */
  readonly source: string;
  readonly target: string;
  readonly readOnly?: boolean;
}

export interface PublishedPort {
  /** `0.0.0.0` and `[::]` where absent. */
  readonly address?: string;
  readonly host: number;
  readonly container: number;
  readonly protocol: 'tcp' | 'udp';
}

/** How this app is brought to rest without harm to its data. */
export interface Stop {
  /** Run inside the container first, for images whose main process ignores signals. */
  readonly command?: readonly string[];
  /** Seconds between SIGTERM and SIGKILL. */
  readonly timeoutSeconds: number;
  /** Without this its data are not safe elsewhere, and it must not be removed. */
  readonly proof?: StopProof;
}

/** What shows that a container has brought its data to safety while it stopped. */
export interface StopProof {
  readonly exitCode: number;
  /** Texts that all stand in its log since its last start. */
  readonly says: readonly string[];
}

export const LABEL = {
  /** Says that setup-server made it; the value is the install's name. */
  install: 'setup-server.install',
  /** SHA-256 of the spec that it was made from. */
  spec: 'setup-server.spec',
  /** SHA-256 of the env file that it was made from. */
  env: 'setup-server.env',
  /** SHA-256 of the files of ours that it reads. */
  files: 'setup-server.files',
  /** How it wants to be stopped, as JSON: an older spec is stopped by its own rule. */
  stop: 'setup-server.stop',
} as const;

/**
 * Docker 29 leaves the soft limit at 1024, which is too little for databases and message brokers;
 * some older ones leave it at 2^30, with which programs that close every possible file at start
 * take minutes. 65536 serves both, and being below systemd's default hard limit (524288) it needs
 * no privilege on virtual servers that give none.
 */
export const OPEN_FILES = 65_536;

/** What stands for a spec on the container's label: another spec, another text. */
export function fingerprint(spec: ContainerSpec): string {
  // Whom it replaces says nothing of it.
  const { adopted: _, beside, ...own } = spec;
  return beside ? fingerprint(beside) : sha256(canonical(own));
}

/**
 * A mount as `docker run --volume` and the Engine API take it. `z` has Docker label the folder for
 * SELinux, where it guards containers, and does nothing elsewhere (docs.docker.com/engine/storage/bind-mounts).
 * Only for folders that we made: what labels a person's folder has, other programs rely on.
 */
export function bindOf({ source, target, readOnly = false }: Mount): string {
  const options = [...(readOnly ? ['ro'] : []), ...(isOurs(source) ? ['z'] : [])].join(',');
  return `${source}:${target}${options && `:${options}`}`;
}

/**
 * Whether it reads folders that we made, with keys that only root may read. Root in a container is
 * another user for an engine with `userns-remap`, unless it is told otherwise for that container
 * (docs.docker.com/engine/security/userns-remap, "Disable namespace remapping for a container").
 */
export function readsAsRoot({ volumes }: ContainerSpec): boolean {
  return volumes.some(({ source }) => isOurs(source));
}

/** Where a container that is being replaced waits until its successor is well. */
export function predecessorOf(name: string): string {
  return `${name}-before`;
}

/** Where a container that was started beside the one that it is to replace waits until it is ready. */
export function successorOf(name: string): string {
  return `${name}-next`;
}

/** The same container, to be started beside the one that has its name. */
export function besideOf(spec: ContainerSpec): ContainerSpec {
  const aliases = [...(spec.aliases ?? []), ownAlias(spec)];
  return { ...spec, name: successorOf(spec.name), aliases, beside: spec };
}

/** A name on its network that it keeps when it takes another one's place, and that no other ever had. */
export function ownAlias(spec: ContainerSpec): string {
  return `${spec.name}-${fingerprint(spec).slice(0, 12)}`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}
