import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** The licence texts of every package that bundles took something from. */
export async function licences(root: string, metafiles: readonly Metafile[]): Promise<string> {
  const folders = new Set(
    metafiles
      .flatMap(({ outputs }) => Object.values(outputs))
      .flatMap(({ inputs }) =>
        Object.entries(inputs)
          .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
          .flatMap(([path]) => packageFolder(path) ?? []),
      ),
  );
  const texts = await Promise.all([...folders].sort().map((folder) => licenceOf(root, folder)));
  return [
    'setup-server contains parts of these packages, under their own terms.\n',
    ...new Set(texts),
  ].join(`\n${'-'.repeat(78)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c/x.js` gives `node_modules/a/node_modules/@b/c`. */
function packageFolder(path: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

async function licenceOf(root: string, folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(root, folder, 'package.json'), 'utf8'),
  );
  const files = (await readdir(join(root, folder))).filter((file) =>
    /^(licen[cs]e|notice|copying)/i.test(file),
  );
  const texts = await Promise.all(
    files.sort().map((file) => readFile(join(root, folder, file), 'utf8')),
  );
  if (texts.length === 0) texts.push(`License: ${license}\n`);
  return `${name} ${version}\n\n${texts.join('\n')}`;
}
