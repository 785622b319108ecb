/** What a registry tells of an image before it is downloaded; null where it has no such image. */
export type ManifestFact =
  | ImageManifest
  /** The image is there, but not in this version. `nearest` is the tag that was most likely meant. */
  | { readonly is: 'no-such-tag'; readonly nearest: string | null }
  /** Nothing is told to people who did not log in: it is private, or there is no such image. */
  | { readonly is: 'hidden' }
  /** The registry could not be asked. */
  | {
      readonly is: 'unknown';
      readonly code: 'registry.unreachable' | 'registry.rate-limited' | 'registry.unreadable';
      /** One or two sentences for a person. */
      readonly says: string;
    };

export interface ImageManifest {
  readonly is: 'there';
  /** What its tag means now: `sha256:…`. */
  readonly digest: string;
  readonly platforms: readonly ImagePlatform[];
}

/** An image for one kind of processor. */
export interface ImagePlatform {
  /** As Go names them: `linux`. */
  readonly os: string;
  /** `amd64`, `arm64`, `arm`. */
  readonly architecture: string;
  /** `v8`; '' where none is named. */
  readonly variant: string;
  /** Null where it was not looked into: no server that we set up runs it. */
  readonly content: ImageContent | null;
}

export interface ImageContent {
  /** The sum of its layers as they are downloaded. */
  readonly compressedMB: number;
  /** What the image says of itself. Its author wrote it: safe to show, but to be checked like an answer. */
  readonly declares: ImageDeclarations;
}

export interface ImageDeclarations {
  /** EXPOSE: `80/tcp`. */
  readonly ports: readonly string[];
  /** VOLUME: absolute paths. */
  readonly volumes: readonly string[];
  /** USER; '' is root. */
  readonly user: string;
  /** WORKDIR; '' where none is set. */
  readonly workdir: string;
  /** HEALTHCHECK: a program and its words, or one line for the shell; null where there is none. */
  readonly healthcheck: readonly string[] | string | null;
  /** ENV: the names only. */
  readonly env: readonly string[];
}
