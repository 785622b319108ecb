import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '../../expected-error.ts';
import {
  OWN_PARTS,
  type OwnFile,
  type OwnFilesFact,
  seemsSecret,
} from '../../facts/installs/own-files.ts';
import { localPath, whyUnreadable } from './local-path.ts';

/** Configuration, not data: more than that was surely not meant. */
const MOST_FILES = 500;

/** The files in the parts of a folder of this computer that go into a bucket. Throws `own-files.not-read`. */
export async function lookAtOwnFiles(typed: string): Promise<OwnFilesFact> {
  const files: OwnFile[] = [];
  try {
    for (const part of OWN_PARTS) files.push(...(await filesIn(localPath(typed), part)));
  } catch (error) {
    throw notRead(typed, whyUnreadable(error), error);
  }
  if (files.length > MOST_FILES)
    throw notRead(typed, `There are more than ${MOST_FILES} files in them.`);
  return { files: files.sort((one, other) => (one.key < other.key ? -1 : 1)) };
}

/** Links are left out: they could lead anywhere. */
async function filesIn(root: string, folder: string): Promise<readonly OwnFile[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error) => {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  });
  const found: OwnFile[] = [];
  for (const entry of entries) {
    const key = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesIn(root, key)));
    if (!entry.isFile()) continue;
    const content = await readFile(join(root, key));
    const md5 = createHash('md5').update(content).digest('hex');
    found.push({ key, md5, ...(seemsSecret(content.toString('latin1')) && { secret: true }) });
  }
  return found;
}

function notRead(typed: string, why: string, cause?: unknown): ExpectedError {
  return new ExpectedError({
    code: 'own-files.not-read',
    what: `The files in ${typed} on this computer can't be used.`,
    why,
    next: ['Put it right there, or give another folder, and try again.'],
    ...(cause !== undefined && { cause }),
  });
}
