import { ExpectedError } from '../../expected-error.ts';
import { runs } from '../../image/processors.ts';
import type { RegistryLogin } from '../../image/source.ts';
import { otherArchitecture } from '../../image/trouble.ts';
import type { EngineClient } from './client.ts';
import { connectionTrouble, EngineRefusal } from './engine-refusal.ts';
import { throwIfFailed } from './failed-message.ts';
import { jsonLines } from './json-lines.ts';
import { hear, NOTHING_PULLED, type PullProgress, progressOf } from './pull-progress.ts';
import { pullTrouble, silent, unfinished } from './pull-trouble.ts';

const TELL_EVERY_MILLISECONDS = 100;

export interface PullOptions {
  /** For registries that give it only to people who log in. */
  readonly login?: RegistryLogin | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Given up when nothing was heard for so long. */
  readonly silenceSeconds?: number;
  readonly now?: () => number;
}

/** Downloads an image to the server, and makes sure that it is there. */
export async function* pullImage(
  client: EngineClient,
  image: string,
  { login, signal, silenceSeconds = 180, now = Date.now }: PullOptions = {},
): AsyncGenerator<PullProgress> {
  signal?.throwIfAborted();
  const quiet = new AbortController();
  const give = () => quiet.abort(signal?.aborted ? signal.reason : silent(image, silenceSeconds));
  const timer = setTimeout(give, silenceSeconds * 1000);
  signal?.addEventListener('abort', give, { once: true });
  let state = NOTHING_PULLED;
  let told = -Infinity;
  let done = -1;
  try {
    for await (const message of jsonLines(await client.pull(image, quiet.signal, login))) {
      timer.refresh();
      throwIfFailed(message);
      state = hear(state, message, now());
      const progress = progressOf(state);
      if (progress.layersDone === done && now() - told < TELL_EVERY_MILLISECONDS) continue;
      told = now();
      done = progress.layersDone;
      yield progress;
    }
  } catch (error) {
    if (quiet.signal.aborted) throw quiet.signal.reason;
    if (error instanceof EngineRefusal) throw pullTrouble(error, image);
    throw error instanceof ExpectedError ? error : connectionTrouble(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', give);
    // Ends the download where the reader stopped reading; otherwise it has ended by itself.
    quiet.abort();
  }
  await confirm(client, image, signal);
  yield { ...progressOf(state), fraction: 1 };
}

/** The image is there, and this server can run it. */
export async function confirm(
  client: EngineClient,
  image: string,
  signal?: AbortSignal,
): Promise<void> {
  const [has, { architecture }] = await Promise.all([
    client.imageArchitecture(image, signal),
    client.version(signal),
  ]);
  if (has === null) throw unfinished(image);
  // The engine gives what there is, with a warning that nobody sees, where an image has one kind only.
  if (has !== '' && runs(architecture, has) === 'never')
    throw new ExpectedError(otherArchitecture(image, [has], architecture));
}
