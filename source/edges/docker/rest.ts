import type { Stop } from '../../containers/container.ts';
import type { Telling } from '../../run.ts';
import type { EngineClient, Inspection } from './client.ts';
import { EngineRefusal } from './engine-refusal.ts';
import { stopOrders } from './stop-label.ts';
import { isProven, restsUnsafely, stoppedUnsafely } from './stop-proof.ts';

/** SIGKILL as an exit code. */
const KILLED = 137;

/**
 * Stops a container by the orders on its own label: first its command, to its end, then SIGTERM
 * and its own timeout. Its restart policy goes first: Docker would start it again when its command
 * ends its main process, or when the server restarts meanwhile. Gives what is seen of it then.
 * Throws an ExpectedError `container.unsafe-stop` where its orders want a proof that it lacks: it
 * must not be removed, and runs again if it was running.
 * `without` is for one that has no orders; `anyhow` asks for no proof, `at-once` gives it no time either.
 */
export async function* bringToRest(
  client: EngineClient,
  container: Inspection,
  without: Stop,
  signal?: AbortSignal,
  how?: 'anyhow' | 'at-once',
): AsyncGenerator<Telling, Inspection> {
  const { id, name, labels, status } = container;
  const timeoutSeconds = container.stopTimeoutSeconds ?? without.timeoutSeconds;
  const orders = stopOrders(labels, { ...without, timeoutSeconds, restart: 'unless-stopped' });
  const proof = how ? undefined : orders.proof;
  if (!runs(container)) {
    if (!(await isProven(client, container, proof, signal))) throw restsUnsafely(container);
    return container;
  }
  await client.setRestartPolicy(id, 'no', signal);
  if (how === 'at-once') {
    await client.killContainer(id, signal);
    return (await client.inspectContainer(id, signal)) ?? { ...container, status: 'exited' };
  }
  const patience = orders.timeoutSeconds;
  yield { text: `Stopping ${name}, which may take up to ${patience} seconds`, fraction: null };
  if (orders.command !== undefined && status === 'running')
    yield* runStopCommand(client, id, orders.command, patience, signal);
  await client.stopContainer(id, patience, signal);
  const after = await client.inspectContainer(id, signal);
  if (after?.exitCode === KILLED)
    yield { line: `${name} did not stop by itself within ${patience} seconds; it was ended.` };
  const rests = after ?? { ...container, status: 'exited' };
  if (await isProven(client, rests, proof, signal)) return rests;
  // What it did not copy out is in this very container, which goes on with it.
  await client.setRestartPolicy(id, orders.restart);
  await client.startContainer(id);
  throw stoppedUnsafely(rests);
}

/** Whether it is up, if only now and then. */
export function runs({ status }: Inspection): boolean {
  return status === 'running' || status === 'restarting' || status === 'paused';
}

async function* runStopCommand(
  client: EngineClient,
  id: string,
  command: readonly string[],
  limitSeconds: number,
  signal?: AbortSignal,
): AsyncGenerator<Telling> {
  try {
    const code = await client.execute(id, command, limitSeconds, signal);
    if (code !== 0 && code !== KILLED)
      yield { line: `Its own stop command ended with code ${code}. Docker stops it now.` };
  } catch (error) {
    // It may have ended with its container; whatever it was, the container is stopped next.
    if (!(error instanceof EngineRefusal)) throw error;
    yield { line: `Its own stop command could not be run: ${error.says}` };
  }
}
