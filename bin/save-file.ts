import type { FileHandle } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { openOwnFile, openPrivateFile } from '../source/edges/local/private-file.ts';
import { ExpectedError } from '../source/expected-error.ts';

/** Writes a file (0600) and gives its path. A file that is there is never written over: `name-2` then. */
export function saveFile(folder: string, name: string, text: string): Promise<string> {
  return saveOpened(folder, name, text, openOwnFile);
}

/** The same with what is secret: on Windows, too, the person alone can read it. */
export function saveSecretFile(folder: string, name: string, text: string): Promise<string> {
  return saveOpened(folder, name, text, openPrivateFile);
}

async function saveOpened(
  folder: string,
  name: string,
  text: string,
  openNew: (path: string) => Promise<FileHandle>,
): Promise<string> {
  const { name: stem, ext } = parse(name.replace(/[\\/:]/g, '-'));
  for (let count = 1; ; count += 1) {
    const path = join(folder, count === 1 ? stem + ext : `${stem}-${count}${ext}`);
    try {
      const file = await openNew(path);
      await file.writeFile(text).finally(() => file.close());
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      if (error instanceof ExpectedError) throw error;
      throw new ExpectedError({
        code: 'file.not-saved',
        what: `${path} can't be written.`,
        why: (error as Error).message,
        next: ['Start setup-server in a folder of yours.'],
        cause: error,
      });
    }
  }
}
