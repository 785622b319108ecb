import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';

/** The paths in a tar archive, in their order. */
export async function namesIn(archive: Readable): Promise<string[]> {
  const names: string[] = [];
  const tar = extract();
  const read = async () => {
    for await (const entry of tar) {
      names.push(entry.header.name);
      entry.resume();
    }
  };
  await Promise.all([pipeline(archive, tar as unknown as Writable), read()]);
  return names;
}
