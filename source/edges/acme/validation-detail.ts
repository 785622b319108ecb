import { stripControl } from '../../text/plain-text.ts';

/** What the CA's text about a failed look says went wrong; the words are Boulder's and Pebble's. */
export type Mishap = 'no-answer' | 'turned-away' | 'cut-off' | 'no-name' | 'broken-zone' | 'other';

export function mishapIn(detail: string): Mishap {
  if (/NXDOMAIN|no valid A records|no such host|could not resolve/i.test(detail)) return 'no-name';
  if (/SERVFAIL|DNSSEC|bogus|looking up/i.test(detail)) return 'broken-zone';
  if (/connection refused/i.test(detail)) return 'turned-away';
  if (/timeout after connect|reset by peer|\bEOF\b|error getting validation/i.test(detail)) {
    return 'cut-off';
  }
  if (/timeout|timed out|deadline/i.test(detail)) return 'no-answer';
  return 'other';
}

/** Its first look went well, those from elsewhere in the world did not. */
export function onlyFromElsewhere(detail: string): boolean {
  return /secondary validation/i.test(detail);
}

/** The address it connected to, where the text names one. */
export function addressIn(detail: string): string | null {
  const [, first, six, four] =
    /(?:^|validation: )\[?([0-9a-f]*[.:][0-9a-f.:]+?)\]?: |dial tcp (?:\[([0-9a-f.:]+)\]|([0-9.]+)):\d+:/i.exec(
      detail,
    ) ?? [];
  return first ?? six ?? four ?? null;
}

/** What it got instead of the proof, to follow "It asked for the proof and": "got the status 404". */
export function receivedIn(detail: string): string {
  const text = inOneLine(detail);
  const other = /\(got "(.*)"\)$|" != "(.*)"$/.exec(text);
  if (other) return `got something else (“${gist(other[1] ?? other[2] ?? '')}”)`;
  const status =
    /Invalid response from \S+: (\d{3})\b|Non-200 status code .* returned (\d{3})\b/.exec(text);
  if (status) return `got the status ${status[1] ?? status[2]}`;
  const page = /Invalid response from \S+: "(.+)"/.exec(text)?.[1];
  if (page !== undefined) return `got a page (“${gist(page)}”)`;
  return `says: ${shortened(text)}`;
}

export function inOneLine(text: string): string {
  return stripControl(text).replace(/\s+/g, ' ').trim();
}

/** The readable part of a page, shortened. */
export function gist(page: string): string {
  return shortened(
    inOneLine(page.replace(/<(script|style)\b.*?(<\/\1>|$)/gis, ' ').replace(/<[^>]*(>|$)/g, ' ')),
  );
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80).trimEnd()}…` : text;
}
