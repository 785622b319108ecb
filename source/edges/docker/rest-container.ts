import type { RestAction } from '../../action.ts';
import { predecessorOf } from '../../containers/container.ts';
import type { Telling } from '../../run.ts';
import type { EngineClient } from './client.ts';
import { findOurs, findSuccessor, ordersFor } from './find-ours.ts';
import { bringToRest, runs } from './rest.ts';

export type RestOrder = Omit<RestAction, 'do'>;

/**
 * Nothing of the container's runs afterwards, and it is there still. `forGood`: one that rests
 * already, if by itself, is kept from starting with the server.
 */
export async function* restContainer(
  client: EngineClient,
  { spec, anyhow, unsaved, forGood }: RestOrder,
  signal?: AbortSignal,
): AsyncGenerator<Telling> {
  const how = unsaved ? 'at-once' : anyhow && 'anyhow';
  for (const name of [spec.name, predecessorOf(spec.name)]) {
    const found = await findOurs(client, spec, name, signal);
    if (found && forGood && !runs(found)) await client.setRestartPolicy(found.id, 'no', signal);
    else if (found) yield* bringToRest(client, found, ordersFor(spec, found), signal, how);
  }
  const next = await findSuccessor(client, spec, signal);
  if (next) yield* bringToRest(client, next, spec.stop, signal, how);
}
