import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { textIn } from '../../facts/docker/engine.ts';
import { sha256 } from '../../text/sha256.ts';
import { asArray, asRecord, parseJson } from '../../text/untrusted-json.ts';
import { tarStream } from './tar-stream.ts';

/** One image in a file that `docker save` made. */
export interface ImageArchive {
  /** SHA-256 of its configuration, which names all its layers: the same image has the same. */
  readonly sha256: string;
  /** What it was called where it was saved; null where it had no name. */
  readonly name: string | null;
  /** Its configuration (OCI image-spec, Image Configuration); anybody may have written it. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Of the file. */
  readonly bytes: number;
}

/** The file is none that `docker load` takes; the message is a sentence for a person. */
export class NoArchive extends Error {}

/** Larger than any configuration; what is larger is a layer. */
const SMALL = 1024 * 1024;

/** Reads the file to its end, so that one that was copied in part is found. Throws Node's errors and NoArchive. */
export async function readArchive(path: string): Promise<ImageArchive> {
  const { size } = await stat(path);
  const small = await smallFilesIn(path);
  const manifest = asArray(parseJson(small.get('manifest.json') ?? ''));
  const [only, another] = manifest.map(asRecord);
  if (only === undefined)
    throw new NoArchive('No image is in it. It must be made by: docker save -o app.tar IMAGE');
  if (another !== undefined)
    throw new NoArchive(
      'There are several images in it. Save just the one: docker save -o app.tar IMAGE',
    );
  const text = small.get(textIn(only.Config));
  const configuration = parseJson(text ?? '');
  if (text === undefined || configuration === undefined)
    throw new NoArchive('It is not whole: the description of the image is missing.');
  const [name] = asArray(only.RepoTags).map(textIn);
  return {
    sha256: sha256(text),
    name: name || null,
    configuration: asRecord(configuration),
    bytes: size,
  };
}

/** Those of its files that may be JSON, by name. */
async function smallFilesIn(path: string): Promise<Map<string, string>> {
  const { extract: newExtract } = await tarStream();
  const small = new Map<string, string>();
  const extract = newExtract();
  const read = async () => {
    for await (const entry of extract) {
      const chunks: Uint8Array[] = [];
      const { name, size } = entry.header;
      for await (const chunk of entry as AsyncIterable<Uint8Array>)
        if (size <= SMALL) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString('utf8');
      if (/^\s*[[{]/.test(text)) small.set(name, text);
    }
  };
  // A stream of another kind than Node's, that works as one of them.
  const sink = extract as unknown as Writable;
  const file = createReadStream(path);
  try {
    const feed = (await isZipped(path))
      ? pipeline(file, createGunzip(), sink)
      : pipeline(file, sink);
    await Promise.all([feed, read()]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new NoArchive('It is no archive, or was not copied to its end.');
  }
  return small;
}

async function isZipped(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 1 }))
    return chunk[0] === 0x1f && chunk[1] === 0x8b;
  return false;
}
