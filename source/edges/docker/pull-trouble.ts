import { ExpectedError, type Trouble } from '../../expected-error.ts';
import { registryOf } from '../../image/reference.ts';
import { dockerLogin, noSuchImage, noSuchTag } from '../../image/trouble.ts';
import { whenInWords } from '../../text/when.ts';
import type { EngineRefusal } from './engine-refusal.ts';

interface Known {
  readonly says: RegExp;
  readonly trouble: (image: string, match: RegExpMatchArray) => Omit<Trouble, 'detail' | 'cause'>;
}

/** What registries and both image stores of Docker say. The first that fits counts. */
const KNOWN: readonly Known[] = [
  { says: /no space left on device/i, trouble: diskFull },
  { says: /toomanyrequests|too many requests|pull rate limit/i, trouble: rateLimited },
  { says: /no matching manifest for (\S+)|no match for platform/i, trouble: noSuchArchitecture },
  { says: /invalid reference format|invalid tag format/i, trouble: notAReference },
  {
    says: /manifest unknown|manifest for .* not found|: not found$/i,
    trouble: (image) => noSuchTag(image),
  },
  {
    says: /pull access denied|repository .*(?:not found|does not exist)|insufficient_scope|name unknown/i,
    trouble: (image) => noSuchImage(image),
  },
  {
    says: /unauthorized|authentication required|no basic auth credentials|\bdenied\b/i,
    trouble: needsLogin,
  },
  { says: /certificate|x509/i, trouble: notTrusted },
  {
    says: /no such host|server misbehaving|temporary failure in name resolution|lookup .* on /i,
    trouble: unreachable,
  },
  {
    says: /dial tcp|i\/o timeout|TLS handshake|connection re(?:fused|set)|network is unreachable|no route to host|deadline exceeded|Client\.Timeout|unexpected EOF|\bEOF$|broken pipe|request canceled|\b50[0234]\b/i,
    trouble: unreachable,
  },
];

/** A refused pull in plain words. Codes: `image.*`, `registry.*`, `server.disk-full`, `docker.refused`. */
export function pullTrouble(refusal: EngineRefusal, image: string): ExpectedError {
  for (const { says, trouble } of KNOWN) {
    const match = refusal.says.match(says);
    if (match) return asError(trouble(image, match), refusal);
  }
  if (refusal.status === 404) return asError(noSuchImage(image), refusal);
  return asError(
    {
      code: 'docker.refused',
      what: `Docker could not download ${image}.`,
      next: ['Try again.', `See what Docker says on the server: docker pull ${image}`],
    },
    refusal,
  );
}

/** The download ended, and yet the image is not there. */
export function unfinished(image: string): ExpectedError {
  return new ExpectedError({
    code: 'image.unfinished',
    what: `The download of ${image} ended before it was complete.`,
    next: ['Try again. What was downloaded is kept.'],
    passing: true,
  });
}

/** Nothing was heard of the pull for so long. */
export function silent(image: string, seconds: number): ExpectedError {
  return new ExpectedError({
    code: 'registry.silent',
    what: `Nothing of ${image} arrived for ${seconds} seconds.`,
    why: `${registryOf(image)} does not answer the server, or its network fails.`,
    next: ['Try again. What was downloaded is kept.'],
    passing: true,
  });
}

function asError(
  trouble: Omit<Trouble, 'detail' | 'cause'>,
  refusal: EngineRefusal,
): ExpectedError {
  return new ExpectedError({ ...trouble, detail: refusal.says, cause: refusal });
}

export function diskFull(image: string) {
  return {
    code: 'server.disk-full',
    what: `The server's disk is full: ${image} does not fit.`,
    next: [
      'See what takes the space, on the server: df -h, docker system df',
      'Give the server a larger disk, or remove what is not needed. Then try again.',
    ],
  };
}

/** Registries that say how long put it in Go's notation: `retry-after: 629.967µs`, `12s`. */
function rateLimited(image: string, match: RegExpMatchArray) {
  const registry = registryOf(image);
  const after = match.input?.match(/retry-after:? ?([\d.]+) ?(µs|ms|s|m|h)?\b/i);
  const seconds = after ? secondsOf(after[1] ?? '', after[2] ?? 's') : null;
  return {
    code: 'registry.rate-limited',
    what: `${registry} takes no more downloads from this server for now.`,
    why: 'Registries limit how much one address may download in some hours. Servers of one provider can share that limit.',
    next: [
      seconds === null
        ? 'Wait some hours, then run this again. It goes on where it stopped.'
        : seconds < A_MOMENT
          ? `Wait ${inWords(seconds)}, then try again.`
          : `Run this again on ${whenInWords(at(seconds), new Date())}. It goes on where it stopped.`,
      `Or log in on the server with a free account, which raises the limit: ${dockerLogin(image)}`,
    ],
    ...(seconds !== null && seconds <= 30 ? { passing: true } : {}),
  };
}

/** Longer than that, people do something else meanwhile, and want to know the time. */
const A_MOMENT = 300;

function at(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000);
}

function secondsOf(number: string, unit: string): number {
  const factors: Record<string, number> = { µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
  return Number(number) * (factors[unit.toLowerCase()] ?? 1);
}

function inWords(seconds: number): string {
  return seconds < 90
    ? `${Math.max(1, Math.ceil(seconds))} seconds`
    : `${Math.ceil(seconds / 60)} minutes`;
}

function noSuchArchitecture(image: string, match: RegExpMatchArray) {
  const platform = match[1] ? ` (${match[1]})` : '';
  return {
    code: 'image.architecture',
    what: `There is no ${image} for this server's kind of processor${platform}.`,
    next: [
      'Choose another tag or image that is made for it.',
      'Or use a server with another kind of processor: most images are made for amd64.',
    ],
  };
}

function notAReference(image: string) {
  return {
    code: 'image.name',
    what: `"${image}" is not the name of an image.`,
    next: [
      'Write it like name:tag, example/name:tag or registry.example.org/name:tag, in lower case.',
    ],
  };
}

function needsLogin(image: string) {
  const registry = registryOf(image);
  return {
    code: 'registry.login',
    what: `${registry} gives ${image} only to people who log in.`,
    next: [
      `Get it on the server yourself: ${dockerLogin(image)}, then docker pull ${image}. Then try again.`,
    ],
  };
}

function notTrusted(image: string) {
  return {
    code: 'registry.certificate',
    what: `The server does not trust the certificate of ${registryOf(image)}.`,
    why: "The server's clock is wrong, or a firewall looks into its connections.",
    next: [
      'Check the clock, on the server: timedatectl',
      'Ask who runs the network about the firewall.',
    ],
  };
}

function unreachable(image: string) {
  const registry = registryOf(image);
  return {
    code: 'registry.unreachable',
    what: `The server could not reach ${registry}.`,
    why: 'The network failed for a moment, or a firewall keeps the server from getting out.',
    next: ['Try again.', `Check on the server: docker pull ${image}`],
    passing: true,
  };
}
