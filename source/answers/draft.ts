import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../edges/local/private-file.ts';
import type { Answers } from './answers.ts';
import { withoutSecrets } from './answers.ts';

/** An interview that was left before its end, secrets left out. */
export interface Draft {
  /** ISO 8601. */
  readonly at: string;
  readonly answers: Readonly<Record<string, string | boolean>>;
  /** Ids that counted as answered, in the order in which they were. */
  readonly confirmed: readonly string[];
}

const FORMAT = 1;

/** Where it lies on the person's machine (XDG Base Directory Specification; %LOCALAPPDATA%). */
export function draftPath(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
  home: string,
): string {
  const windows = environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local');
  const unix = environment.XDG_STATE_HOME || join(home, '.local', 'state');
  return join(platform === 'win32' ? windows : unix, 'setup-server', 'draft.json');
}

/** A file of what this machine keeps for setup-server, beside the draft. */
export function keptPath(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
  home: string,
  name: string,
): string {
  return join(dirname(draftPath(environment, platform, home)), name);
}

/** Undefined where there is none, or none that can be read: it is only a convenience. */
export async function loadDraft(path: string): Promise<Draft | undefined> {
  try {
    return asDraft(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces the draft at once and as a whole; only the person can read it (0600). */
export async function saveDraft(
  path: string,
  interview: { readonly answers: Answers; readonly confirmed: readonly string[] },
  at: Date,
): Promise<void> {
  const answers = withoutSecrets(interview.answers);
  const confirmed = interview.confirmed.filter((id) => Object.hasOwn(answers, id));
  const draft = { format: FORMAT, at: at.toISOString(), answers, confirmed };
  await replaceFile(path, `${JSON.stringify(draft, null, 2)}\n`);
}

/** Also where there is none. */
export async function removeDraft(path: string): Promise<void> {
  await rm(path, { force: true });
}

function asDraft(value: unknown): Draft | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { format, at, answers, confirmed } = value as Record<string, unknown>;
  if (format !== FORMAT || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  if (typeof answers !== 'object' || answers === null || !Array.isArray(confirmed))
    return undefined;
  const entries = Object.entries(answers).filter(
    (entry): entry is [string, string | boolean] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'boolean',
  );
  const kept = Object.fromEntries(entries);
  return { at, answers: kept, confirmed: confirmed.filter((id) => Object.hasOwn(kept, id)) };
}
