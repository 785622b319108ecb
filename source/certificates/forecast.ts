import type { Trouble } from '../expected-error.ts';
import { whenInWords } from '../text/when.ts';
import { limitWords } from './limit-words.ts';
import { type LimitAhead, limitsAhead } from './limits-ahead.ts';
import type { PastOrder } from './order-history.ts';
import type { RateLimits } from './rate-limits.ts';

/** What an order would meet: it would be refused, or it may be and this is what to know. */
export type Foreseen = { readonly stops: Trouble } | { readonly warns: string };

export interface OrderAhead {
  /** The CA's name. */
  readonly authority: string;
  /** Null where they are not known. */
  readonly limits: RateLimits | null;
  readonly names: readonly string[];
  /** The orders of this server so far. */
  readonly history: readonly PastOrder[];
  /** Whether it names its predecessor, and so counts for nothing. */
  readonly exempt: 'yes' | 'no' | 'perhaps';
}

/** What is to be said of an order before it is placed; undefined where nothing is near. */
export function forecast(order: OrderAhead, now: Date): Foreseen | undefined {
  const { history, names, limits, exempt, authority } = order;
  if (exempt === 'yes') return undefined;
  const [first] = limitsAhead(history, names, limits, now);
  if (first === undefined) return undefined;
  if (first.full && first.certain && exempt === 'no') {
    return { stops: limitAheadTrouble(first, authority, names.join(' and '), now) };
  }
  return { warns: warning(first, order, now) };
}

/** Why it would be of no use to order now. */
export function limitAheadTrouble(
  { of, subject, until }: LimitAhead,
  authority: string,
  names: string,
  now: Date,
): Trouble {
  const when = whenInWords(until, now);
  const occasion = { authority, names, when };
  switch (of) {
    case 'refusals':
      return {
        code: 'acme.refused-twice',
        what: `${authority} has refused ${names} twice within an hour, so it is not asked a third time yet.`,
        why: `After a few more refusals it would lock the name out for longer. It can be tried again on ${when}.`,
        next: [
          'Use the time to find out why it failed before: the name, port 80, or the DNS records.',
          `Run setup-server again on ${when}; everything so far is kept.`,
        ],
      };
    case 'same-names':
      return { code: 'acme.same-certificate', ...limitWords({ of: 'same-certificate' }, occasion) };
    case 'failures':
      return {
        code: 'acme.failed-often',
        ...limitWords({ of: 'failures', name: subject }, occasion),
      };
    case 'domain':
      return {
        code: 'acme.domain-full',
        ...limitWords({ of: 'domain', domain: subject }, occasion),
      };
    case 'orders':
      return { code: 'acme.ordered-often', ...limitWords({ of: 'orders' }, occasion) };
  }
}

function warning(ahead: LimitAhead, { authority, exempt }: OrderAhead, now: Date): string {
  const { used, most, full, until } = ahead;
  const when = whenInWords(until, now);
  const count = `${used} of the ${most} ${COUNTS[ahead.of]} that ${authority} allows`;
  const where = ahead.subject === '' ? '' : ` for ${ahead.subject}`;
  if (!full) {
    return `This server has used up ${count}${where}. This is the last one; the next is possible on ${when}.`;
  }
  const unless =
    exempt === 'perhaps' ? ' unless it counts this as a renewal' : ', if it counts as we do';
  return `This server has used up ${count}${where}. It refuses this one${unless}; it works again on ${when}.`;
}

const COUNTS: Readonly<Record<LimitAhead['of'], string>> = {
  refusals: 'refusals within an hour',
  failures: 'refusals within an hour',
  'same-names': 'certificates a week with exactly these names',
  domain: 'certificates a week',
  orders: 'orders within three hours',
};
