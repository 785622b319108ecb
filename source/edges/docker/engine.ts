import { type ContainerSpec, LABEL, predecessorOf } from '../../container.ts';
import type { ContainerFact, ImageFact } from '../../facts/objects.ts';
import type { Telling } from '../../run.ts';
import { agreedVersion, type EngineVersion } from './api-version.ts';
import type { EngineClient } from './client.ts';
import { EngineRefusal } from './engine-refusal.ts';
import { logLines } from './log-lines.ts';
import { openClient } from './open-client.ts';
import { pullImage } from './pull.ts';
import type { PullProgress } from './pull-progress.ts';
import { replaceContainer } from './replace-container.ts';
import { bringToRest } from './rest.ts';
import { nameTaken, networkTrouble } from './start-trouble.ts';

/** For a container that says nothing about how long it needs. */
const STOP_SECONDS = 60;

/** Docker on a server, as far as we use it. Throws ExpectedErrors, and the signal's reason. */
export interface Engine extends EngineVersion {
  ping(signal?: AbortSignal): Promise<void>;
  /** Downloads an image, and makes sure that it is there and made for this server. */
  pull(image: string, signal?: AbortSignal): AsyncIterable<PullProgress>;
  /**
   * Starts the container in the place of the one that has its name. `env` is `NAME=value`;
   * `envSha256` is of the file it comes from, null where there is none.
   */
  replaceContainer(
    spec: ContainerSpec,
    env: readonly string[],
    envSha256: string | null,
    signal?: AbortSignal,
  ): AsyncIterable<Telling>;
  /** Stops and removes a container that setup-server made; its volumes stay. */
  removeContainer(name: string, signal?: AbortSignal): Promise<void>;
  /** Null where there is none. */
  container(name: string, signal?: AbortSignal): Promise<ContainerFact | null>;
  image(image: string, signal?: AbortSignal): Promise<ImageFact | null>;
  /** Gives its id; makes it where it is missing. */
  ensureNetwork(
    name: string,
    labels: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<string>;
  /** The end of a container's log, safe to show. Null where there is no such container. */
  lastLogLines(name: string, count: number, signal?: AbortSignal): Promise<string[] | null>;
}

/** Agrees on a version with the engine behind a local socket. Nothing stays open: no need to close. */
export async function openEngine(socketPath: string, signal?: AbortSignal): Promise<Engine> {
  const unversioned = await openClient(socketPath);
  const version = await unversioned.version(signal);
  return engineOf(await openClient(socketPath, agreedVersion(version)), version);
}

function engineOf(client: EngineClient, version: EngineVersion): Engine {
  return {
    ...version,
    ping: client.ping,
    pull: (image, signal) => pullImage(client, image, { signal }),
    replaceContainer: (spec, env, envSha256, signal) =>
      replaceContainer(client, { spec, env, envSha256 }, signal),
    removeContainer: (name, signal) => removeOurs(client, name, signal),
    container: (name, signal) => containerFact(client, name, signal),
    ensureNetwork: (name, labels, signal) => ensureNetwork(client, name, labels, signal),

    image: async (image, signal) => {
      const found = await client.inspectImage(image, signal);
      return found && { id: found.id, digest: found.digest, sizeBytes: found.sizeBytes };
    },

    lastLogLines: async (name, count, signal) => {
      const found = await client.inspectContainer(name, signal);
      if (found === null) return null;
      const lines = await logLines(await client.logs(found.id, count, signal), found.terminal);
      return lines.slice(-count);
    },
  };
}

async function containerFact(
  client: EngineClient,
  name: string,
  signal?: AbortSignal,
): Promise<ContainerFact | null> {
  const [found, before] = await Promise.all([
    client.inspectContainer(name, signal),
    client.inspectContainer(predecessorOf(name), signal),
  ]);
  if (found === null) return null;
  const { id, image, status, health, startedAt, restarts, restartPolicy, labels } = found;
  return {
    id,
    image,
    state: status,
    health,
    startedAt,
    restarts,
    restart: restartPolicy,
    labels,
    predecessor: before !== null,
  };
}

async function removeOurs(client: EngineClient, name: string, signal?: AbortSignal): Promise<void> {
  const found = await client.inspectContainer(name, signal);
  if (found === null) return;
  if (found.labels[LABEL.install] === undefined) throw nameTaken(name);
  for await (const _ of bringToRest(client, found, STOP_SECONDS, signal));
  await client.removeContainer(found.id, signal);
}

async function ensureNetwork(
  client: EngineClient,
  name: string,
  labels: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<string> {
  const found = await client.inspectNetwork(name, signal);
  if (found !== null) return found;
  try {
    return await client.createNetwork(name, labels, signal);
  } catch (error) {
    if (error instanceof EngineRefusal) throw networkTrouble(error, name);
    throw error;
  }
}
