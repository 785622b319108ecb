import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { SUMS } from '../../backup/backup.ts';
import { ExpectedError } from '../../expected-error.ts';
import { openPrivateFile } from './private-file.ts';
import { tarStream } from './tar-stream.ts';

/**
 * Writes a copy that arrives as lines of base64 to a file for the person alone, and reads it back:
 * each archive in it must have the sum that the server noted. Only then it gets its name. Throws
 * where it arrived in part or altered; nothing is left then. Gives its size in bytes.
 */
export async function receiveCopy(
  path: string,
  lines: AsyncGenerator<string, number>,
  told: (bytes: number) => void,
): Promise<number> {
  const part = `${path}.part`;
  const file = await openPrivateFile(part).catch((error) => {
    throw error instanceof ExpectedError ? error : unwritable(path, error);
  });
  let bytes = 0;
  try {
    for (;;) {
      const next = await lines.next();
      if (next.done) {
        if (next.value !== 0) throw broken(path, 'The server stopped in the middle.');
        break;
      }
      const block = Buffer.from(next.value, 'base64');
      await file.write(block);
      bytes += block.length;
      told(bytes);
    }
    await file.sync();
    await file.close();
    await verifyCopy(part, path);
    await rename(part, path);
    return bytes;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}

/** Throws unless every archive in the file is there, and has its sum. */
async function verifyCopy(part: string, path: string): Promise<void> {
  const { extract } = await tarStream();
  const sums = new Map<string, string>();
  let noted = '';
  const reading = createReadStream(part).pipe(extract());
  try {
    for await (const entry of reading) {
      const name = basename(entry.header.name);
      const hash = createHash('sha256');
      for await (const block of entry as AsyncIterable<Buffer>) {
        hash.update(block);
        if (name === SUMS) noted += String(block);
      }
      if (entry.header.type === 'file') sums.set(name, hash.digest('hex'));
    }
  } catch {
    throw broken(path, 'It is no whole archive.');
  }
  const wanted = [...noted.matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm)];
  const wrong = wanted.filter(([, sum, name = '']) => sums.get(name) !== sum);
  if (wanted.length === 0 || wrong.length > 0 || !sums.has('backup.json'))
    throw broken(path, 'It is not what lies on the server.');
}

function broken(path: string, why: string): ExpectedError {
  return new ExpectedError({
    code: 'backup.broken',
    what: `The copy did not arrive as a whole, so ${path} was not kept.`,
    why,
    next: ['Try again: the copy on the server is not touched.'],
    passing: true,
  });
}

function unwritable(path: string, error: unknown): ExpectedError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new ExpectedError({
    code: 'file.not-saved',
    what: `${path} can't be written.`,
    why:
      code === 'EEXIST' ? 'An earlier attempt is there still, or another one is at work.' : message,
    next: ['Start setup-server in a folder of yours that has room.'],
    cause: error,
  });
}
