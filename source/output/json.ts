import type { Message } from './message.ts';

/** A message as one line of JSON, its newline included. The schema is in `docs/json.md`. */
export function jsonLine(message: Message, now: Date): string {
  const { type, ...rest } = message;
  return `${JSON.stringify({ type, time: now.toISOString(), ...rest }, withoutCause)}\n`;
}

/** A trouble's `cause` is another program's error: it may hold anything. */
function withoutCause(key: string, value: unknown): unknown {
  return key === 'cause' ? undefined : value;
}
