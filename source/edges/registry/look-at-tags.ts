import { placeOf } from '../../image/reference.ts';
import type { RegistryLogin } from '../../image/source.ts';
import { askWithin } from './exchange.ts';
import { loginAt, openRepository } from './repository.ts';

const LIMIT_SECONDS = 20;

/**
 * All tags of an image's repository, as its registry shows them to whoever logs in, or else to
 * everybody; null where it does not tell. Throws the signal's reason only.
 */
export async function lookAtTags(
  image: string,
  login: RegistryLogin | undefined,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const place = placeOf(image);
  const ask = askWithin(LIMIT_SECONDS, signal);
  const repository = openRepository(place, ask, login && loginAt(place, login));
  const tags = await repository.tags().catch(() => null);
  signal.throwIfAborted();
  return tags;
}
