import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { isStamp, SUMS } from '../../backup/backup.ts';
import { PIECE_BYTES } from '../../backup/carry.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type OwnCopyFact, readBackup } from '../../facts/installs/backups.ts';
import type { Secret } from '../../secrets/secret.ts';
import { parseJson } from '../../text/untrusted-json.ts';
import { decrypted } from '../timetable/age.ts';
import { localPath, whyUnreadable } from './local-path.ts';
import { tarStream } from './tar-stream.ts';

/** A piece of a file in a copy, by its place. */
export interface Piece {
  readonly file: string;
  /** How large the whole file is. */
  readonly bytes: number;
  readonly piece: number;
  /** In base64. */
  readonly text: () => Promise<string>;
}

/**
 * Reads a copy that was fetched to this computer, all of it: each archive must have its sum. Where somebody
 * has encrypted it since (age), it takes the key.
 */
export async function lookAtOwnCopy(typed: string, identity?: Secret): Promise<OwnCopyFact> {
  if (identity === undefined && (await isEncrypted(typed))) return 'encrypted';
  const sums = new Map<string, string>();
  let [noted, told, stamp] = ['', '', ''];
  for await (const { folder, file, blocks } of filesIn(typed, identity)) {
    const hash = createHash('sha256');
    stamp ||= folder;
    for await (const block of blocks) {
      hash.update(block);
      if (file === SUMS) noted += String(block);
      if (file === 'backup.json') told += String(block);
    }
    sums.set(file, hash.digest('hex'));
  }
  const wanted = [...noted.matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm)];
  const backup = readBackup(parseJson(told));
  if (!backup || !isStamp(stamp) || wanted.length === 0) throw noCopy(typed);
  if (wanted.some(([, sum, name = '']) => sums.get(name) !== sum)) throw altered(typed);
  const { size } = await stat(localPath(typed));
  return { ...backup, stamp, sizeKB: Math.ceil(size / 1024) };
}

/** The same copy piece by piece, in the order of the archive. */
export async function* piecesIn(typed: string, identity?: Secret): AsyncGenerator<Piece> {
  for await (const { file, bytes, blocks } of filesIn(typed, identity)) {
    let [piece, open] = [0, Buffer.alloc(0)];
    const cut = (part: Buffer): Piece => {
      const text = part.toString('base64');
      piece += 1;
      return { file, bytes, piece: piece - 1, text: async () => text };
    };
    for await (const block of blocks) {
      open = Buffer.concat([open, block]);
      if (open.length < PIECE_BYTES) continue;
      yield cut(open.subarray(0, PIECE_BYTES));
      open = open.subarray(PIECE_BYTES);
    }
    if (open.length > 0 || bytes === 0) yield cut(open);
  }
}

interface InCopy {
  readonly folder: string;
  readonly file: string;
  readonly bytes: number;
  readonly blocks: AsyncIterable<Buffer>;
}

/** Only files right in the copy's folder, with plain names: what is in there goes into paths. */
async function* filesIn(typed: string, identity?: Secret): AsyncGenerator<InCopy> {
  const { extract } = await tarStream();
  const source = await opened(typed, identity);
  const reading = source.pipe(extract());
  source.on('error', (error) => reading.destroy(error));
  try {
    for await (const entry of reading) {
      const { name, type, size = 0 } = entry.header;
      const [, folder, file] = /^(?:\.\/)?([^/]+)\/([\w.-]+)$/.exec(name) ?? [];
      if (type === 'file' && folder !== undefined && file !== undefined)
        yield { folder, file, bytes: size, blocks: entry as AsyncIterable<Buffer> };
      entry.resume();
    }
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw unreadable(typed, error);
  }
}

/** How every file of age begins (https://age-encryption.org/v1). */
const AGE = 'age-encryption.org/';

async function isEncrypted(typed: string): Promise<boolean> {
  try {
    const file = await open(localPath(typed));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(AGE.length), 0, AGE.length, 0);
      return buffer.toString('latin1', 0, bytesRead) === AGE;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(typed, error);
  }
}

async function opened(typed: string, identity: Secret | undefined): Promise<Readable> {
  const source = createReadStream(localPath(typed));
  if (identity === undefined || !(await isEncrypted(typed))) return source;
  return Readable.from(whole(typed, await decrypted(source, identity.reveal())));
}

/** What was cut off or altered can not be decrypted to its end. */
async function* whole(typed: string, blocks: AsyncIterable<Uint8Array>) {
  try {
    yield* blocks;
  } catch {
    throw altered(typed);
  }
}

function unreadable(path: string, error: unknown): ExpectedError {
  return new ExpectedError({
    code: 'own-copy.not-read',
    what: `${path} on this computer could not be read.`,
    why: whyUnreadable(error),
    next: ['It must be a file that npx setup-server backup get has fetched.'],
  });
}

function noCopy(path: string): ExpectedError {
  return new ExpectedError({
    code: 'own-copy.none',
    what: `${path} is no copy of an app's data.`,
    next: ['It must be a file that npx setup-server backup get has fetched, as it is.'],
  });
}

function altered(path: string): ExpectedError {
  return new ExpectedError({
    code: 'own-copy.altered',
    what: `${path} is not as it was fetched.`,
    why: 'An archive in it has another sum than it was made with, or is missing.',
    next: ['Fetch the copy once more, or take another one.'],
  });
}
