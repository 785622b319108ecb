import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, win32 } from 'node:path';
import { ExpectedError } from '../../expected-error.ts';
import { programPath } from './program-path.ts';

/** Opens a new file; throws where there is one already (EEXIST). Modes keep others out of it, where there are any. */
export function openOwnFile(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600);
}

/**
 * Opens a new file that the person alone can read, for what is secret. Throws where there is one
 * already (EEXIST), and where Windows does not close it to others: there modes mean nothing, and a
 * file takes its folder's permissions over. Nothing is left then.
 */
export async function openPrivateFile(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<FileHandle> {
  const file = await openOwnFile(path);
  if (platform !== 'win32') return file;
  const { execa } = await import('execa');
  const { exitCode, all, message } = await execa(
    programPath('icacls', process.env, platform),
    // *S-1-3-4 is whoever owns it, in every language (OWNER RIGHTS).
    [win32.normalize(path), '/inheritance:r', '/grant:r', '*S-1-3-4:F'],
    { stdin: 'ignore', reject: false, all: true, windowsHide: true },
  );
  if (exitCode === 0) return file;
  await file.close();
  await rm(path, { force: true });
  throw new ExpectedError({
    code: 'file.not-private',
    what: `${path} can't be closed to others, so nothing secret was written there.`,
    why: 'Its folder may lie on a drive without permissions, as USB sticks often are.',
    next: ['Start setup-server in a folder below C:\\Users, and name a file there.'],
    detail: all || message || '',
  });
}

/**
 * Writes a file at once and as a whole, in the place of one that may be there; makes its folder. What is secret is
 * opened by `openPrivateFile`.
 */
export async function replaceFile(
  path: string,
  text: string,
  openNew: (path: string) => Promise<FileHandle> = openOwnFile,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const file = await openNew(beside);
  try {
    await file.writeFile(text);
    await file.close();
    await rename(beside, path);
  } catch (error) {
    await file.close();
    await rm(beside, { force: true });
    throw error;
  }
}
