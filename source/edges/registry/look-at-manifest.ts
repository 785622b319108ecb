import type {
  ImageContent,
  ImagePlatform,
  ManifestFact,
} from '../../facts/docker/manifest-fact.ts';
import { placeOf, registryOf, versionOf } from '../../image/reference.ts';
import { nearest } from '../../text/nearest.ts';
import { inPlainWords } from '../outside/plain-words.ts';
import { readConfiguration, readIndex, readManifest } from './documents.ts';
import { askWithin } from './exchange.ts';
import { limitInWords } from './rate-limit.ts';
import { RegistryRefusal, UnreadableAnswer } from './refusal.ts';
import {
  anonymously,
  DOCKER_HUB,
  type FindCredentials,
  openRepository,
  type Repository,
} from './repository.ts';

export interface LookOptions {
  readonly findCredentials?: FindCredentials;
  /** For all requests together. */
  readonly limitSeconds?: number;
  readonly now?: () => Date;
}

/** What an image's registry tells of it. Downloads no layer. Throws the signal's reason only. */
export async function lookAtManifest(
  image: string,
  signal: AbortSignal,
  { findCredentials = anonymously, limitSeconds = 20, now = () => new Date() }: LookOptions = {},
): Promise<ManifestFact | null> {
  const place = placeOf(image);
  const repository = openRepository(place, askWithin(limitSeconds, signal), findCredentials);
  const fact = await read(repository, versionOf(image)).catch(unread);
  signal.throwIfAborted();
  return fact;

  async function unread(error: unknown): Promise<ManifestFact | null> {
    if (error instanceof RegistryRefusal) return await refused(error);
    const registry = registryOf(image);
    if (error instanceof UnreadableAnswer)
      return unknown('unreadable', `What ${registry} answers can't be understood.`);
    const url = new URL(`https://${place.registry ?? DOCKER_HUB}`);
    return unknown('unreachable', inPlainWords(error, url, limitSeconds).says);
  }

  async function refused({
    status,
    codes,
    headers,
  }: RegistryRefusal): Promise<ManifestFact | null> {
    const registry = registryOf(image);
    if (status === 401 || status === 403) return { is: 'hidden' };
    if (status === 429) return unknown('rate-limited', limitInWords(registry, headers, now()));
    if (status !== 404)
      return unknown('unreachable', `${registry} answers with an error of its own (${status}).`);
    if (codes.includes('NAME_UNKNOWN')) return null;
    return await absent(repository, versionOf(image));
  }
}

/** Registries answer alike for an image that they don't have and for a version that it does not have. */
async function absent(repository: Repository, version: string): Promise<ManifestFact | null> {
  try {
    const tags = await repository.tags();
    return tags.length === 0
      ? null
      : { is: 'no-such-tag', nearest: nearest(version, tags) ?? null };
  } catch (error) {
    if (error instanceof RegistryRefusal && error.status === 404) return null;
    return { is: 'no-such-tag', nearest: null };
  }
}

async function read(repository: Repository, version: string): Promise<ManifestFact> {
  const { digest, value } = await repository.manifest(version);
  const entries = readIndex(value);
  if (entries === null)
    return { is: 'there', digest, platforms: [await single(repository, value)] };
  const platforms = entries.map(async ({ digest: own, platform }): Promise<ImagePlatform> => {
    if (platform.os !== 'linux' || !OURS.includes(platform.architecture))
      return { ...platform, content: null };
    // That there is an image for it is known without its own manifest.
    const looked = repository.manifest(own).then(({ value: each }) => single(repository, each));
    return {
      ...platform,
      content: await looked.then(
        ({ content }) => content,
        () => null,
      ),
    };
  });
  return { is: 'there', digest, platforms: await Promise.all(platforms) };
}

/** Those of the servers that we set up. Each that is looked into counts as a download at Docker Hub. */
const OURS = ['amd64', 'arm64'];

async function single(
  repository: Repository,
  document: Readonly<Record<string, unknown>>,
): Promise<ImagePlatform & { readonly content: ImageContent }> {
  const manifest = readManifest(document);
  if (manifest === null) throw new UnreadableAnswer('This is no manifest of an image.');
  const { declares, ...platform } = readConfiguration(await repository.blob(manifest.config));
  return { ...platform, content: { compressedMB: manifest.compressedMB, declares } };
}

function unknown(code: 'unreachable' | 'rate-limited' | 'unreadable', says: string): ManifestFact {
  return { is: 'unknown', code: `registry.${code}`, says };
}
