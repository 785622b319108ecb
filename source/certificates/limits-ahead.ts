import { sharedSuffixOf } from '../dns/shared-suffix.ts';
import type { PastOrder } from './order-history.ts';
import type { RateLimit, RateLimits } from './rate-limits.ts';

/** A limit that the next order would come near to, or meet. */
export interface LimitAhead {
  readonly of: 'refusals' | 'failures' | 'same-names' | 'domain' | 'orders';
  /** What counts for it: a name, or a domain; '' where it is the account. */
  readonly subject: string;
  readonly used: number;
  readonly most: number;
  /** What this server did is enough to fill it. */
  readonly full: boolean;
  /** Whether the next order is refused then; where that depends on what can't be known here, it may be. */
  readonly certain: boolean;
  /** Where it is full, when there is room for one order; else, when there is room for the one after the next. */
  readonly until: Date;
}

/** After two refusals within an hour we wait of ourselves: the third may be one too many for the name. */
const CAUTION = { refusals: 2, minutes: 60 };
const MINUTE = 60_000;

/**
 * What an order for these names meets, the gravest first: the limits that are full, then those that
 * it would fill. Others may have used up more of them than this server did.
 */
export function limitsAhead(
  history: readonly PastOrder[],
  names: readonly string[],
  limits: RateLimits | null,
  now: Date,
): LimitAhead[] {
  if (limits === null) return [];
  const counted = history.filter(({ exempt }) => exempt !== true);
  const issued = counted.filter(({ outcome }) => outcome === 'issued');
  const refused = counted.filter(({ outcome }) => outcome === 'refused');
  const key = (some: readonly string[]) => [...some].map(lower).sort().join();
  const under = (domain: string) => (name: string) => domainOf(name) === domain;

  const look = (
    of: LimitAhead['of'],
    subject: string,
    limit: RateLimit,
    orders: readonly PastOrder[],
    certain = true,
  ): LimitAhead[] => {
    const times = orders.map(({ at }) => Date.parse(at));
    const fill = fillOf(times, limit, now.getTime());
    return fill ? [{ of, subject, certain, ...fill }] : [];
  };
  const same = issued.filter((each) => key(each.names) === key(names));
  const ahead = [
    ...look('same-names', '', limits.sameNames, same),
    ...distinct(names).flatMap((name) => {
      const failed = refused.filter((each) => each.names.map(lower).includes(name));
      // Of an order for several names it is not written down which one failed.
      const alone = failed.every((each) => each.names.length === 1);
      return look('failures', name, limits.failures, failed, alone);
    }),
    ...distinct(names.map(domainOf)).flatMap((domain) => {
      const below = issued.filter((each) => each.names.some(under(domain)));
      return look('domain', domain, limits.domain, below, false);
    }),
    ...look('orders', '', limits.orders, counted),
  ];
  const rank = ({ full, certain }: LimitAhead) => Number(full) * 2 + Number(full && certain);
  return ahead.sort((one, other) => rank(other) - rank(one));
}

/** Why we would not order now although the CA might still look; null where there is no reason. */
export function cautionAfterRefusals(
  history: readonly PastOrder[],
  names: readonly string[],
  { failures }: Pick<RateLimits, 'failures'>,
  now: Date,
): LimitAhead | null {
  const since = now.getTime() - CAUTION.minutes * MINUTE;
  const recent = history
    .filter(
      ({ outcome, names: some }) =>
        outcome === 'refused' && some.some((one) => names.includes(one)),
    )
    .map(({ at }) => Date.parse(at))
    .filter((at) => at > since);
  const until = new Date(Math.max(...recent) + failures.refillMinutes * MINUTE);
  if (recent.length < CAUTION.refusals || until <= now) return null;
  return {
    of: 'refusals',
    subject: '',
    used: recent.length,
    most: failures.most,
    full: true,
    certain: false,
    until,
  };
}

/** Undefined where there is room for this order and the next one. A bucket that overflows is full. */
function fillOf(times: readonly number[], { most, refillMinutes }: RateLimit, now: number) {
  const refill = refillMinutes * MINUTE;
  // When all of it will be there again, as each order takes some.
  const whole = [...times]
    .sort((a, b) => a - b)
    .reduce((until, at) => Math.max(until, at) + refill, 0);
  const roomAt = (wholeAt: number) => wholeAt - (most - 1) * refill;
  const used = Math.max(0, Math.ceil((whole - now) / refill));
  const full = roomAt(whole) > now;
  const until = full ? roomAt(whole) : roomAt(Math.max(whole, now) + refill);
  // In a limit of hundreds the last one is nothing to speak of yet: it is back in seconds.
  if (!full && (until <= now || refill < MINUTE)) return undefined;
  return { used, most, full, until: new Date(until) };
}

/**
 * The registered domain as far as it can be told without the Public Suffix List, which CAs go by: an
 * order under a domain that is none is counted where it does not belong, so this only warns.
 */
function domainOf(name: string): string {
  const labels = lower(name).replace(/^\*\./, '').split('.');
  const shared = sharedSuffixOf(name);
  if (shared?.listed) return labels.slice(-shared.suffix.split('.').length - 1).join('.');
  const [second = '', top = ''] = labels.slice(-2);
  // example.co.uk, example.com.au
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}

function lower(name: string): string {
  return name.toLowerCase();
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names.map(lower))];
}
