/** An image reference in the two parts that `POST /images/create` takes. */
export interface ImageParts {
  readonly fromImage: string;
  /** A tag or a digest. Never empty: without one the engine would pull every tag there is. */
  readonly tag: string;
}

/** `name`, `name:tag`, `host:5000/name`, `name:tag@sha256:…`; a digest counts more than a tag. */
export function partsOf(image: string): ImageParts {
  const [named = '', digest] = image.split('@');
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const fromImage = hasTag ? named.slice(0, colon) : named;
  return { fromImage, tag: digest ?? (hasTag ? named.slice(colon + 1) : 'latest') };
}

/** The registry that an image comes from, as a person knows it. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return isHost && first !== 'docker.io' ? first : 'Docker Hub';
}
