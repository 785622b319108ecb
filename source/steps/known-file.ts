import type { WriteAction } from '../action.ts';
import { type Facts, query } from '../facts/facts.ts';
import { sha256 } from '../text/sha256.ts';
import type { Check } from './step.ts';
import { HOLDS, lacks } from './step.ts';

/** A file on the host whose whole content is known beforehand: its query, check and action. */
export interface KnownFile {
  readonly path: string;
  readonly text: string;
  readonly mode: WriteAction['mode'];
}

export function fileQuery(host: string, { path }: Pick<KnownFile, 'path'>) {
  return query('file', host, path);
}

export function checkFile(facts: Facts, host: string, file: KnownFile): Check {
  const found = facts.get(fileQuery(host, file));
  if (!found) return lacks(`${file.path} is not there yet.`);
  if (found.sha256 !== sha256(file.text)) return lacks(`${file.path} is not up to date.`);
  return found.mode === file.mode ? HOLDS : lacks(`${file.path} has other permissions.`);
}

export function writeFile({ path, text, mode }: KnownFile): WriteAction {
  return { do: 'write', path, mode, content: [text] };
}
