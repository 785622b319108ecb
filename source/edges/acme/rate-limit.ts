import type { Limit } from '../../certificates/limit-words.ts';
import type { Problem } from './refusal.ts';

/** Which limit was met, told from the CA's own text; the words are Boulder's, Let's Encrypt's server. */
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
