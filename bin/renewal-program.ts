import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './version.ts';

let program: Promise<string> | undefined;

/** What a server gets to renew its certificates; while developing it is built when first asked for. */
export function renewalProgram(): Promise<string> {
  program ??= isBuilt() ? readFile(new URL('renewal.mjs', import.meta.url), 'utf8') : build();
  return program;
}

async function build(): Promise<string> {
  // By its address, so that the bundler is no part of the bundle.
  const { renewalBundle } = await import(new URL('bundle/bundle.ts', import.meta.url).href);
  const { outputFiles } = await renewalBundle(fileURLToPath(new URL('..', import.meta.url)));
  return outputFiles[0].text;
}
