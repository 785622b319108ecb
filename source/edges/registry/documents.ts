import { numberIn, textIn } from '../../facts/engine.ts';
import type { ImageContent, ImageDeclarations } from '../../facts/manifest-fact.ts';
import { isDigest } from '../../image-reference.ts';
import { stripControl } from '../../plain-text.ts';
import { asArray, asRecord } from '../untrusted-json.ts';

/** The documents that registries keep of images, in OCI's and in Docker's form; anybody may have written them. */
type Json = Readonly<Record<string, unknown>>;

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

/** A manifest that an index names. */
export interface Entry {
  readonly digest: string;
  readonly platform: Platform;
}

/** The images of an index (OCI image-spec, Image Index); null where the document is none. */
export function readIndex({ manifests }: Json): readonly Entry[] | null {
  if (!Array.isArray(manifests)) return null;
  return manifests.map(asRecord).flatMap(({ digest, platform }) => {
    const read = readPlatform(asRecord(platform));
    // What is attached to an image (how it was built) stands there as platform "unknown".
    return isDigest(textIn(digest)) && read.os !== 'unknown' && read.architecture !== ''
      ? [{ digest: textIn(digest), platform: read }]
      : [];
  });
}

/** The configuration and the size of one image's manifest; null where the document is none. */
export function readManifest(document: Json): { config: string; compressedMB: number } | null {
  const config = asRecord(document.config);
  const digest = textIn(config.digest);
  // Charts, signatures and other things lie in registries, too.
  if (!CONFIGURATION.test(textIn(config.mediaType)) || !isDigest(digest)) return null;
  const sizes = [config, ...asArray(document.layers)].map((each) => numberIn(asRecord(each).size));
  const bytes = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
  return { config: digest, compressedMB: Math.ceil(bytes / 1024 / 1024) };
}

const CONFIGURATION =
  /^application\/vnd\.(?:oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/;

/** What an image's configuration is made for, and what it declares (OCI image-spec, Image Configuration). */
export function readConfiguration(document: Json): Platform & Pick<ImageContent, 'declares'> {
  const config = asRecord(document.config);
  return { ...readPlatform(document), declares: declarationsIn(config) };
}

function readPlatform({ os, architecture, variant }: Json): Platform {
  return { os: word(os), architecture: word(architecture), variant: word(variant) };
}

function declarationsIn(config: Json): ImageDeclarations {
  const { ExposedPorts, Volumes, User, WorkingDir, Healthcheck, Env } = config;
  const names = asArray(Env).map((each) => textIn(each).split('=')[0] ?? '');
  return {
    ports: Object.keys(asRecord(ExposedPorts)).flatMap(port),
    volumes: Object.keys(asRecord(Volumes)).filter((path) => path.startsWith('/') && isPlain(path)),
    user: plain(User),
    workdir: plain(WorkingDir),
    healthcheck: healthcheckIn(asArray(asRecord(Healthcheck).Test)),
    env: names.filter((name) => name !== '' && isPlain(name)),
  };
}

/** `80` means `80/tcp`. Ranges are never kept: Docker writes each port. */
function port(text: string): string[] {
  const [, number, protocol = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(text) ?? [];
  return number === undefined ? [] : [`${number}/${protocol}`];
}

/** `["CMD", …]`, `["CMD-SHELL", "…"]` or `["NONE"]` (docker/image/spec v1.2, Healthcheck). */
function healthcheckIn([kind, ...rest]: readonly unknown[]): ImageDeclarations['healthcheck'] {
  const words = rest.map(textIn).map(stripControl);
  if (kind === 'CMD-SHELL') return words[0] ?? null;
  return kind === 'CMD' && words.length > 0 ? words : null;
}

function word(value: unknown): string {
  return /^[\w.-]{1,64}$/.test(textIn(value)) ? textIn(value) : '';
}

function plain(value: unknown): string {
  return isPlain(textIn(value)) ? textIn(value) : '';
}

function isPlain(text: string): boolean {
  return text.length <= 1000 && stripControl(text) === text && !text.includes('\n');
}
