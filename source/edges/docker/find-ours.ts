import { type ContainerSpec, LABEL, type Stop, successorOf } from '../../containers/container.ts';
import { nameTaken } from '../../containers/taken-trouble.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { EngineClient, Inspection } from './client.ts';

/** Throws an ExpectedError `docker.name-taken` where a container of that name is not this install's. */
export async function findOurs(
  client: EngineClient,
  spec: ContainerSpec,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Inspection | null> {
  const found = await client.inspectContainer(name, signal);
  if (found === null || found.id === spec.adopted) return found;
  const install = found.labels[LABEL.install];
  if (install === undefined || install !== spec.labels[LABEL.install]) {
    throw new ExpectedError(nameTaken(name));
  }
  return found;
}

/** The one that was started beside the wanted one's place, where there is one. */
export async function findSuccessor(
  client: EngineClient,
  { name, labels, beside }: ContainerSpec,
  signal: AbortSignal | undefined,
): Promise<Inspection | null> {
  if (beside) return null;
  const found = await client.inspectContainer(successorOf(name), signal);
  const install = found?.labels[LABEL.install];
  return install !== undefined && install === labels[LABEL.install] ? found : null;
}

/** How one without orders on its label is stopped: one that was adopted, as ours would be. */
export function ordersFor({ stop, adopted }: ContainerSpec, found: Inspection): Stop {
  return found.id === adopted ? stop : { timeoutSeconds: stop.timeoutSeconds };
}
