import { mkdir, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Built } from './build.ts';
import type { Comparison } from './comparison.ts';

/** What `npm i` of our tarball leaves in an empty folder, beside the bundle of the least Ink program. */
export async function installedSize(
  built: Built,
  say: (line: string) => void,
): Promise<{ comparisons: Comparison[]; tarballBytes: number }> {
  say('Installed size');
  const folder = await mkdtemp(join(built.scratch, 'install-'));
  // It is built already.
  const packing = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const { stdout } = await execa('npm', packing, { cwd: built.package });
  const tarball = join(folder, stdout.trim());
  const empty = join(folder, 'empty');
  await mkdir(empty);
  await writeFile(join(empty, 'package.json'), '{}\n');
  const quietly = ['--no-audit', '--no-fund', '--silent'];
  await execa('npm', ['install', ...quietly, tarball], { cwd: empty });
  const version = await execa(join(empty, 'node_modules/.bin/setup-server'), ['--version']);
  if (version.stdout.trim() === '') throw new Error('What was installed does not run.');

  const ours = await weigh(join(empty, 'node_modules', 'setup-server'));
  const least = await weigh(dirname(built.leastInk));
  const peer = 'least Ink program';
  return {
    comparisons: [
      {
        ...{ what: 'Installed size', unit: 'kB', aim: null },
        ours: [ours.bytes / 1000],
        peer: { name: peer, samples: [least.bytes / 1000] },
      },
      {
        ...{ what: 'Installed files', unit: 'files', aim: null },
        ours: [ours.files],
        peer: { name: peer, samples: [least.files] },
      },
    ],
    tarballBytes: (await stat(tarball)).size,
  };
}

async function weigh(folder: string): Promise<{ bytes: number; files: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: files.length };
}
