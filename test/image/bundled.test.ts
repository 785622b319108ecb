import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { BUNDLING } from '../../bin/bundle/bundle.ts';
import { folderWith } from './folders.ts';

it.each([
  ['client-acm', 'ACMClient'],
  ['client-ec2', 'EC2Client'],
  ['client-elastic-load-balancing-v2', 'ElasticLoadBalancingV2Client'],
  ['client-iam', 'IAMClient'],
  ['client-pricing', 'PricingClient'],
  ['client-rds', 'RDSClient'],
  ['client-s3', 'S3Client'],
  ['client-route-53', 'Route53Client'],
])('the published program finds what it needs of %s', async (name, wanted) => {
  const folder = await mkdtemp(join(tmpdir(), 'bundled-'));
  try {
    const { outputFiles } = await build({
      ...BUNDLING,
      absWorkingDir: process.cwd(),
      stdin: {
        contents: `export const load = async () => await import('@aws-sdk/${name}');`,
        resolveDir: process.cwd(),
        sourcefile: 'entry.ts',
      },
      outdir: folder,
    });
    for (const { path, contents } of outputFiles) await writeFile(path, contents);
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const { load } = await import(pathToFileURL(join(folder, 'stdin.js')).href);
    expect((await load())[wanted]).toBeTypeOf('function');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

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
