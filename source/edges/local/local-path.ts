import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** The place on this computer that a person meant: `~/app`, `./app`, `/srv/app`. */
export function localPath(typed: string): string {
  return resolve(typed.replace(/^~(?=\/|$)/, homedir()));
}

/** Why a path on this computer can't be read, in a sentence. */
export function whyUnreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return WHY[code ?? ''] ?? String(error);
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  ENOTDIR: 'There is no such file.',
  EACCES: 'You may not read it.',
  EISDIR: 'It is a folder.',
};
