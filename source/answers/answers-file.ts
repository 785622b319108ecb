import { readFile, stat } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { ExpectedError } from '../expected-error.ts';
import type { Question } from '../questions/question.ts';
import { Secret } from '../secrets/secret.ts';
import { quote } from '../shell.ts';
import { answersDocument } from './answers-document.ts';
import type { Source } from './given.ts';

/**
 * Reads a YAML file of answers. A file that holds secrets must be the person's alone (POSIX mode).
 * Throws an ExpectedError `answers.*`.
 */
export async function answersFile(path: string, questions: readonly Question[]): Promise<Source> {
  const place = placeOf(path);
  const text = await readText(path);
  const source = await answersDocument(text, basename(path), questions);
  const secrets = [...source.given].filter(([, { value }]) => value instanceof Secret);
  if (secrets.length > 0 && (await isOpenToOthers(place))) {
    throw new ExpectedError({
      code: 'answers.exposed',
      what: `${path} holds secrets, and other users of this computer can open it.`,
      why: `Secret in it: ${secrets.map(([id]) => id).join(', ')}.`,
      next: [`chmod 600 ${quote(path)}`],
    });
  }
  return source;
}

/** A file's text. Throws an ExpectedError `answers.unreadable` in words for a person. */
export async function readText(path: string): Promise<string> {
  try {
    return decoded(await readFile(placeOf(path)));
  } catch (error) {
    throw new ExpectedError({
      code: 'answers.unreadable',
      what: `${path} can't be read: ${reasonOf(error)}`,
      next: [
        path === placeOf(path)
          ? 'Look whether its name is right.'
          : `It was looked for at ${placeOf(path)}.`,
      ],
      cause: error,
    });
  }
}

/** An absolute path; `~` is the home folder where the shell left it as it is. */
export function placeOf(path: string, home = homedir()): string {
  return /^~(?=$|[\\/])/.test(path) ? join(home, path.slice(1)) : resolve(path);
}

/** Windows programs write UTF-16 and byte order marks. */
export function decoded(bytes: Uint8Array): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

async function isOpenToOthers(place: string): Promise<boolean> {
  // Windows has no such mode, and a pipe has no other readers.
  if (platform() === 'win32') return false;
  const file = await stat(place);
  return file.isFile() && (file.mode & 0o077) !== 0;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  EISDIR: 'it is a folder.',
  EACCES: 'you may not open it.',
  EPERM: 'you may not open it.',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
