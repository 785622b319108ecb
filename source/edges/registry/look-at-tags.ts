import { placeOf } from '../../image-reference.ts';
import { askWithin } from './exchange.ts';
import { openRepository } from './repository.ts';

const LIMIT_SECONDS = 20;

/** All tags of an image's repository; null where its registry does not tell. Throws the signal's reason only. */
export async function lookAtTags(
  image: string,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const repository = openRepository(placeOf(image), askWithin(LIMIT_SECONDS, signal));
  const tags = await repository.tags().catch(() => null);
  signal.throwIfAborted();
  return tags;
}
