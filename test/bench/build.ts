import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { BUNDLING, bundle, PUBLISHED } from '../../bin/bundle/bundle.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is measured: built for this run alone, in a folder of its own. */
export interface Built {
  /** The package as it would be published. */
  readonly package: string;
  readonly setupServer: string;
  /** The least that Ink can do. */
  readonly leastInk: string;
  /** The renewal program of a server, for a certificate anywhere. */
  readonly renewAlone: string;
  /** A folder for what else is needed; goes with the rest. */
  readonly scratch: string;
  readonly remove: () => Promise<void>;
}

export async function buildBoth(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'setup-server-bench-'));
  const ours = join(folder, 'package');
  await bundle(root, join(ours, 'dist'));
  await copyFile(join(root, 'package.json'), join(ours, 'package.json'));
  for (const name of ['README.md', 'LICENSE', 'docs'])
    await cp(join(root, name), join(ours, name), { recursive: true }).catch(() => {});
  for (const program of ['least-ink.tsx', 'renew-alone.ts']) await buildAlone(program, folder);
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  return {
    package: ours,
    setupServer: join(ours, 'dist', 'setup-server.js'),
    leastInk: join(folder, 'least-ink', 'dist', 'least-ink.js'),
    renewAlone: join(folder, 'renew-alone', 'dist', 'renew-alone.js'),
    scratch,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A program of the bench, in a folder of its own. */
async function buildAlone(file: string, folder: string): Promise<void> {
  const name = parse(file).name;
  const { outputFiles } = await build({
    ...BUNDLING,
    absWorkingDir: root,
    entryPoints: { [name]: `test/bench/${file}` },
    outdir: join(folder, name, 'dist'),
    define: PUBLISHED,
  });
  for (const { path, contents } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  await writeFile(join(folder, name, 'package.json'), '{"type":"module"}\n');
}
