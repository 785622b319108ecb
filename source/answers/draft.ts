import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${at.getTime()}-${Math.random().toString(36).slice(2)}`;
  try {
    await writeFile(beside, `${JSON.stringify(draft, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

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
