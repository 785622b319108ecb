import type { ContainerSpec } from '../../containers/container.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { Telling } from '../../run.ts';
import type { EngineClient } from './client.ts';
import { EngineRefusal } from './engine-refusal.ts';
import { findOurs } from './find-ours.ts';
import { startTrouble } from './start-trouble.ts';

/** As it is. The policy last: one that runs without it was cut off here, and is seen as such. */
export async function* startContainer(
  client: EngineClient,
  spec: ContainerSpec,
  signal?: AbortSignal,
): AsyncGenerator<Telling> {
  const found = await findOurs(client, spec, spec.name, signal);
  if (found === null) throw gone(spec.name);
  yield { text: `Starting ${spec.name}`, fraction: null };
  try {
    await client.startContainer(found.id, signal);
  } catch (error) {
    throw (error instanceof EngineRefusal && startTrouble(error, spec)) || error;
  }
  await client.setRestartPolicy(found.id, spec.restart, signal);
}

function gone(name: string): ExpectedError {
  return new ExpectedError({
    code: 'container.gone',
    what: `The container ${name} is not there any more.`,
    next: ['npx setup-server makes it anew, with the settings and the data that were kept.'],
  });
}
