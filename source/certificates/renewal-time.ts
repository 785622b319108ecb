import { sha256 } from '../text/sha256.ts';

/** When a CA suggests to renew one certificate (RFC 9773, 4.2). Times are ISO 8601. */
export interface RenewalWindow {
  readonly start: string;
  readonly end: string;
  /** A page that says why, where the CA has a special reason; else null. */
  readonly explanation: string | null;
}

export interface RenewalTime {
  readonly at: Date;
  /** That time has come. */
  readonly due: boolean;
  /** Who chose it: the CA by its window, we by how long the certificate lives, or a person who put it back. */
  readonly by: 'authority' | 'lifetime' | 'person';
}

/** Up to this life, half of it is kept in reserve instead of a third: six days leave no time for a weekend. */
const SHORT_DAYS = 10;
const DAY = 24 * 3600 * 1000;

/**
 * When to renew a certificate: at a point of the CA's window, else when a third of its life is left
 * (half of a short one), whatever its life: 90, 64, 45 or 6 days. `jitter` is from 0 to below 1 and
 * spreads renewals, only ever to earlier; take `jitterOf` so that every look says the same.
 */
export function renewalTime(
  { from, until }: { readonly from: string; readonly until: string },
  window: RenewalWindow | null,
  now: Date,
  jitter: number,
): RenewalTime {
  const [start, end] = [Date.parse(from), Date.parse(until)];
  const suggested = window && pointIn(window, end, jitter);
  if (suggested !== null) return told(suggested, 'authority');
  const life = end - start;
  const reserve = life <= SHORT_DAYS * DAY ? life / 2 : life / 3;
  return told(end - reserve * (1 + jitter / 10), 'lifetime');

  function told(at: number, by: RenewalTime['by']): RenewalTime {
    return { at: new Date(at), due: at <= now.getTime(), by };
  }
}

/** A number from 0 to below 1, always the same for the same text. */
export function jitterOf(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 8), 16) / 2 ** 32;
}

/** Null for a window that is none (RFC 9773, 4.2), or that would let the certificate run out. */
function pointIn(window: RenewalWindow, end: number, jitter: number): number | null {
  const [first, last] = [Date.parse(window.start), Date.parse(window.end)];
  if (!(first < last)) return null;
  const point = first + (last - first) * jitter;
  return point < end ? point : null;
}
