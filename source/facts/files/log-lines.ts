import { stripControl } from '../../text/plain-text.ts';

const LONGEST_LINE = 500;

/** The last of what a container wrote, free of terminal escapes. */
export function lastLines(text: string, count: number): string[] {
  const lines = stripControl(text.trimEnd()).split('\n').slice(-count);
  return lines.map((line) => line.slice(0, LONGEST_LINE));
}
