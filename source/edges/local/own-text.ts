import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExpectedError } from '../../expected-error.ts';
import { localPath, whyUnreadable } from './local-path.ts';

/** A text file of this computer; null where there is none, or none that can be read. */
export async function lookAtOwnText(typed: string): Promise<string | null> {
  return await readFile(localPath(typed), 'utf8').catch(() => null);
}

/** Writes it, with its folder where that is missing. It is there as a whole, or not at all. */
export async function writeOwnText(typed: string, text: string): Promise<void> {
  const path = localPath(typed);
  const aside = `${path}.new`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(aside, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (error) {
    throw new ExpectedError({
      code: 'own-text.not-written',
      what: `${typed} could not be written on this computer.`,
      why: whyUnreadable(error),
      next: ['Name a folder of yours.'],
    });
  }
}
