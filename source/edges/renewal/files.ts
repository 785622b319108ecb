import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExpectedError } from '../../expected-error.ts';

/** A file's text; null where there is none. */
export async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new ExpectedError({
      code: 'file.not-read',
      what: `${path} could not be read (${codeOf(error)}).`,
    });
  }
}

export interface FileToWrite {
  readonly path: string;
  readonly mode: '600' | '644';
  readonly text: string;
}

/**
 * Writes all files beside their places, down to the disk, then moves them there in the given order:
 * where the disk is full, the old ones stay. Throws `server.disk-full` or `file.not-written`.
 */
export async function writeFiles(files: readonly FileToWrite[]): Promise<void> {
  try {
    for (const file of files) await writeAside(file);
    for (const { path } of files) await rename(aside(path), path);
  } catch (error) {
    for (const { path } of files) await rm(aside(path), { force: true }).catch(() => {});
    throw notWritten(error, files.map(({ path }) => path).join(', '));
  }
}

/**
 * The same for what may be lost, but should be written even to a full disk: in place then, where
 * there is room as long as it does not grow.
 */
export async function writeFilesAnyhow(files: readonly FileToWrite[]): Promise<void> {
  try {
    await writeFiles(files);
  } catch {
    for (const { path, text } of files) await writeFile(path, text).catch(() => {});
  }
}

/** Where a file waits until it is whole. */
export function aside(path: string): string {
  return `${path}.new`;
}

async function writeAside({ path, mode, text }: FileToWrite): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(aside(path), { force: true });
  const file = await open(aside(path), 'wx', Number.parseInt(mode, 8));
  try {
    await file.writeFile(text);
    await file.chmod(Number.parseInt(mode, 8));
    await file.sync();
  } finally {
    await file.close();
  }
}

function notWritten(error: unknown, what: string): ExpectedError {
  const full = ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
  if (full) {
    return new ExpectedError({
      code: 'server.disk-full',
      what: "The server's disk is full.",
      why: `${what} could not be written; the old ones are still there.`,
      next: ['Make room on the server.'],
    });
  }
  return new ExpectedError({
    code: 'file.not-written',
    what: `${what} could not be written (${codeOf(error)}).`,
    cause: error,
  });
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : String(error);
}
