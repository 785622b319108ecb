import type { WriteAction } from '../action.ts';
import type { SealedFileFact } from '../facts/files/sealed-file.ts';
import type { ImageFact } from '../facts/objects.ts';
import type { Goal } from '../goal.ts';
import { RENEWAL_PROGRAM } from '../renewal/run-script.ts';
import { type Sealed, sameSealed, sealedContent } from '../renewal/sealed.ts';
import { download } from './download.ts';
import type { KnownFile } from './known-file.ts';
import type { Author } from './record-write.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** Node's current long-term branch. Pinned on the server to what it was when it was set up. */
export const RENEWAL_IMAGE = 'node:22-alpine';

/** What our program runs in, for all that the server does by itself. */
export function programDownload(goal: Goal, dockerReady: readonly string[]): Step {
  const several = goal.follows || goal.timetable;
  const what = several ? 'the programs that it runs by itself' : 'renewing certificates';
  return download(goal, 'renewal.download', RENEWAL_IMAGE, `Node, for ${what}`, dockerReady);
}

/** What a script on the server runs our program in. */
export function pinned(image: ImageFact | null | undefined): string {
  return image?.digest ?? image?.id ?? RENEWAL_IMAGE;
}

/** Our program as it lies on the server, for all that runs there without us. */
export function programFile({ renewalProgram }: Author): KnownFile {
  return { path: RENEWAL_PROGRAM, text: renewalProgram, mode: '644' };
}

/** Writes a program of ours; a plan does not show its whole text. */
export function writeProgram({ path, mode, text }: KnownFile): WriteAction {
  return { do: 'write', path, mode, content: [{ program: 'our program', text }] };
}

/** Whether a file with secrets in it says what is wanted, to nobody but root. */
export function checkSealed(
  path: string,
  wanted: Sealed,
  found: SealedFileFact | null | undefined,
): Check {
  if (!found) return lacks(`${path} is not there yet.`);
  if (!sameSealed(wanted, found.value)) return lacks(`${path} is not up to date.`);
  return found.mode === '600' ? HOLDS : lacks(`${path} can be read by others.`);
}

/** The same file, written for nobody but root. */
export function writeSealed(path: string, wanted: Sealed): WriteAction {
  return { do: 'write', path, mode: '600', content: sealedContent(wanted) };
}
