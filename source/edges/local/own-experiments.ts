import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '../../expected-error.ts';
import {
  type OwnExperiment,
  type OwnExperimentsFact,
  problemWithConfig,
} from '../../facts/installs/own-experiments.ts';
import { asRecord, parseJson } from '../../text/untrusted-json.ts';
import { readContent, TooMany } from './build-context.ts';
import { localPath, whyUnreadable } from './local-path.ts';

const CONFIG = 'config.json';

/** The experiments that lie in a folder of this computer. Throws `own-experiments.not-read`. */
export async function lookAtOwnExperiments(typed: string): Promise<OwnExperimentsFact> {
  const path = localPath(typed);
  try {
    const experiments = await experimentsIn(path);
    const { sha256, entries, bytes } = await readContent(path);
    const files = entries.filter(({ kind }) => kind === 'file').length;
    return { sha256, files, bytes, experiments };
  } catch (error) {
    throw new ExpectedError({
      code: 'own-experiments.not-read',
      what: `The experiments in ${typed} on this computer can't be used.`,
      why: whyUnusable(error),
      next: ['Put it right there, or give another folder, and try again.'],
      cause: error,
    });
  }
}

/** The folder itself is one, or each folder in it that has a config.json. */
async function experimentsIn(path: string): Promise<OwnExperiment[]> {
  const own = await readConfig(path, '.');
  if (own) return [own];
  const found: OwnExperiment[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const experiment = entry.isDirectory() && (await readConfig(path, entry.name));
    if (experiment) found.push(experiment);
  }
  if (found.length === 0) throw new Unfit(`There is no ${CONFIG} in it, nor in a folder of it.`);
  const twice = found.find(({ id }, index) => found.findIndex((each) => each.id === id) < index);
  if (twice) throw new Unfit(`Two of them have the exp_id ${twice.id}.`);
  return found.sort((one, other) => (one.id < other.id ? -1 : 1));
}

async function readConfig(path: string, folder: string): Promise<OwnExperiment | null> {
  const file = join(path, folder, CONFIG);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (text === null) return null;
  const config = parseJson(text.replace(/^\uFEFF/, ''));
  const problem = problemWithConfig(config);
  if (problem !== undefined) throw new Unfit(`${join(folder, CONFIG)} ${problem}`);
  return { id: String(asRecord(config).exp_id), folder };
}

/** What it is instead, in a sentence. */
class Unfit extends Error {}

function whyUnusable(error: unknown): string {
  if (error instanceof Unfit) return error.message;
  if (error instanceof TooMany)
    return 'It holds more than 200000 files: surely not only experiments.';
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'There is no such folder on this computer.';
  return code === 'ENOTDIR' ? 'That is a file, and no folder.' : whyUnreadable(error);
}
