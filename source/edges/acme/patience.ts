import { ExpectedError } from '../../expected-error.ts';

const PATIENCE_SECONDS = 120;

export interface Waiting {
  /** Who keeps us waiting, for what: "takes very long to …". */
  readonly authority: string;
  readonly what: string;
  /** When the CA wants to be asked again; undefined where it does not say. */
  readonly askAgainAt: () => Date | undefined;
}

/**
 * Asks again and again until there is an answer: after 100 ms at first, slower each time up to two
 * seconds, or when the CA says (RFC 8555, 7.5.1). Throws `acme.slow` after two minutes.
 */
export async function untilDecided<T>(
  { authority, what, askAgainAt }: Waiting,
  look: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T> {
  const until = Date.now() + PATIENCE_SECONDS * 1000;
  for (let milliseconds = 100; ; milliseconds = Math.min(milliseconds * 1.5, 2000)) {
    const found = await look();
    if (found !== undefined) return found;
    const wait = Math.max(milliseconds, (askAgainAt()?.getTime() ?? 0) - Date.now());
    if (Date.now() + wait > until) throw tooSlow(authority, what);
    await pause(wait, signal);
  }
}

export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
  signal.throwIfAborted();
}

function tooSlow(authority: string, what: string): ExpectedError {
  return new ExpectedError({
    code: 'acme.slow',
    what: `${authority} takes very long to ${what}.`,
    why: `It was asked again and again for ${PATIENCE_SECONDS / 60} minutes.`,
    next: ['Try again in some minutes; what was done so far is kept.'],
    passing: true,
  });
}
