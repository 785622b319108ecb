import type { Secret } from '../secrets/secret.ts';
import type { ShellCommand } from '../shell.ts';

/** Where an app's image comes from. */
export type ImageSource =
  | RegistrySource
  /** Built on the server from a folder of the person's own computer that has a Dockerfile. */
  | { readonly from: 'context'; readonly path: string }
  /** A file of the person's own computer, made by `docker save`. */
  | { readonly from: 'archive'; readonly path: string }
  | HostFolder;

export interface RegistrySource {
  readonly from: 'registry';
  /** Where the registry gives it only to people who log in. */
  readonly login?: RegistryLogin;
}

export interface RegistryLogin {
  readonly user: string;
  /** A password, or an access token in its place. */
  readonly password: Secret;
}

/** Built on the server from a folder that the recipe makes there. */
export interface HostFolder {
  readonly from: 'host';
  /** Absolute; made where it is missing. */
  readonly folder: string;
  /** Brought from the person's computer before, and kept on the server for another time. */
  readonly brought?: Brought;
  /** Written into it first, by their paths in it. Nothing secret: others may read them. */
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** Then run as root, in this order, for what only programs can make. May be cut off and run again. */
  readonly prepare: readonly ShellCommand[];
  /** For each of the commands, and for the build. */
  readonly patienceSeconds: number;
}

/** Folders of the person's computer on the server. */
export interface Brought {
  /** What it is, after "the folder of". */
  readonly what: string;
  /** On the server, named after its content: where it is there, all of it is. Beside it lies only what it replaces. */
  readonly folder: string;
  /** By which it travels. */
  readonly image: string;
  /** Absent where the server must have it: nobody said where it lies. */
  readonly from?: {
    readonly path: string;
    /** Which folders of it, and what they are called on the server. */
    readonly folders: readonly { readonly from: string; readonly to: string }[];
  };
}

/**
 * The name of an image that no registry has, from what stands for its content (a SHA-256 in hex):
 * the same content has the same name, so nothing is built twice. `localhost` is nobody's registry:
 * whoever pulls that name gets nothing, rather than what a stranger has put there.
 */
export function builtImage(install: string, sha256: string): string {
  return `localhost/${install}:${sha256.slice(0, 16)}`;
}

/** Whether an image is one of those: no registry has another version of it. */
export function isBuilt(image: string): boolean {
  return image.startsWith('localhost/');
}

/** Whether an image is to be had from a registry. */
export function isPulled(source: ImageSource | undefined): boolean {
  return source === undefined || source.from === 'registry';
}
