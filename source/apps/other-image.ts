import type { OtherImage } from '../facts/docker/other-containers.ts';
import { parseImage, placeOf } from '../image/reference.ts';

/** Whether an image is of this repository at Docker Hub, by the name that it was started or downloaded with. */
export function isOf({ reference, digests }: OtherImage, repository: string): boolean {
  return [reference, ...digests].some((each) => {
    const place = placeOf(each);
    return place.registry === null && place.repository === repository;
  });
}

/**
 * The tag or digest that means exactly what runs: `latest` leads to something else tomorrow.
 * Undefined where nothing does.
 */
export function lastingVersion({ reference, digests }: OtherImage): string | undefined {
  const { tag, digest } = parseImage(reference);
  if (tag !== null && tag !== 'latest') return tag;
  return digest ?? digestOf(reference, digests);
}

/** The same as a whole reference. Where no registry knows the image, it is called as it was. */
export function lastingReference(image: OtherImage): string {
  const { reference } = image;
  const version = lastingVersion(image);
  if (version === undefined || parseImage(reference).tag === version) return reference;
  return `${parseImage(reference).name}@${version}`;
}

function digestOf(reference: string, digests: readonly string[]): string | undefined {
  const own = placeOf(reference);
  const found = digests.find((each) => {
    const place = placeOf(each);
    return place.registry === own.registry && place.repository === own.repository;
  });
  return found && (parseImage(found).digest ?? undefined);
}
