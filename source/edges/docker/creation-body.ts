import {
  bindOf,
  type ContainerSpec,
  fingerprint,
  LABEL,
  type PublishedPort,
  readsAsRoot,
} from '../../containers/container.ts';
import { stopLabel } from './stop-label.ts';

/** What `POST /containers/create` takes, as far as we use it. */
export interface CreationBody {
  readonly Image: string;
  readonly Env: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly WorkingDir?: string;
  readonly User?: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly ExposedPorts: Readonly<Record<string, Readonly<Record<string, never>>>>;
  readonly StopTimeout: number;
  readonly NetworkingConfig?: {
    readonly EndpointsConfig: Readonly<Record<string, { readonly Aliases: readonly string[] }>>;
  };
  readonly HostConfig: {
    readonly Binds: readonly string[];
    readonly PortBindings: Readonly<Record<string, readonly HostPort[]>>;
    readonly NetworkMode: string;
    readonly UsernsMode?: 'host';
    readonly RestartPolicy: { readonly Name: string };
    readonly LogConfig: { readonly Type: 'json-file'; readonly Config: Record<string, string> };
    readonly Ulimits?: readonly {
      readonly Name: string;
      readonly Soft: number;
      readonly Hard: number;
    }[];
  } & Extras;
}

/** See `Limits` and `Rights`. */
interface Extras {
  /** Bytes. */
  readonly Memory?: number;
  readonly NanoCpus?: number;
  readonly CapAdd?: readonly string[];
  readonly CapDrop?: readonly string[];
  readonly Devices?: readonly {
    readonly PathOnHost: string;
    readonly PathInContainer: string;
    readonly CgroupPermissions: 'rwm';
  }[];
  readonly DeviceRequests?: readonly {
    /** -1 is all of them. */
    readonly Count: -1;
    readonly Capabilities: readonly (readonly string[])[];
  }[];
}

interface HostPort {
  readonly HostIp: string;
  readonly HostPort: string;
}

/** A volume that the image made for itself, and that goes over to the successor. */
export interface CarriedVolume {
  readonly name: string;
  readonly target: string;
}

export interface CreationOptions {
  readonly carried?: readonly CarriedVolume[];
  /** False for servers that do not let us say how many files may be open. */
  readonly openFiles?: boolean;
}

/**
 * A container as the engine wants to be told. `env` is `NAME=value`, secrets included: it goes
 * into the body of the request and nowhere else.
 */
export function creationBody(
  spec: ContainerSpec,
  env: readonly string[],
  envSha256: string | null,
  { carried = [], openFiles = true }: CreationOptions = {},
): CreationBody {
  const { openFiles: limit } = spec;
  const { image, command, entrypoint, workdir, volumes, ports, network, restart, stop, logs } =
    spec;
  return {
    Image: image,
    Env: env,
    ...(command ? { Cmd: command } : {}),
    ...(entrypoint ? { Entrypoint: entrypoint } : {}),
    ...(workdir ? { WorkingDir: workdir } : {}),
    ...(spec.user ? { User: spec.user } : {}),
    Labels: {
      ...spec.labels,
      [LABEL.spec]: fingerprint(spec),
      ...(envSha256 === null ? {} : { [LABEL.env]: envSha256 }),
      ...stopLabel(spec),
    },
    ExposedPorts: Object.fromEntries(ports.map((port) => [inside(port), {}])),
    StopTimeout: stop.timeoutSeconds,
    ...(spec.aliases
      ? { NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: spec.aliases } } } }
      : {}),
    HostConfig: {
      Binds: [
        ...volumes.map(bindOf),
        ...carried.map(({ name, target }) => bindOf({ source: name, target })),
      ],
      PortBindings: portBindings(ports),
      NetworkMode: network,
      ...(readsAsRoot(spec) ? { UsernsMode: 'host' } : {}),
      RestartPolicy: { Name: restart },
      LogConfig: {
        Type: 'json-file',
        Config: { 'max-size': `${logs.maxSizeMB}m`, 'max-file': String(logs.files) },
      },
      ...(openFiles && limit !== undefined
        ? { Ulimits: [{ Name: 'nofile', Soft: limit, Hard: limit }] }
        : {}),
      ...extras(spec),
    },
  };
}

function extras({ limits = {}, rights = {} }: ContainerSpec): Extras {
  const { memoryMB, cpus } = limits;
  const { add, drop, devices, gpus } = rights;
  return {
    ...(memoryMB === undefined ? {} : { Memory: memoryMB * 1024 * 1024 }),
    ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
    ...(add ? { CapAdd: add } : {}),
    ...(drop ? { CapDrop: drop } : {}),
    ...(devices
      ? {
          Devices: devices.map(({ host, container }) => ({
            ...{ PathOnHost: host, PathInContainer: container, CgroupPermissions: 'rwm' as const },
          })),
        }
      : {}),
    ...(gpus ? { DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] } : {}),
  };
}

function portBindings(ports: readonly PublishedPort[]): Record<string, HostPort[]> {
  const bindings: Record<string, HostPort[]> = {};
  for (const port of ports) {
    const HostIp = (port.address ?? '').replace(/^\[(.*)\]$/, '$1');
    const list = bindings[inside(port)] ?? [];
    bindings[inside(port)] = [...list, { HostIp, HostPort: String(port.host) }];
  }
  return bindings;
}

function inside({ container, protocol }: PublishedPort): string {
  return `${container}/${protocol}`;
}
