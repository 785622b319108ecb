import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
  readonly bugs?: string;
}

/** Put in by the build; while developing it is read from package.json. */
declare const SETUP_SERVER_MANIFEST: Manifest | undefined;

const manifest = (): Manifest =>
  typeof SETUP_SERVER_MANIFEST === 'undefined'
    ? JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    : SETUP_SERVER_MANIFEST;

/** As it stands in package.json. */
export function version(): string {
  return manifest().version;
}

/** Where mistakes of ours are reported; undefined where package.json names no place. */
export function bugsAddress(): string | undefined {
  return manifest().bugs;
}

/** Whether this is the program as it is published. */
export function isBuilt(): boolean {
  return typeof SETUP_SERVER_MANIFEST !== 'undefined';
}
