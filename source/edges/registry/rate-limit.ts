import type { IncomingHttpHeaders } from 'node:http';
import { whenInWords } from '../../text/when.ts';
import { readRetryAfter } from '../acme/refusal.ts';

/** A registry's 429 in one or two sentences, with no figure but its own. */
export function limitInWords(
  registry: string,
  headers: IncomingHttpHeaders,
  now: Date,
  timeZone?: string,
): string {
  const { most, windowSeconds } = readLimit(textOf(headers['ratelimit-limit']));
  const rule =
    most === null || windowSeconds === null
      ? ''
      : `: it takes ${most} in ${windowInWords(windowSeconds)} from one network`;
  const text = `${registry} takes no more requests from here for now${rule}.`;
  const at = endOf(headers, now);
  if (at) return `${text} It works again on ${whenInWords(at, now, timeZone)}.`;
  if (windowSeconds === null) return text;
  const latest = new Date(now.getTime() + windowSeconds * 1000);
  return `${text} It works again on ${whenInWords(latest, now, timeZone)}, at the latest.`;
}

/** `100;w=21600`: how many, in how many seconds (docs.docker.com/docker-hub/usage/pulls). */
function readLimit(header: string | undefined) {
  const [, most, window] = /^\s*(\d{1,9})(?:\s*;\s*w=(\d{1,9}))?/.exec(header ?? '') ?? [];
  return { most: most ?? null, windowSeconds: window === undefined ? null : Number(window) };
}

/** Docker Hub has been seen to give a time since 1970 where the standard wants seconds to wait. */
function endOf(headers: IncomingHttpHeaders, now: Date): Date | undefined {
  for (const name of ['retry-after', 'x-ratelimit-reset']) {
    const header = textOf(headers[name]);
    const since1970 = /^\s*(\d{10})\s*$/.exec(header ?? '')?.[1];
    if (since1970 !== undefined) return new Date(Number(since1970) * 1000);
    const at = readRetryAfter(header, now);
    if (at) return at;
  }
  return undefined;
}

function windowInWords(seconds: number): string {
  const hours = Math.round(seconds / 360) / 10;
  if (hours >= 1) return hours === 1 ? 'one hour' : `${hours} hours`;
  return seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}

function textOf(header: string | string[] | undefined): string | undefined {
  return [header ?? []].flat()[0];
}
