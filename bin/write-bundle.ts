import { arch, release, type } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { describeAction } from '../source/describe.ts';
import { type BundleOptions, bundleOf, bundleText, type Teller } from '../source/doctor/bundle.ts';
import type { Check } from '../source/doctor/check.ts';
import type { Examined } from '../source/doctor/examine.ts';
import { saveFile } from './save-file.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

/** Writes a support bundle for its owner only, never over another file; gives its path. */
export async function writeBundle(
  file: string,
  world: World,
  by: string,
  examined: Examined,
  checks: readonly Check[],
  options: Omit<BundleOptions, 'describe'>,
): Promise<string> {
  const teller: Teller = {
    by,
    home: world.home,
    made: world.now(),
    versions: [
      `setup-server ${version()}`,
      `Node ${process.versions.node}`,
      `${type()} ${release()} ${arch()}`,
    ],
  };
  const made = bundleOf(examined, checks, teller, { ...options, describe: describeAction });
  const json = file.endsWith('.json');
  const text = json ? `${JSON.stringify(made.bundle, null, 2)}\n` : bundleText(made.bundle);
  // Better no file than one with a secret in it.
  if (!made.isClean(text)) throw new Error('Something secret is left in the support bundle.');
  const path = resolve(world.folder, file);
  return await saveFile(dirname(path), basename(path), text);
}
