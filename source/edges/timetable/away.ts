import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AWAY_FORMAT,
  type AwayCopy,
  type AwayFile,
  type AwayGoal,
  awayKey,
  awayPrefix,
  MARK,
  readAwayCopy,
  sentName,
} from '../../backup/away.ts';
import { SUMS } from '../../backup/backup.ts';
import { ExpectedError } from '../../expected-error.ts';
import { readBackup } from '../../facts/installs/backups.ts';
import { parseJson } from '../../text/untrusted-json.ts';
import { textOf } from '../renewal/files.ts';
import { S3Objects } from '../stores/s3-objects.ts';
import { decrypted, encrypted } from './age.ts';

export interface AwayWork {
  readonly away: AwayGoal;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The whole copies of an install in its store, the newest last. */
export async function copiesAway({ away, signal }: AwayWork): Promise<AwayCopy[]> {
  const objects = new S3Objects(away.place, signal);
  const marks = (await objects.list(awayPrefix(away))).filter((key) => key.endsWith(`/${MARK}`));
  const found: AwayCopy[] = [];
  for (const key of [...marks].sort()) {
    const copy = readAwayCopy((await objects.text(key)) ?? '');
    if (copy && key === awayKey(away, copy.stamp, MARK)) found.push(copy);
  }
  return found;
}

/**
 * Sends a copy from its folder, file by file, encrypted before it leaves where that is wished. Each is
 * read back and compared before the copy counts; what says that it is whole is written last.
 */
export async function sendCopy(work: AwayWork, folder: string): Promise<AwayCopy> {
  const { away, say, signal } = work;
  const backup = readBackup(parseJson((await textOf(`${folder}/backup.json`)) ?? ''));
  const stamp = folder.split('/').at(-1) ?? '';
  if (!backup) throw noCopy(stamp);
  const objects = new S3Objects(away.place, signal);
  const secret = away.recipient !== '';
  const files: AwayFile[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const plain = createReadStream(`${folder}/${file}`);
    const content = secret ? await encrypted(plain, away.recipient) : plain;
    const name = sentName(file, secret);
    const key = awayKey(away, stamp, name);
    const written = await objects.write(key, content);
    const back = await sumOf(objects.read(key));
    if (back.sha256 !== written.sha256) throw notWhole(name, away);
    files.push({ name, ...written });
    say(`${name}: ${megabytes(written.bytes)} sent, and read back`);
  }
  const { install, why } = backup;
  const copy: AwayCopy = { format: AWAY_FORMAT, install, stamp, why, encrypted: secret, files };
  const mark = Buffer.from(`${JSON.stringify(copy)}\n`);
  await objects.write(awayKey(away, stamp, MARK), Readable.from([mark]));
  return copy;
}

/** Takes a copy away from its store; what says that it is whole goes first. */
export async function removeAway({ away, signal }: AwayWork, stamp: string): Promise<void> {
  const objects = new S3Objects(away.place, signal);
  const keys = await objects.list(awayKey(away, stamp, ''));
  const mark = awayKey(away, stamp, MARK);
  for (const key of [mark, ...keys.filter((each) => each !== mark)]) await objects.remove(key);
}

/** Fetches a copy into a folder that is made for it, decrypted where it must be; all is compared with its sums. */
export async function fetchCopy(
  { away, say, signal }: AwayWork,
  stamp: string,
  into: string,
  identity: string,
): Promise<void> {
  const objects = new S3Objects(away.place, signal);
  const copy = readAwayCopy((await objects.text(awayKey(away, stamp, MARK))) ?? '');
  if (!copy) throw noCopy(stamp);
  if (copy.encrypted && identity === '') throw noIdentity();
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true, mode: 0o700 });
  for (const { name, sha256, bytes } of copy.files) {
    const hash = createHash('sha256');
    const coming = hashed(objects.read(awayKey(away, stamp, name)), hash);
    const plain = copy.encrypted ? await decrypted(Readable.from(coming), identity) : coming;
    const file = `${into}/${copy.encrypted ? name.replace(/\.age$/, '') : name}`;
    await pipeline(plain, createWriteStream(file, { mode: 0o600, flags: 'wx' }), { signal });
    if (hash.digest('hex') !== sha256) throw notWhole(name, away);
    say(`${name}: ${megabytes(bytes)} fetched`);
  }
  await compareSums(into, away);
}

/** The sums were made on the server that the copy is from, before anything was sent. */
async function compareSums(folder: string, away: AwayGoal): Promise<void> {
  const lines = ((await textOf(`${folder}/${SUMS}`)) ?? '').split('\n').filter(Boolean);
  if (lines.length === 0) throw notWhole(SUMS, away);
  for (const line of lines) {
    const [wanted = '', name = ''] = line.split('  ');
    if (!/^[A-Za-z0-9.-]+$/.test(name)) throw notWhole(SUMS, away);
    const { sha256 } = await sumOf(createReadStream(`${folder}/${name}`));
    if (sha256 !== wanted) throw notWhole(name, away);
  }
}

async function sumOf(content: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return { sha256: hash.digest('hex') };
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

function megabytes(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${Math.ceil(bytes / 1048576)} MB`;
}

function noCopy(stamp: string): ExpectedError {
  return new ExpectedError({
    code: 'backup.none',
    what: `There is no whole copy of ${stamp}.`,
    next: ['npx setup-server backup list shows those that there are.'],
  });
}

function noIdentity(): ExpectedError {
  return new ExpectedError({
    code: 'age.identity',
    what: 'This copy is encrypted, and no key was given that opens it.',
    next: ['Give the key that you kept: it begins with AGE-SECRET-KEY-1.'],
  });
}

function notWhole(name: string, { place }: AwayGoal): ExpectedError {
  return new ExpectedError({
    code: 'backup.not-whole',
    what: `${name} is not in the bucket ${place.bucket} as it was sent.`,
    why: 'Its sum is another one.',
    next: ['Try again.', 'If it stays so, look at the storage: npx setup-server backup list'],
  });
}
