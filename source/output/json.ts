import type { Message } from './message.ts';

/** A message as one line of JSON, its newline included. The schema is in `docs/json.md`. */
export function jsonLine(message: Message, now: Date): string {
  const { type, ...rest } = message;
  const line = JSON.stringify({ type, time: now.toISOString(), ...rest }, withoutCause);
  return `${line.replace(ACTING, escaped)}\n`;
}

/** What a terminal acts on and JSON may carry as it is: DEL, C1, line separators, bidi overrides. */
const ACTING = /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A trouble's `cause` is another program's error: it may hold anything. */
function withoutCause(key: string, value: unknown): unknown {
  return key === 'cause' ? undefined : value;
}
