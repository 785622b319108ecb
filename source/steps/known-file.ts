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

/** How it is on the server. */
export function fileQuery(host: string, { path }: Pick<KnownFile, 'path'>) {
  return query('file', host, path);
}

/** Whether it says what is wanted, with the permissions that are wanted. */
export function checkFile(facts: Facts, host: string, file: KnownFile): Check {
  const found = facts.get(fileQuery(host, file));
  if (!found) return lacks(`${file.path} is not there yet.`);
  if (found.sha256 !== sha256(file.text)) return lacks(`${file.path} is not up to date.`);
  return found.mode === file.mode ? HOLDS : lacks(`${file.path} has other permissions.`);
}

/** Makes it say that. */
export function writeFile({ path, text, mode }: KnownFile): WriteAction {
  return { do: 'write', path, mode, content: [text] };
}
