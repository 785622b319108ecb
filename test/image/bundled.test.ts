import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { BUNDLING } from '../../bin/bundle.ts';
import { folderWith } from './folders.ts';

it('reads and packs a folder with what the published program brings along', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bundled-'));
  const context = await folderWith({
    Dockerfile: 'FROM scratch\n',
    '.dockerignore': 'left\n',
    left: 'x',
  });
  try {
    const { outputFiles } = await build({
      ...BUNDLING,
      absWorkingDir: process.cwd(),
      entryPoints: { context: 'source/edges/local/build-context.ts' },
      outdir: folder,
    });
    for (const { path, contents } of outputFiles) await writeFile(path, contents);
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const { readContext, packContext } = await import(
      pathToFileURL(join(folder, 'context.js')).href
    );
    const read = await readContext(context.path);
    expect(read.entries.map(({ path }: { path: string }) => path).sort()).toEqual([
      '.dockerignore',
      'Dockerfile',
    ]);
    let bytes = 0;
    for await (const chunk of await packContext(context.path, read)) bytes += chunk.length;
    expect(bytes % 512).toBe(0);
    expect(bytes).toBeGreaterThan(1024);
  } finally {
    await context.remove();
    await rm(folder, { recursive: true, force: true });
  }
});
