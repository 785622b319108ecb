import type { Trouble } from '../expected-error.ts';

/** One order at a CA's real address that counts against its limits. */
export interface PastOrder {
  /** ISO 8601. */
  readonly at: string;
  readonly names: readonly string[];
  /** `refused`: the CA looked at a name and did not find it in order. */
  readonly outcome: 'issued' | 'refused';
}

/** A CA's limit for certificates with exactly the same names (Let's Encrypt: 5, and one more every 34 hours). */
export interface SameNamesLimit {
  readonly certificates: number;
  readonly refillHours: number;
}

/** https://letsencrypt.org/docs/rate-limits/: five refusals of a name an hour, one more every 12 minutes. */
const REFUSALS = { beforeWaiting: 2, minutes: 60, refillMinutes: 12 };
const KEPT_DAYS = 8;
const MINUTE = 60_000;

/** One JSON object a line. What can't be read is left out: it only spares orders. */
export function readHistory(text: string): readonly PastOrder[] {
  return text.split('\n').flatMap((line) => {
    try {
      const { at, names, outcome } = JSON.parse(line);
      const fits = Array.isArray(names) && (outcome === 'issued' || outcome === 'refused');
      return fits && !Number.isNaN(Date.parse(at)) ? [{ at, names, outcome }] : [];
    } catch {
      return [];
    }
  });
}

/** The history with one more order, and without those that no longer count. */
export function historyText(history: readonly PastOrder[], one: PastOrder): string {
  const since = Date.parse(one.at) - KEPT_DAYS * 24 * 60 * MINUTE;
  return [...history, one]
    .filter(({ at }) => Date.parse(at) > since)
    .map((each) => `${JSON.stringify(each)}\n`)
    .join('');
}

export type Obstacle = { readonly of: 'refusals' | 'same-names'; readonly until: Date };

/** Why it would be wrong to order now; null where nothing is in the way. */
export function obstacle(
  history: readonly PastOrder[],
  names: readonly string[],
  limit: SameNamesLimit | null,
  now: Date,
): Obstacle | null {
  return (
    afterRefusals(history, names, now) ?? (limit && afterSameNames(history, names, limit, now))
  );
}

/** What the person is told; `when` is `until` in words. */
export function troubleOfObstacle(
  { of }: Obstacle,
  authority: string,
  names: string,
  when: string,
): Trouble {
  if (of === 'refusals') {
    return {
      code: 'acme.refused-twice',
      what: `${authority} has refused ${names} twice within an hour, so it is not asked a third time yet.`,
      why: `After a few more refusals it would lock the name out for longer. It can be tried again on ${when}.`,
      next: [
        'Use the time to find out why it failed before: the name, port 80, or the DNS records.',
        `Run setup-server again on ${when}; everything so far is kept.`,
      ],
    };
  }
  return {
    code: 'acme.same-certificate',
    what: `${authority} has made this same certificate as often as it does within a week.`,
    why: `It counts certificates for exactly ${names}, and would refuse the next one. It works again on ${when}.`,
    next: [
      'If an earlier server or a backup still has such a certificate, use that one.',
      'Add or leave out one name (with or without www.): that is another certificate to it.',
      `Run setup-server again on ${when}; everything so far is kept.`,
    ],
  };
}

function afterRefusals(
  history: readonly PastOrder[],
  names: readonly string[],
  now: Date,
): Obstacle | null {
  const since = now.getTime() - REFUSALS.minutes * MINUTE;
  const recent = history
    .filter(
      ({ outcome, names: some }) =>
        outcome === 'refused' && some.some((one) => names.includes(one)),
    )
    .map(({ at }) => Date.parse(at))
    .filter((at) => at > since);
  const until = Math.max(...recent) + REFUSALS.refillMinutes * MINUTE;
  const waits = recent.length >= REFUSALS.beforeWaiting && until > now.getTime();
  return waits ? { of: 'refusals', until: new Date(until) } : null;
}

/** A bucket that loses one certificate every so many hours, and overflows. */
function afterSameNames(
  history: readonly PastOrder[],
  names: readonly string[],
  { certificates, refillHours }: SameNamesLimit,
  now: Date,
): Obstacle | null {
  const refill = refillHours * 60 * MINUTE;
  const same = (some: readonly string[]) => [...some].sort().join() === [...names].sort().join();
  const issued = history
    .filter(({ outcome, names: some }) => outcome === 'issued' && same(some))
    .map(({ at }) => Date.parse(at))
    .sort((a, b) => a - b);
  // When the bucket will be empty, as each certificate fills it.
  const empty = issued.reduce((until, at) => Math.max(until, at) + refill, 0);
  const until = empty - (certificates - 1) * refill;
  return until > now.getTime() ? { of: 'same-names', until: new Date(until) } : null;
}
