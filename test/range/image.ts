import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianImage, debianTag } from './debian.ts';
import { docker, dockerSucceeds, imageExists } from './engine.ts';
import { oneAtATime } from './lock.ts';
import type { Say, Suite } from './places.ts';

/** An image is known by the hash of its recipe: a changed recipe is another image, and is built. */
export type Recipe = {
  name: string;
  from: Suite | Recipe;
  /** The lines of its Dockerfile after FROM. */
  lines: string[];
  /** A folder under images/ that the Dockerfile may copy from. */
  folder?: string;
  /** Further files, by name. */
  files?: Record<string, string>;
  /** Megabytes of incompressible data in the file `bulk`, so that a pull takes a while. */
  bulk?: number;
};

const images = join(import.meta.dirname, 'images');

export async function ensureImage(recipe: Recipe, say: Say): Promise<string> {
  const tag = await tagOf(recipe);
  if (await imageExists(tag)) return tag;
  return oneAtATime(`image-${recipe.name}`, async () => {
    if (await imageExists(tag)) return tag;
    await (typeof recipe.from === 'string'
      ? debianImage(recipe.from, say)
      : ensureImage(recipe.from, say));
    const started = Date.now();
    await build(recipe, tag);
    say(`Built ${recipe.name} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
    await removeOlder(recipe.name, tag);
    return tag;
  });
}

export async function tagOf(recipe: Recipe): Promise<string> {
  const hash = createHash('sha256').update(
    JSON.stringify([await parentOf(recipe), recipe.lines, recipe.files ?? {}, recipe.bulk ?? 0]),
  );
  if (recipe.folder) {
    const folder = join(images, recipe.folder);
    for (const name of (await readdir(folder)).sort()) {
      hash.update(name).update(await readFile(join(folder, name)));
    }
  }
  return `range-${recipe.name}:${hash.digest('hex').slice(0, 12)}`;
}

async function parentOf({ from }: Recipe): Promise<string> {
  return typeof from === 'string' ? debianTag(from) : tagOf(from);
}

async function build(recipe: Recipe, tag: string): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'range-build-'));
  try {
    await mkdir(join(context, 'files'));
    if (recipe.folder)
      await cp(join(images, recipe.folder), join(context, 'files'), { recursive: true });
    for (const [name, content] of Object.entries(recipe.files ?? {})) {
      await writeFile(join(context, name), content);
    }
    if (recipe.bulk) await writeFile(join(context, 'bulk'), randomBytesOf(recipe.bulk));
    const dockerfile = [`FROM ${await parentOf(recipe)}`, ...recipe.lines, ''].join('\n');
    await writeFile(join(context, 'Dockerfile'), dockerfile);
    await docker([
      'build',
      '-q',
      '--network',
      'host',
      '--label',
      'range=image',
      '-t',
      tag,
      context,
    ]);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

function randomBytesOf(megabytes: number): Buffer {
  return randomBytes(megabytes * 1024 * 1024);
}

async function removeOlder(name: string, tag: string): Promise<void> {
  const listed = await docker([
    'image',
    'ls',
    '--format',
    '{{.Repository}}:{{.Tag}}',
    `range-${name}`,
  ]);
  for (const other of listed.split('\n').filter((line) => line && line !== tag)) {
    await dockerSucceeds(['rmi', other]);
  }
}
