import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { sha256 } from '../../source/text/sha256.ts';

/** A folder with these files, by path; removed by the function that comes with it. */
export async function folderWith(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'context-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
    await chmod(join(path, name), name.endsWith('.sh') ? 0o755 : 0o644);
  }
  for (const [name, target] of Object.entries(links)) await symlink(target, join(path, name));
  return { path, remove: () => rm(path, { recursive: true }) };
}

export interface SavedImage {
  readonly names: readonly string[] | null;
  readonly configuration: object;
}

/** A file as `docker save` makes it (github.com/moby/docker-image-spec, v1.3), layers aside. */
export async function savedImages(
  path: string,
  images: readonly SavedImage[],
  { zip = false, cutAfter = Infinity } = {},
): Promise<void> {
  const tar = pack();
  const manifest = images.map(({ names, configuration }) => {
    const text = JSON.stringify(configuration);
    const Config = `blobs/sha256/${sha256(text)}`;
    tar.entry({ name: Config }, text);
    return { Config, RepoTags: names, Layers: ['blobs/sha256/layer'] };
  });
  tar.entry({ name: 'blobs/sha256/layer' }, Buffer.alloc(2_000_000, 1));
  tar.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
  tar.finalize();
  const to = createWriteStream(path);
  const packed = Readable.from(tar, { objectMode: false });
  if (zip) return await pipeline(packed, createGzip(), to);
  let bytes = 0;
  const cut = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      if (bytes + chunk.length > cutAfter) return;
      bytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(packed, cut, to);
}
