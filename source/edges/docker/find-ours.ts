import { type ContainerSpec, LABEL } from '../../container.ts';
import { ExpectedError } from '../../expected-error.ts';
import { nameTaken } from '../../taken-trouble.ts';
import type { EngineClient, Inspection } from './client.ts';

/** Throws an ExpectedError `docker.name-taken` where a container of that name is not this install's. */
export async function findOurs(
  client: EngineClient,
  spec: ContainerSpec,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Inspection | null> {
  const found = await client.inspectContainer(name, signal);
  if (found === null) return null;
  const install = found.labels[LABEL.install];
  if (install === undefined || install !== spec.labels[LABEL.install]) {
    throw new ExpectedError(nameTaken(name));
  }
  return found;
}
