import type {
  BuildAction,
  ContainerAction,
  LoadAction,
  PullAction,
  RestAction,
  StartAction,
} from '../action.ts';
import { openEngine } from '../edges/docker/engine.ts';
import { tellPull } from '../edges/docker/pull-progress.ts';
import { openArchive, openContext } from '../edges/local/own-image.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Connection } from '../hosts/host.ts';
import type { Telling } from '../run.ts';

export async function* pull(
  connection: Connection,
  { image, login }: PullAction,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const engine = await openEngine(await connection.dockerSocket(signal));
  for await (const progress of engine.pull(image, signal, login)) yield tellPull(progress);
}

/** Builds from a folder of this computer; one that changed since it was looked at is refused. */
export async function* build(
  connection: Connection,
  { image, path, dockerfile }: BuildAction,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const engine = await openEngine(await connection.dockerSocket(signal));
  const opened = await openContext(path, image, dockerfile);
  yield* engine.build({ image, folder: path, ...opened }, signal);
}

/** Takes an image out of a file of this computer; one that changed since it was looked at is refused. */
export async function* load(
  connection: Connection,
  { image, path }: LoadAction,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const engine = await openEngine(await connection.dockerSocket(signal));
  const opened = await openArchive(path, image);
  yield* engine.load({ image, file: path, ...opened }, signal);
}

export async function* replace(
  connection: Connection,
  { spec }: ContainerAction,
  facts: Facts,
  host: string,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const engine = await openEngine(await connection.dockerSocket(signal));
  const file = spec.envFile ? facts.get(query('envFile', host, spec.envFile)) : null;
  const env = [...(file?.entries ?? [])].map(([name, value]) => `${name}=${value.reveal()}`);
  yield* engine.replaceContainer(spec, env, file?.sha256 ?? null, signal);
}

export async function* rest(
  connection: Connection,
  order: RestAction,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const engine = await openEngine(await connection.dockerSocket(signal));
  yield* engine.rest(order, signal);
}

export async function* start(
  connection: Connection,
  { spec }: StartAction,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const engine = await openEngine(await connection.dockerSocket(signal));
  yield* engine.start(spec, signal);
}
