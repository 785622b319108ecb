import type { CarryImageAction } from '../action.ts';
import { openEngine } from '../edges/docker/engine.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Connection } from '../hosts/host.ts';
import { reachedAt } from '../hosts/index.ts';
import type { Telling } from '../run.ts';
import { type ShellCommand, sh } from '../shell.ts';

/**
 * An image goes from one host's Docker to another's by way of this computer, packed, and in no more
 * memory than what is on its way just then.
 */
export async function* carryImage(
  from: Connection,
  to: Connection,
  { from: host, id, image }: CarryImageAction,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const engine = await openEngine(await to.dockerSocket(signal));
  const archive = await from.output(packedImage(id), signal);
  yield* engine.load(
    {
      ...{ image, file: reachedAt(host), archive, bytes: 0, saying: 'Carrying the image over' },
      broken: (error) => cutOff(host, error),
      next: [
        `Run the same once more. If it stays so, see what that server says: docker save ${id} | wc -c`,
      ],
    },
    signal,
  );
}

function cutOff(host: string, error: Error): ExpectedError {
  return new ExpectedError({
    code: 'image.cut-off',
    what: `The image did not arrive whole from ${reachedAt(host)}.`,
    why: 'The connection was lost on the way, or that server ended it.',
    next: ['Run the same once more: the image goes anew.'],
    detail: error.message,
    passing: true,
    cause: error,
  });
}

/** Little packing, but enough to halve the way: the server has an app to run meanwhile. */
export function packedImage(id: string): ShellCommand {
  return sh`
    DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST
    docker save ${id} | gzip -1
  `;
}
