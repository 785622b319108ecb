import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { tarStream } from './tar-stream.ts';

/** What is sent of a folder. */
export interface FolderContent {
  /** Of all paths, modes and contents: the same folder has the same, on any computer. */
  readonly sha256: string;
  readonly entries: readonly ContextEntry[];
  /** Of all files together. */
  readonly bytes: number;
}

/** What `docker build` sends of a folder. */
export interface BuildContext extends FolderContent {
  /** Its text. */
  readonly dockerfile: string;
}

/** Its path with slashes, from the folder. */
type ContextEntry =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly size: number }
  | { readonly kind: 'folder'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/** That much is surely the wrong folder: a home, or a disk. */
const MOST_ENTRIES = 200_000;

/** The folder holds more than anybody builds from. */
export class TooMany extends Error {}

/**
 * Reads what .dockerignore lets through (docs.docker.com/build/concepts/context). Throws Node's
 * errors: ENOENT where there is no Dockerfile; and TooMany.
 */
export async function readContext(folder: string): Promise<BuildContext> {
  const dockerfile = await readFile(join(folder, DOCKERFILE), 'utf8');
  return { ...(await readFolder(folder)), dockerfile };
}

/** What nobody means to send: another history would be another content. */
const LEFT_OUT = '**/.git\n**/.DS_Store\n';

/** The same of a folder that goes along with a Dockerfile of ours. */
export async function readContent(folder: string): Promise<FolderContent> {
  return await readFolder(folder, LEFT_OUT);
}

async function readFolder(folder: string, leftOut = ''): Promise<FolderContent> {
  const entries = await walk(folder, await ignoredIn(folder, leftOut));
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(`${await standsFor(folder, entry)}\n`);
  const sizes = entries.map((entry) => (entry.kind === 'file' ? entry.size : 0));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { sha256: hash.digest('hex'), entries, bytes };
}

const DOCKERFILE = 'Dockerfile';
const IGNORE = '.dockerignore';
/** Where a folder lies that goes along with a Dockerfile of ours. */
export const CONTENT = 'content';
/** Docker sends them even where .dockerignore names them: it needs them itself. */
const ALWAYS = [DOCKERFILE, IGNORE];

/**
 * The folder as a tar archive; owned by root, as Docker's own client sends it. Where it is not what
 * is built but what goes along, it lies in a folder `content` beside a Dockerfile of ours.
 */
export async function packContext(
  folder: string,
  { entries }: FolderContent,
  dockerfile?: string,
): Promise<Readable> {
  const { pack: newPack } = await tarStream();
  const pack = newPack();
  const below = dockerfile === undefined ? '' : `${CONTENT}/`;
  const write = async () => {
    if (dockerfile !== undefined) {
      pack.entry({ name: DOCKERFILE }, dockerfile);
      pack.entry({ name: CONTENT, type: 'directory', mode: 0o755 });
    }
    for (const entry of entries) {
      const name = `${below}${entry.path}`;
      const owner = { uid: 0, gid: 0 };
      if (entry.kind === 'folder') {
        pack.entry({ name, type: 'directory', mode: entry.mode, ...owner });
      } else if (entry.kind === 'link') {
        pack.entry({ name, type: 'symlink', linkname: entry.target, mode: 0o777, ...owner });
      } else {
        const { size, mode } = entry;
        const { mtime } = await lstat(join(folder, entry.path));
        const sink = pack.entry({ name, size, mode, mtime, ...owner });
        // A stream of another kind than Node's, that works as one of them.
        await pipeline(createReadStream(join(folder, entry.path)), sink as unknown as Writable);
      }
    }
    pack.finalize();
  };
  write().catch((error: Error) => pack.destroy(error));
  return Readable.from(pack, { objectMode: false });
}

/** Its types are those of another kind of module than it is. */
type Dockerignore = { readonly default: typeof import('@balena/dockerignore')['default'] };

type Ignored = { readonly ignores: (path: string) => boolean; readonly excepts: boolean };

async function ignoredIn(folder: string, leftOut: string): Promise<Ignored> {
  const text = await readFile(join(folder, IGNORE), 'utf8').catch(() => '');
  const { default: dockerignore } = (await import(
    '@balena/dockerignore'
  )) as unknown as Dockerignore;
  const rules = dockerignore({ ignorecase: false }).add(`${leftOut}${text}`);
  return {
    ignores: (path) => !ALWAYS.includes(path) && rules.ignores(path),
    excepts: /^\s*!/m.test(text),
  };
}

async function walk(folder: string, ignored: Ignored): Promise<ContextEntry[]> {
  const entries: ContextEntry[] = [];
  const into = async (below: string): Promise<void> => {
    for (const name of (await readdir(join(folder, below))).sort()) {
      const path = below === '' ? name : `${below}/${name}`;
      const left = ignored.ignores(path);
      const stat = await lstat(join(folder, path));
      const mode = stat.mode & 0o777;
      if (entries.length >= MOST_ENTRIES) throw new TooMany();
      if (stat.isDirectory()) {
        if (!left) entries.push({ kind: 'folder', path, mode });
        if (!left || ignored.excepts) await into(path);
      } else if (left) continue;
      else if (stat.isFile()) entries.push({ kind: 'file', path, mode, size: stat.size });
      else if (stat.isSymbolicLink()) {
        entries.push({ kind: 'link', path, target: await readlink(join(folder, path)) });
      }
    }
  };
  await into('');
  return entries;
}

async function standsFor(folder: string, entry: ContextEntry): Promise<string> {
  if (entry.kind === 'folder') return JSON.stringify([entry.kind, entry.path, entry.mode]);
  if (entry.kind === 'link') return JSON.stringify([entry.kind, entry.path, entry.target]);
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(folder, entry.path)), hash);
  return JSON.stringify([entry.kind, entry.path, entry.mode, hash.digest('hex')]);
}
