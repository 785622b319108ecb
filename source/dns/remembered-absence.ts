import type { NameFact } from '../facts/outside.ts';

/** Milliseconds: a time that goes on with every look would only be noise. */
const STEP = 5 * 60_000;

/**
 * Resolvers that were asked for a name before it was there remember that for a while (RFC 2308, 5):
 * until when, in clock terms, a sentence at most; in the system's time zone where none is given.
 */
export function notSeenBefore(
  named: readonly { readonly name: string; readonly fact: NameFact }[],
  timeZone?: string,
): readonly string[] {
  const until = named.flatMap(({ fact }) =>
    fact.absentUntil === undefined ? [] : [new Date(fact.absentUntil).getTime()],
  );
  if (until.length === 0) return [];
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(Math.ceil(Math.max(...until) / STEP) * STEP);
  return [`Networks that looked for it too early may not see it before ${clock}.`];
}
