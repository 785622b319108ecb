import type { Secret } from './secret.ts';

/** A piece of a file that is written on the host. */
export type ContentPart = string | Secret | Generated | Copied | OwnProgram;

/** A value that is made up when it is first written, and never again. */
export interface Generated {
  readonly generate: 'letters-and-digits' | 'hexadecimal';
  readonly length: number;
  /** No secret: others may read the file. */
  readonly public?: true;
}

/** What another env file on the host has under a name. Only for showing what will be written: it is looked up before. */
export interface Copied {
  readonly copiedFrom: string;
  readonly name: string;
}

/** A program of ours, too long to be shown. */
export interface OwnProgram {
  /** What it is, in a few words. */
  readonly program: string;
  readonly text: string;
}
