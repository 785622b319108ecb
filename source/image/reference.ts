/** An image reference in the grammar of Docker's distribution/reference. */
export interface ImageReference {
  /** `ghost`, `ghcr.io/owner/app`. */
  readonly name: string;
  /** Null where none was given. */
  readonly tag: string | null;
  /** `sha256:…`. */
  readonly digest: string | null;
}

const DOMAIN =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::\d+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/;

/** What was meant by what was typed: `docker pull ghost`, or a page of Docker Hub. */
export function normaliseImage(typed: string): string {
  return typed
    .trim()
    .replace(/^docker\s+(image\s+)?pull\s+/, '')
    .replace(/^https:\/\/hub\.docker\.com\/(?:r\/([^/?#]+\/[^/?#]+)|_\/([^/?#]+)).*$/, '$1$2')
    .replace(/^https?:\/\//, '');
}

/** Takes a reference apart; wants one without a problem. */
export function parseImage(text: string): ImageReference {
  const [rest = '', digest] = text.split('@');
  const tagAt = rest.lastIndexOf(':');
  const tagged = tagAt > rest.lastIndexOf('/');
  return {
    name: tagged ? rest.slice(0, tagAt) : rest,
    tag: tagged ? rest.slice(tagAt + 1) : null,
    digest: digest ?? null,
  };
}

/** The tag or digest that counts: a digest before a tag, `latest` where there is neither. */
export function versionOf(image: string): string {
  const { tag, digest } = parseImage(image);
  return digest ?? tag ?? 'latest';
}

/** The registry that an image comes from, as a person knows it. */
export function registryOf(image: string): string {
  return placeOf(image).registry ?? 'Docker Hub';
}

/** Where an image lies. */
export interface ImagePlace {
  /** Host and port; null is Docker Hub. */
  readonly registry: string | null;
  /** `library/ghost`, `owner/app`. */
  readonly repository: string;
}

/** Where an image lies, by distribution/reference: what names no registry is on Docker Hub. */
export function placeOf(image: string): ImagePlace {
  const [first = '', ...path] = parseImage(image).name.split('/');
  if (!isRegistry(first, path)) return onDockerHub([first, ...path]);
  if (/^(?:index\.)?docker\.io$/.test(first)) return onDockerHub(path);
  return { registry: first, repository: path.join('/') };
}

/** Docker Hub's own images have one word only. */
function onDockerHub(path: readonly string[]): ImagePlace {
  const repository = path.length === 1 ? `library/${path[0]}` : path.join('/');
  return { registry: null, repository };
}

function isRegistry(first: string, rest: readonly string[]): boolean {
  return rest.length > 0 && (/[.:A-Z]/.test(first) || first === 'localhost');
}

/** Whether a registry, by host and port, is on the machine that asks: `localhost:5000`, `127.0.0.1`. */
export function isLoopback(registry: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(registry);
}

/** Whether it is `sha256:` and 64 digits, and no tag. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** What is wrong with a reference; undefined where nothing is. */
export function problemWithImage(text: string): string | undefined {
  if (/\s/.test(text)) return 'An image has no spaces in it: ghcr.io/owner/app:1.4';
  if (text.split('@').length > 2) return 'There is more than one @ in it.';
  const { name, tag, digest } = parseImage(text);
  if (digest !== null && !isDigest(digest)) return 'What follows @ must be like sha256:4bcff639…';
  if (tag !== null && !TAG.test(tag)) {
    return tag === ''
      ? 'The version after the colon is missing: ghcr.io/owner/app:1.4'
      : `"${tag}" can't be a version. Letters, digits, dots, hyphens and underscores can.`;
  }
  if (name.length > 255) return 'That is too long: at most 255 characters before the version.';
  const [first = '', ...rest] = name.split('/');
  const registry = isRegistry(first, rest);
  if (registry && !DOMAIN.test(first)) return `"${first}" can't be the name of a registry.`;
  const path = registry ? rest : [first, ...rest];
  for (const component of path) {
    if (component === '') return 'A part between two slashes is missing: ghcr.io/owner/app:1.4';
    if (/[A-Z]/.test(component))
      return `Images have small letters only: ${component.toLowerCase()}`;
    if (!COMPONENT.test(component))
      return `"${component}" can't be part of an image's name: ghcr.io/owner/app:1.4`;
  }
  if (/^[0-9a-f]{64}$/.test(name))
    return 'That is the number of an image on one computer. A server needs its name.';
  return undefined;
}
