import type { ContainerAction, PullAction } from '../action.ts';
import { openEngine } from '../edges/docker/engine.ts';
import { tellPull } from '../edges/docker/pull-progress.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Connection } from '../hosts/host.ts';
import type { Telling } from '../run.ts';

export async function* pull(
  connection: Connection,
  { image }: PullAction,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const engine = await openEngine(await connection.dockerSocket(signal));
  for await (const progress of engine.pull(image, signal)) yield tellPull(progress);
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
