import type { ManifestFact } from '../facts/docker/manifest-fact.ts';
import type { Goal } from '../goal.ts';
import { isLoopback, parseImage, placeOf } from '../image/reference.ts';
import { isPulled } from '../image/source.ts';

/** An image by a name that may mean another one by now; undefined where nothing can. */
export function taggedImage(goal: Goal | undefined): string | undefined {
  if (!goal || !isPulled(goal.recipe.source)) return undefined;
  const { image } = goal.recipe.container;
  const { name, tag, digest } = parseImage(image);
  if (digest !== null && tag === null) return undefined;
  const { registry } = placeOf(image);
  return registry !== null && isLoopback(registry) ? undefined : `${name}:${tag ?? 'latest'}`;
}

/** What the registry has under that name now, where that is not what the host has. */
export function newerThan(
  digest: string | null,
  manifest: ManifestFact | null | undefined,
): string | null {
  if (digest === null || manifest?.is !== 'there') return null;
  return digest.endsWith(`@${manifest.digest}`) ? null : manifest.digest;
}
