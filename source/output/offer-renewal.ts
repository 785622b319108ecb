import { type EndingCertificate, endingWords, seenWords } from '../status/ending-certificates.ts';
import { choose, type Lines } from './lines.ts';

/** Says which certificates end soon; gives the one that shall be renewed now, null where none. */
export async function offerRenewal(
  endings: readonly EndingCertificate[],
  lines: Lines,
  signal: AbortSignal,
): Promise<EndingCertificate | 'left' | null> {
  if (endings.length === 0) return null;
  for (const each of endings) lines.say(`Warning: ${endingWords(each)}`);
  lines.say(seenWords(endings));
  const ask: Lines['ask'] = (prompt, options) => lines.ask(prompt, { signal, ...options });
  const chosen = await choose<EndingCertificate | 'else'>({ ...lines, say: lines.say, ask }, [
    ...endings.map((each) => [`Renew ${each.name} now`, each] as const),
    ['Something else: set something up, or come back to it', 'else'],
  ]);
  if (chosen === null) return 'left';
  return chosen === 'else' ? null : chosen;
}
