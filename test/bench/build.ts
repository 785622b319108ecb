import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { BUNDLING, bundle, PUBLISHED } from '../../bin/bundle.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is measured: built for this run alone, in a folder of its own. */
export interface Built {
  /** The package as it would be published. */
  readonly package: string;
  readonly setupServer: string;
  /** The least that Ink can do. */
  readonly leastInk: string;
  /** A folder for what else is needed; goes with the rest. */
  readonly scratch: string;
  readonly remove: () => Promise<void>;
}

export async function buildBoth(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'setup-server-bench-'));
  const ours = join(folder, 'package');
  const least = join(folder, 'least-ink');
  await bundle(root, join(ours, 'dist'));
  await copyFile(join(root, 'package.json'), join(ours, 'package.json'));
  for (const name of ['README.md', 'LICENSE', 'docs'])
    await cp(join(root, name), join(ours, name), { recursive: true }).catch(() => {});
  const { outputFiles } = await build({
    ...BUNDLING,
    absWorkingDir: root,
    entryPoints: { 'least-ink': 'test/bench/least-ink.tsx' },
    outdir: join(least, 'dist'),
    define: PUBLISHED,
  });
  for (const { path, contents } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  await writeFile(join(least, 'package.json'), '{"type":"module"}\n');
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  return {
    package: ours,
    setupServer: join(ours, 'dist', 'setup-server.js'),
    leastInk: join(least, 'dist', 'least-ink.js'),
    scratch,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
