import { numberIn, textIn } from '../../facts/docker/engine.ts';
import { declarationsIn } from '../../facts/docker/image-declarations.ts';
import type { ImageContent } from '../../facts/docker/manifest-fact.ts';
import { isDigest } from '../../image/reference.ts';
import { asArray, asRecord } from '../../text/untrusted-json.ts';

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

function word(value: unknown): string {
  return /^[\w.-]{1,64}$/.test(textIn(value)) ? textIn(value) : '';
}
