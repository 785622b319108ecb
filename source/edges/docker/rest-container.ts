import { type ContainerSpec, predecessorOf } from '../../container.ts';
import type { Telling } from '../../run.ts';
import type { EngineClient } from './client.ts';
import { findOurs } from './find-ours.ts';
import { bringToRest } from './rest.ts';

/** Nothing of the container's runs afterwards, and it is there still. */
export async function* restContainer(
  client: EngineClient,
  spec: ContainerSpec,
  signal?: AbortSignal,
): AsyncGenerator<Telling> {
  for (const name of [spec.name, predecessorOf(spec.name)]) {
    const found = await findOurs(client, spec, name, signal);
    if (found) yield* bringToRest(client, found, spec.stop.timeoutSeconds, signal);
  }
}
