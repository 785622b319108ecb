import {
  type ContainerSpec,
  fingerprint,
  LABEL,
  predecessorOf,
} from '../../containers/container.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import type { EngineClient, Inspection } from './client.ts';
import { creationBody } from './creation-body.ts';
import { EngineRefusal } from './engine-refusal.ts';
import { findOurs, findSuccessor, ordersFor } from './find-ours.ts';
import { bringToRest, runs } from './rest.ts';
import { startTrouble } from './start-trouble.ts';
import { stopOrders } from './stop-label.ts';

export interface Wanted {
  readonly spec: ContainerSpec;
  /** `NAME=value`, secrets included. */
  readonly env: readonly string[];
  readonly envSha256: string | null;
}

/**
 * Puts the wanted container in the place of the one that has its name. The old one is stopped its
 * own way and waits beside under another name until the new one was started; if that fails it
 * takes its place again. May be cut off between any two calls and begun anew: what is seen then
 * decides what is left to do. Ends without doing anything where the wanted one runs.
 *
 * What is seen (`name` is the place, `before` where the old one waits):
 *
 *     name              before    then
 *     nothing           -         make the new one
 *     the wanted one    -         start it where it does not run
 *     another           nothing   rest it, move it to `before`, make the new one
 *     another, running  one       it replaced `before` already: remove that, then as above
 *     another, resting  one       it never got so far: remove it, make the new one
 *
 * and in the end `before` is removed. Where the wanted one was started beside, and runs, it is
 * moved to `name` in place of making a new one; any other that was started beside goes in the end.
 */
export async function* replaceContainer(
  client: EngineClient,
  wanted: Wanted,
  signal?: AbortSignal,
): AsyncGenerator<Telling> {
  const { spec } = wanted;
  const before = predecessorOf(spec.name);
  let place = await findOurs(client, spec, spec.name, signal);
  let old = await findOurs(client, spec, before, signal);
  let next = await findSuccessor(client, spec, signal);
  let ranBefore = true;

  if (place !== null && !isWanted(place, wanted)) {
    if (old !== null && !runs(place)) {
      await client.removeContainer(place.id, signal);
    } else {
      if (old !== null) yield* remove(client, old, spec, signal);
      // Without a policy it was stopped by a run of ours that was cut off, and not by a person.
      ranBefore = runs(place) || place.restartPolicy === 'no';
      old = yield* bringToRest(client, place, ordersFor(spec, place), signal);
      await client.renameContainer(old.id, before, signal);
    }
    place = null;
  }
  if (place === null && next !== null && runs(next) && isWanted(next, wanted)) {
    await client.renameContainer(next.id, spec.name, signal);
    place = { ...next, name: spec.name };
    next = null;
  }
  if (place !== null && place.restartPolicy !== spec.restart)
    await client.setRestartPolicy(place.id, spec.restart, signal);
  if (place === null || !runs(place)) {
    if (old !== null) old = yield* bringToRest(client, old, ordersFor(spec, old), signal);
    yield { text: `Starting ${spec.name}`, fraction: null };
    yield* start(client, wanted, place, old && { ...old, ranBefore }, signal);
  }
  if (old !== null) yield* remove(client, old, spec, signal);
  if (next !== null) yield* remove(client, next, spec, signal);
}

async function* remove(
  client: EngineClient,
  container: Inspection,
  spec: ContainerSpec,
  signal: AbortSignal | undefined,
): AsyncGenerator<Telling> {
  const resting = yield* bringToRest(client, container, ordersFor(spec, container), signal);
  await client.removeContainer(resting.id, signal);
}

interface Predecessor extends Inspection {
  readonly ranBefore: boolean;
}

async function* start(
  client: EngineClient,
  { spec, env, envSha256 }: Wanted,
  made: Inspection | null,
  old: Predecessor | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<Telling> {
  const carried = carriedOver(spec, old);
  const create = async (openFiles: boolean) => {
    const body = creationBody(spec, env, envSha256, { carried, openFiles });
    return await client.createContainer(spec.name, body, signal);
  };
  const begin = async (container: string) => {
    for (const network of spec.networks ?? [])
      await client.connectNetwork(container, network, signal);
    await client.startContainer(container, signal);
  };
  let id = made?.id;
  try {
    id ??= await create(true);
    try {
      await begin(id);
    } catch (error) {
      if (!isLimitRefused(error)) throw error;
      yield {
        line: 'This server does not let Docker raise the number of open files; it stays as it is.',
      };
      await client.removeContainer(id, signal);
      id = undefined;
      id = await create(false);
      await begin(id);
    }
  } catch (error) {
    // Without a connection nothing can be put back; the next run goes on from here.
    if (error instanceof ExpectedError) throw error;
    const trouble = error instanceof EngineRefusal ? startTrouble(error, spec) : null;
    const neverRan = made === null || made.status === 'created';
    if (id !== undefined && (old !== null || neverRan)) await client.removeContainer(id);
    if (old === null) throw trouble ?? error;
    const outcome = await putBack(client, old, spec);
    throw trouble === null ? error : withOutcome(trouble, outcome);
  }
}

/** Virtual servers without CAP_SYS_RESOURCE may have a hard limit below what we ask for. */
function isLimitRefused(error: unknown): boolean {
  return error instanceof EngineRefusal && /setting rlimit/i.test(error.says);
}

/** On no signal: it also runs where the person asked to stop. Gives what became of it, in a sentence. */
async function putBack(
  client: EngineClient,
  old: Predecessor,
  spec: ContainerSpec,
): Promise<string> {
  try {
    await client.renameContainer(old.id, spec.name);
    const orders = stopOrders(old.labels, { ...spec.stop, restart: spec.restart });
    // The policy last: one that rests without it was put to rest by us, and is started again by
    // the next run if this one is cut off here.
    if (old.ranBefore) await client.startContainer(old.id);
    await client.setRestartPolicy(old.id, orders.restart);
    return old.ranBefore
      ? 'The one that ran before runs again.'
      : 'The one that was there before is back in its place, stopped as it was.';
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    return `The one that ran before could not be started again either: ${error.says}`;
  }
}

function withOutcome({ trouble }: ExpectedError, outcome: string): ExpectedError {
  const why = trouble.why === undefined ? outcome : `${trouble.why} ${outcome}`;
  return new ExpectedError({ ...trouble, why });
}

function isWanted({ labels }: Inspection, { spec, envSha256 }: Wanted): boolean {
  return labels[LABEL.spec] === fingerprint(spec) && (labels[LABEL.env] ?? null) === envSha256;
}

/**
 * Volumes without a name of their own, which Docker made because the image wants them: a new
 * container would get empty ones, and the data would be lost to the app.
 */
function carriedOver({ volumes }: ContainerSpec, old: Inspection | null) {
  const mounted = new Set(volumes.map(({ target }) => target));
  return (old?.volumes ?? []).filter(
    ({ name, target }) => /^[0-9a-f]{64}$/.test(name) && !mounted.has(target),
  );
}
