import { stripControl } from '../../text/plain-text.ts';

/** What a server wants that has a password changed at a terminal (PAM, passwd). */
export type Wanted = 'current' | 'new' | 'repeat' | 'other';

/**
 * What is meant by a question, in the words of Linux-PAM and shadow in several versions:
 * "(current) UNIX password:", "Current password:", "Enter new UNIX password:", "New password:",
 * "Retype new password:".
 */
export function wantedBy(question: string): Wanted {
  if (/re-?type|re-?enter|repeat|again|confirm|verify/i.test(question)) return 'repeat';
  if (/current|\bold\b/i.test(question)) return 'current';
  if (/\bnew\b/i.test(question)) return 'new';
  return /password/i.test(question) ? 'current' : 'other';
}

/** Text of a terminal, taken apart: what was said, and the question at its end that waits. */
export interface Screenful {
  readonly said: readonly string[];
  /** '' where none waits. */
  readonly question: string;
}

export function readScreen(text: string): Screenful {
  const lines = text.split(/\r?\n|\r/).map((line) => stripControl(line).trim());
  const last = lines.pop() ?? '';
  const waits = /[:?]$/.test(last);
  return {
    said: [...lines, ...(waits ? [] : [last])].filter(Boolean),
    question: waits ? last : '',
  };
}
