import type { Readable } from 'node:stream';
import type { RegistryLogin } from '../../image/source.ts';
import type { Secret } from '../../secrets/secret.ts';
import type { EngineVersion } from './api-version.ts';
import type { CreationBody } from './creation-body.ts';

/**
 * The calls to Docker's Engine API that we make, in our own words. Every call throws an
 * EngineRefusal where the engine says no, an ExpectedError where it can't be reached, and the
 * signal's reason where it was aborted.
 */
export interface EngineClient {
  version(signal?: AbortSignal): Promise<EngineVersion>;
  /** Null where there is none. */
  inspectContainer(name: string, signal?: AbortSignal): Promise<Inspection | null>;
  /** Gives the id. */
  createContainer(name: string, body: CreationBody, signal?: AbortSignal): Promise<string>;
  /** Fine if it is connected already. */
  connectNetwork(id: string, network: string, signal?: AbortSignal): Promise<void>;
  /** Fine if it runs already. */
  startContainer(id: string, signal?: AbortSignal): Promise<void>;
  /** SIGTERM, and SIGKILL after the timeout. Fine if it is stopped already. */
  stopContainer(id: string, timeoutSeconds: number, signal?: AbortSignal): Promise<void>;
  /** SIGKILL, and nothing before. Fine if it is stopped already. */
  killContainer(id: string, signal?: AbortSignal): Promise<void>;
  /** The end of what it said since its last start. */
  lastWords(container: Inspection, signal?: AbortSignal): Promise<string>;
  renameContainer(id: string, name: string, signal?: AbortSignal): Promise<void>;
  setRestartPolicy(id: string, policy: string, signal?: AbortSignal): Promise<void>;
  /** Its volumes stay. Fine if it is gone already. */
  removeContainer(id: string, signal?: AbortSignal): Promise<void>;
  /** Runs a command inside, to its end. Gives the exit code. */
  execute(
    id: string,
    command: readonly string[],
    limitSeconds: number,
    signal?: AbortSignal,
  ): Promise<number>;
  /** The processor that an image is made for, '' where it does not say; null where there is no such image. */
  imageArchitecture(image: string, signal?: AbortSignal): Promise<string | null>;
  /** The stream of JSON lines that tells how a pull goes. */
  pull(
    image: string,
    signal?: AbortSignal,
    login?: RegistryLogin,
  ): Promise<AsyncIterable<Uint8Array>>;
  /** Builds from a tar archive; gives the stream of JSON lines that tells how it goes. */
  build(image: string, context: Readable, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Takes what `docker save` made; gives the stream of JSON lines that tells how it goes. */
  load(archive: Readable, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Gives an image, by name or id, one more name. */
  tag(image: string, name: string, signal?: AbortSignal): Promise<void>;
  /** The words by which another engine joins the cluster that this one manages. */
  joinToken(role: 'manager' | 'worker', signal?: AbortSignal): Promise<Secret>;
  joinSwarm(entry: SwarmEntry, signal?: AbortSignal): Promise<void>;
  /** Makes both words anew, and writes labels on the cluster. */
  rotateJoinTokens(labels: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void>;
}

/** How an engine joins a cluster. */
export interface SwarmEntry {
  /** Of a manager: `10.0.0.1:2377`. */
  readonly manager: string;
  readonly token: Secret;
  /** By which the others reach it. */
  readonly address: string;
}

export interface Inspection {
  readonly id: string;
  readonly name: string;
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead' | 'removing';
  readonly exitCode: number;
  /** RFC 3339, with nanoseconds. */
  readonly startedAt: string;
  readonly restartPolicy: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly stopTimeoutSeconds: number | null;
  readonly volumes: readonly { readonly name: string; readonly target: string }[];
}
