import type { Trouble } from '../expected-error.ts';
import { parseImage, placeOf, registryOf, versionOf } from './reference.ts';

/** Asked before the download, or met while it runs: why an image can't be had, in the same words. */
type ImageTrouble = Omit<Trouble, 'detail' | 'cause'>;

/** `nearest` is a tag that there is and that was most likely meant. */
export function noSuchTag(image: string, nearest: string | null = null): ImageTrouble {
  const { name } = parseImage(image);
  return {
    code: 'image.tag-missing',
    what: `${registryOf(image)} has no "${versionOf(image)}" of ${name}.`,
    next: [
      ...(nearest === null ? [] : [`Take ${name}:${nearest}, if that is what you meant.`]),
      `Look up which tags there are${tagsPage(image)}, and choose one of them.`,
    ],
  };
}

/** The registry has no such image, or hides it. */
export function noSuchImage(image: string): ImageTrouble {
  return {
    code: 'image.missing',
    what: `${registryOf(image)} has no image ${parseImage(image).name}, or does not show it to everybody.`,
    next: [
      'Check how the name is written.',
      `If it is private, get it on the server yourself: ${dockerLogin(image)}, then docker pull ${image}. Then try again.`,
    ],
  };
}

/** There is an image, but only for other processors. `has` and `server` are as Docker names them: `amd64`. */
export function otherArchitecture(
  image: string,
  has: readonly string[],
  server: string,
): ImageTrouble {
  const offers = has.flatMap((each) => SERVERS[each] ?? []);
  return {
    code: 'image.architecture',
    what: `${image} is made for ${has.join(', ')} processors; this server has ${server}.`,
    next: [
      ...offers.slice(0, 1).map((offer) => `Use a server with ${offer}.`),
      `Or use an image that is made for ${server} too.`,
    ],
  };
}

/** What to rent, where it can be mistaken. */
const SERVERS: Readonly<Record<string, string>> = {
  amd64:
    'an Intel or AMD processor (x86-64), such as any Droplet at DigitalOcean, type CX or CPX at Hetzner, t3 at Amazon',
  arm64: 'an ARM processor of 64 bits, such as type CAX at Hetzner, t4g at Amazon',
};

/** The command that logs in to an image's registry. */
export function dockerLogin(image: string): string {
  return ['docker login', placeOf(image).registry ?? []].flat().join(' ');
}

function tagsPage(image: string): string {
  const { registry, repository } = placeOf(image);
  if (registry !== null) return '';
  const own = /^library\/(.*)$/.exec(repository)?.[1];
  return ` on https://hub.docker.com/${own === undefined ? `r/${repository}` : `_/${own}`}/tags`;
}
