import { type ImagePlace, isDigest, isLoopback } from '../../image/reference.ts';
import { sha256 } from '../../text/sha256.ts';
import { asArray, asRecord, parseJson } from '../../text/untrusted-json.ts';
import type { HttpReply } from '../outside/http-request.ts';
import { readChallenge } from './challenge.ts';
import type { Ask, Asked } from './exchange.ts';
import { RegistryRefusal, UnreadableAnswer } from './refusal.ts';
import { authorize, type Credentials } from './token.ts';

/**
 * One repository of a registry, as the OCI distribution-spec has it. Every call throws a
 * RegistryRefusal where the registry says no, an UnreadableAnswer where it is none, and Node's
 * own error where it can't be reached.
 */
export interface Repository {
  /** The manifest or index that a tag or digest stands for. At Docker Hub this counts as a download. */
  manifest(version: string): Promise<Document>;
  /** The digest alone, which counts as nothing anywhere. */
  digest(version: string): Promise<string>;
  /** A blob that is JSON: an image's configuration. */
  blob(digest: string): Promise<Readonly<Record<string, unknown>>>;
  /** Tags in the registry's own order; at most `TAGS`. */
  tags(): Promise<readonly string[]>;
}

export interface Document {
  /** `sha256:…`. */
  readonly digest: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Whose name and password to use at a registry (`ghcr.io`, null is Docker Hub); null for nobody's. */
export type FindCredentials = (registry: string | null) => Promise<Credentials | null>;

export const anonymously: FindCredentials = async () => null;

/** One login, for the registry of one image. */
export function loginAt({ registry }: ImagePlace, login: Credentials): FindCredentials {
  return async (name) => (name === registry ? login : null);
}

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Where Docker Hub's images are. */
export const DOCKER_HUB = 'registry-1.docker.io';
const REDIRECTS = 5;
const TAGS = 20_000;
const TAGS_AT_ONCE = 1000;

export function openRepository(
  { registry, repository }: ImagePlace,
  anyone: Ask,
  findCredentials: FindCredentials = anonymously,
): Repository {
  const home = registry ?? DOCKER_HUB;
  // Docker, too, speaks unencrypted to registries on its own machine only.
  const plain = isLoopback(home);
  const base = new URL(`${plain ? 'http' : 'https'}://${home}/v2/${repository}/`);
  /** What each place that was asked wants to see; nothing goes to any other. */
  const authorizations = new Map<string, string>();

  return {
    async manifest(version) {
      const { body, headers } = await get(`manifests/${version}`, { accept: MANIFESTS });
      const value = parseJson(body);
      if (value === undefined) throw new UnreadableAnswer('The manifest is not JSON.');
      const digest = `sha256:${sha256(body)}`;
      if (version.startsWith('sha256:') && version !== digest)
        throw new UnreadableAnswer('The manifest is not the one that was asked for.');
      return { digest: digestIn(headers) ?? digest, value: asRecord(value) };
    },

    async digest(version) {
      const { headers } = await get(`manifests/${version}`, { accept: MANIFESTS }, 'HEAD');
      const digest = digestIn(headers);
      if (digest === undefined) throw new UnreadableAnswer('The answer names no digest.');
      return digest;
    },

    async blob(digest) {
      const { body } = await get(`blobs/${digest}`);
      return asRecord(parseJson(body));
    },

    async tags() {
      const tags: string[] = [];
      let page: string | null = `tags/list?n=${TAGS_AT_ONCE}`;
      while (page !== null && tags.length < TAGS) {
        const { body, headers }: HttpReply = await get(page);
        const told = asArray(asRecord(parseJson(body)).tags);
        tags.push(...told.filter((each) => typeof each === 'string'));
        page = told.length === 0 ? null : nextPage(headers.link);
      }
      return tags.slice(0, TAGS);
    },
  };

  async function get(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    method: 'GET' | 'HEAD' = 'GET',
  ): Promise<HttpReply> {
    const challenged = new Set<string>();
    let url = new URL(path, base);
    // A list's next page is where the registry says, but not somewhere else.
    if (url.origin !== base.origin) throw new UnreadableAnswer(`It leads to ${url.origin}.`);
    for (let redirects = 0; redirects <= REDIRECTS; ) {
      const authorization = authorizations.get(url.origin);
      const shown = authorization === undefined ? {} : { authorization };
      const reply = await ask({ url, method, headers: { ...headers, ...shown } });
      if (reply.status === 200) return reply;
      const { location } = reply.headers;
      if (reply.status >= 300 && reply.status < 400 && location !== undefined) {
        if (!URL.canParse(location, url.href)) break;
        url = new URL(location, url);
        redirects += 1;
        continue;
      }
      if (reply.status !== 401 || challenged.has(url.origin)) throw refusal(reply);
      challenged.add(url.origin);
      authorizations.set(url.origin, await met(reply, url));
    }
    throw new UnreadableAnswer('It redirects without an end.');
  }

  async function met(reply: HttpReply, { origin }: URL): Promise<string> {
    const challenge = readChallenge(reply.headers['www-authenticate']);
    const credentials = origin === base.origin ? await findCredentials(registry) : null;
    const authorization = challenge && (await authorize(challenge, repository, credentials, ask));
    if (authorization === null) throw refusal(reply);
    return authorization;
  }

  async function ask(asked: Asked): Promise<HttpReply> {
    const { protocol, host, origin } = asked.url;
    if (protocol === 'https:' || (plain && protocol === 'http:' && isLoopback(host)))
      return await anyone(asked);
    throw new UnreadableAnswer(`${origin} is not encrypted.`);
  }
}

function refusal({ status, body, headers }: HttpReply): RegistryRefusal {
  return new RegistryRefusal(status, body, headers);
}

/** RFC 8288, as the specification uses it: `</v2/a/tags/list?last=x>; rel="next"`. */
function nextPage(link: string | string[] | undefined): string | null {
  return /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec([link ?? ''].flat().join(', '))?.[1] ?? null;
}

function digestIn(headers: HttpReply['headers']): string | undefined {
  const [digest] = [headers['docker-content-digest'] ?? []].flat();
  return digest !== undefined && isDigest(digest) ? digest : undefined;
}
