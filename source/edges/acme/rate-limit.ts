import type { Problem } from './refusal.ts';

/** Which limit was met, told from the CA's own text; the words are Boulder's, Let's Encrypt's server. */
export type Limit =
  | { readonly of: 'same-certificate' }
  | { readonly of: 'domain'; readonly domain: string }
  | { readonly of: 'failures'; readonly name: string }
  | { readonly of: 'accounts' }
  | { readonly of: 'orders' }
  /** The CA stopped asking this name for good; only its own page lifts that. */
  | { readonly of: 'paused'; readonly page: string | null }
  | { readonly of: 'other' };

export function limitOf({ detail }: Problem): Limit {
  const quoted = /"([^"]+)"/.exec(detail)?.[1] ?? '';
  if (/prevented from requesting certificates/i.test(detail)) {
    return { of: 'paused', page: /https:\/\/\S+/.exec(detail)?.[0].replace(/[.,)]+$/, '') ?? null };
  }
  if (/exact set of/i.test(detail)) return { of: 'same-certificate' };
  if (/already issued for/i.test(detail)) return { of: 'domain', domain: quoted };
  if (/failed authorizations/i.test(detail)) return { of: 'failures', name: quoted };
  if (/new registrations|too many registrations/i.test(detail)) return { of: 'accounts' };
  if (/new orders/i.test(detail)) return { of: 'orders' };
  return { of: 'other' };
}

/** When it works again: from the Retry-After header, else from the text. */
export function worksAgainAt({ retryAt, detail }: Problem): Date | undefined {
  if (retryAt) return retryAt;
  const found = /retry after (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/i.exec(detail);
  if (!found) return undefined;
  const at = new Date(`${found[1]}T${found[2]}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** "Tuesday 3 February at 12:22 GMT, in 34 hours". In the system's time zone where none is given. */
export function whenInWords(at: Date, now: Date, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...zone,
  }).format(at);
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...zone,
  }).format(at);
  return `${day.replace(',', '')} at ${time}, ${inHowLong((at.getTime() - now.getTime()) / 60_000)}`;
}

function inHowLong(minutes: number): string {
  if (minutes < 1.5) return 'in a minute';
  if (minutes < 90) return `in ${Math.ceil(minutes)} minutes`;
  if (minutes < 48 * 60) return `in ${Math.ceil(minutes / 60)} hours`;
  return `in ${Math.ceil(minutes / 60 / 24)} days`;
}
