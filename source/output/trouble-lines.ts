import type { Trouble } from '../expected-error.ts';
import { stripControl } from '../text/plain-text.ts';

/** What happened, why, what to do next: a few plain lines. */
export function troubleLines(trouble: Trouble): string[] {
  const lines = [trouble.what];
  if (trouble.why) lines.push(`Why: ${trouble.why}`);
  if (trouble.next && trouble.next.length > 0) lines.push(...nextLines(trouble.next));
  return lines.flatMap((line) => stripControl(line).split('\n'));
}

function nextLines(next: readonly string[]): string[] {
  const [first, ...others] = next;
  return [`Next: ${first}`, ...others.map((each) => `  or: ${each}`)];
}
