import type { Draft } from '../answers/draft.ts';
import { choose, type Lines } from './lines.ts';

/** Whether to go on with an interview that was left: the draft, nothing, or the person leaves. */
export async function offerDraft(
  draft: Draft,
  lines: Lines,
  signal: AbortSignal,
): Promise<Draft | undefined | 'left'> {
  const count = draft.confirmed.length;
  if (count === 0) return undefined;
  const questions = count === 1 ? 'one answer' : `${count} answers`;
  lines.say(`You left an interview on ${draft.at.slice(0, 10)}, after ${questions}.`);
  const go = await choose(
    { say: lines.say, ask: (prompt, options) => lines.ask(prompt, { signal, ...options }) },
    [
      ['Go on where it was; secrets are asked for again', 'on'],
      ['Begin anew', 'anew'],
    ] as const,
  );
  if (go === null) return 'left';
  return go === 'on' ? draft : undefined;
}
