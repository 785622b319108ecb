import type { Trouble } from '../expected-error.ts';

/** A limit of a CA, met or about to be. */
export type Limit =
  | { readonly of: 'same-certificate' }
  | { readonly of: 'domain'; readonly domain: string }
  | { readonly of: 'failures'; readonly name: string }
  | { readonly of: 'accounts' }
  | { readonly of: 'orders' }
  /** The CA stopped asking this name for good; only its own page lifts that. */
  | { readonly of: 'paused'; readonly page: string | null }
  | { readonly of: 'other' };

/** Whose limit, for which names, and when it works again; '' where that is not known. All in words. */
export interface LimitCase {
  readonly authority: string;
  readonly names: string;
  readonly when: string;
}

/** What a person is told of a limit. */
export function limitWords(
  limit: Limit,
  { authority, names, when }: LimitCase,
): Pick<Trouble, 'what' | 'why' | 'next'> {
  const again = when === '' ? '' : `It works again on ${when}.`;
  const wait =
    when === ''
      ? 'Run setup-server again in some hours; everything so far is kept.'
      : `Run setup-server again on ${when}; everything so far is kept.`;
  switch (limit.of) {
    case 'same-certificate':
      return {
        what: `${authority} has made this same certificate too often in the last days.`,
        why: `It counts certificates for exactly ${names}. ${again}`.trim(),
        next: [
          'If an earlier server or a backup still has such a certificate, use that one.',
          'Add or leave out one name (with or without www.): that is another certificate to it.',
          wait,
        ],
      };
    case 'domain':
      return {
        what: `${authority} has made too many certificates for names under ${limit.domain} in the last days.`,
        why: `All names under ${limit.domain} share one limit, whoever they belong to. ${again}`.trim(),
        next: ['Choose a name under another domain.', wait],
      };
    case 'failures':
      return {
        what: `${authority} has refused ${limit.name || names} too often in the last hour.`,
        why: `After some failures it does not look any more for a while. ${again}`.trim(),
        next: ['Use the time to find out why it failed before: the name, or port 80.', wait],
      };
    case 'accounts':
      return {
        what: `Too many accounts were opened at ${authority} from this network.`,
        why: again,
        next: [wait, 'Or try from another network.'],
      };
    case 'paused':
      return {
        what: `${authority} has stopped making certificates for ${names}, after very many failures.`,
        why: 'Waiting does not end this; its own page does.',
        next: [
          limit.page
            ? `Open ${limit.page} and let it begin again.`
            : `Look on the website of ${authority} how to begin again.`,
        ],
      };
    case 'orders':
    case 'other':
      return {
        what: `${authority} asks to come back later: it was asked too often.`,
        why: again,
        next: [wait],
      };
  }
}
