import type { ContainerSpec } from '../../containers/container.ts';
import type { RegistryLogin } from '../../image/source.ts';
import type { Telling } from '../../run.ts';
import { agreedVersion } from './api-version.ts';
import { type BuildOrder, buildImage } from './build.ts';
import type { EngineClient } from './client.ts';
import { type LoadOrder, loadImage } from './load.ts';
import { openClient } from './open-client.ts';
import { pullImage } from './pull.ts';
import type { PullProgress } from './pull-progress.ts';
import { replaceContainer } from './replace-container.ts';
import { type RestOrder, restContainer } from './rest-container.ts';
import { startContainer } from './start-container.ts';

/** What is done to Docker on a server. Throws ExpectedErrors, and the signal's reason. */
export interface Engine {
  /** Downloads an image, and makes sure that it is there and made for this server. */
  pull(image: string, signal?: AbortSignal, login?: RegistryLogin): AsyncIterable<PullProgress>;
  /** Builds an image from a folder that is sent. */
  build(order: BuildOrder, signal?: AbortSignal): AsyncIterable<Telling>;
  /** Takes an image out of a file that is sent. */
  load(order: LoadOrder, signal?: AbortSignal): AsyncIterable<Telling>;
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
  /** Stops an install's own container its safe way. Throws `container.unsafe-stop`: it runs again then. */
  rest(order: RestOrder, signal?: AbortSignal): AsyncIterable<Telling>;
  /** Starts an install's own container as it is, and has Docker start it again from then on. */
  start(spec: ContainerSpec, signal?: AbortSignal): AsyncIterable<Telling>;
  /** See `EngineClient`. */
  joinToken: EngineClient['joinToken'];
  joinSwarm: EngineClient['joinSwarm'];
  rotateJoinTokens: EngineClient['rotateJoinTokens'];
}

/** Agrees on a version with the engine behind a local socket. Nothing stays open: no need to close. */
export async function openEngine(socketPath: string, signal?: AbortSignal): Promise<Engine> {
  const unversioned = await openClient(socketPath);
  const version = agreedVersion(await unversioned.version(signal));
  const client = await openClient(socketPath, version);
  return {
    pull: (image, stop, login) => pullImage(client, image, { login, signal: stop }),
    build: (order, stop) => buildImage(client, order, stop),
    load: (order, stop) => loadImage(client, order, stop),
    replaceContainer: (spec, env, envSha256, stop) =>
      replaceContainer(client, { spec, env, envSha256 }, stop),
    rest: (order, stop) => restContainer(client, order, stop),
    start: (spec, stop) => startContainer(client, spec, stop),
    joinToken: client.joinToken,
    joinSwarm: client.joinSwarm,
    rotateJoinTokens: client.rotateJoinTokens,
  };
}
