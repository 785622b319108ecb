import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ExpectedError } from '../../expected-error.ts';
import { dockerfileDeclarations } from '../../facts/docker/dockerfile.ts';
import type { OwnImageFact } from '../../facts/docker/own-image.ts';
import { builtImage } from '../../image/source.ts';
import { readConfiguration } from '../registry/documents.ts';
import { packContext, readContent, readContext, TooMany } from './build-context.ts';
import { composeIn, NoCompose, readCompose } from './compose-file.ts';
import { NoArchive, readArchive } from './image-archive.ts';
import { localPath, whyUnreadable } from './local-path.ts';

/** What lies at a path of this computer. Throws the ExpectedError `own-image.not-read`. */
export async function lookAtOwnImage(typed: string): Promise<OwnImageFact> {
  const path = localPath(typed);
  return await found(typed, async () => {
    if (/\.ya?ml$/i.test(path)) return await readCompose(path);
    if ((await stat(path)).isDirectory()) {
      const compose = await composeWithout(path);
      if (compose !== undefined) return await readCompose(compose);
      const { sha256, entries, bytes, dockerfile } = await readContext(path);
      const files = entries.filter(({ kind }) => kind === 'file').length;
      return { is: 'context', sha256, files, bytes, declares: dockerfileDeclarations(dockerfile) };
    }
    const { sha256, bytes, configuration } = await readArchive(path);
    const { architecture, declares } = readConfiguration(configuration);
    return { is: 'archive', sha256, bytes, architecture, declares };
  });
}

/** The compose file of a folder that has no Dockerfile. */
async function composeWithout(folder: string): Promise<string | undefined> {
  const own = await stat(join(folder, 'Dockerfile')).catch(() => undefined);
  return own ? undefined : await composeIn(folder);
}

/** A folder, to be sent; refused where it is not the one that the image's name stands for. */
export async function openContext(
  typed: string,
  image: string,
  dockerfile?: string,
): Promise<{ readonly context: Readable; readonly bytes: number }> {
  const path = localPath(typed);
  const read = dockerfile === undefined ? readContext : readContent;
  const context = await found(typed, () => read(path));
  refuseOther(typed, image, context.sha256);
  return { context: await packContext(path, context, dockerfile), bytes: context.bytes };
}

/** A file made by `docker save`, to be sent; refused where it is not the one that the image's name stands for. */
export async function openArchive(
  typed: string,
  image: string,
): Promise<{ readonly archive: Readable; readonly bytes: number }> {
  const path = localPath(typed);
  const { sha256, bytes } = await found(typed, () => readArchive(path));
  refuseOther(typed, image, sha256);
  return { archive: createReadStream(path), bytes };
}

async function found<T>(typed: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new ExpectedError({
      code: 'own-image.not-read',
      what: `${typed} on this computer can't be used.`,
      why: whyUnusable(error),
      next: ['Check the path. It is one on this computer, not on the server.'],
      cause: error,
    });
  }
}

function refuseOther(typed: string, image: string, sha256: string): void {
  if (image.endsWith(builtImage('', sha256).replace(/^.*:/, ':'))) return;
  throw new ExpectedError({
    code: 'own-image.changed',
    what: `${typed} on this computer is not as it was when it was looked at.`,
    why: 'What would be set up is not what was shown to you.',
    next: ['Run setup-server again when nothing changes there any more.'],
  });
}

function whyUnusable(error: unknown): string {
  if (error instanceof NoArchive || error instanceof NoCompose) return error.message;
  if (error instanceof TooMany)
    return 'It holds more than 200000 files: surely more than belongs to an application. Name what is to be left out in a file .dockerignore in it.';
  const { code, path = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && path.endsWith('/Dockerfile'))
    return 'There is no file called Dockerfile in that folder.';
  if (code === 'ENOENT') return 'There is no such file or folder on this computer.';
  return `${path === '' ? '' : `${path}: `}${whyUnreadable(error)}`;
}
