import type { StopProof } from '../../containers/container.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { EngineClient, Inspection } from './client.ts';

/** Whether a container that rests has shown that its data are safe elsewhere. One that never ran has none. */
export async function isProven(
  client: EngineClient,
  container: Inspection,
  proof: StopProof | undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  if (proof === undefined || container.status === 'created') return true;
  if (container.exitCode !== proof.exitCode) return false;
  const words = await client.lastWords(container, signal);
  return proof.says.every((text) => words.includes(text));
}

/** It was running, was told to stop, and runs again. */
export function stoppedUnsafely({ name, exitCode }: Inspection): ExpectedError {
  return new ExpectedError({
    code: 'container.unsafe-stop',
    what: `${name} did not stop safely, so it was left as it was. Nothing is lost: it runs again.`,
    why: `It did not confirm that it copied its data to safety (exit code ${exitCode}). They are in the container itself, and would be gone with it.`,
    next: [
      'Look whether the disk of the server is full: df -h /',
      `Wait until it answers again, and try again. Its own words, on the server: docker logs --tail 50 ${name}`,
    ],
  });
}

/** It was found at rest: somebody, or a power cut, ended it. */
export function restsUnsafely({ name, exitCode }: Inspection): ExpectedError {
  return new ExpectedError({
    code: 'container.unsafe-stop',
    what: `${name} was ended before it could copy its data to safety, so it is not replaced.`,
    why: `Its last stop was not a safe one (exit code ${exitCode}). Its newest data are in the container itself, and would be gone with it.`,
    next: [
      `Start it as it is, on the server: docker start ${name}`,
      'Wait until it answers, and try again: it is then stopped its safe way.',
    ],
  });
}
