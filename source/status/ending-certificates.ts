import type { Facts } from '../facts/facts.ts';
import { REMEMBERED } from '../hosts/remembered.ts';
import { dayOf } from '../text/day.ts';
import { daysLeft, SOON_DAYS } from './install-status.ts';

/** A certificate that ends soon or has ended, as far as this computer knows. */
export interface EndingCertificate {
  /** The host's id. */
  readonly host: string;
  readonly install: string;
  /** The website's main name. */
  readonly name: string;
  /** ISO 8601. */
  readonly until: string;
  /** Negative where it has ended. */
  readonly daysLeft: number;
  /** When this computer was there last (ISO 8601). */
  readonly seen: string;
}

/** From what is remembered alone: nobody is connected to. The one that ends first comes first. */
export function endingCertificates(facts: Facts): EndingCertificate[] {
  const remembered = facts.get(REMEMBERED);
  const now = new Date(remembered?.at ?? 0);
  const all = (remembered?.hosts ?? []).flatMap(({ address, installs, lastUsed }) =>
    installs.flatMap(({ install, names, until }) =>
      until === undefined
        ? []
        : [
            {
              ...{ host: address, install, name: names[0] ?? install, until, seen: lastUsed },
              daysLeft: daysLeft(until, now),
            },
          ],
    ),
  );
  return all
    .filter((each) => each.daysLeft < SOON_DAYS)
    .sort((one, other) => Date.parse(one.until) - Date.parse(other.until));
}

/** What is said about it, loudly. */
export function endingWords({ name, until, daysLeft: days }: EndingCertificate): string {
  if (days < 0)
    return `The certificate of ${name} ended on ${dayOf(until)}. Browsers turn visitors away.`;
  const left = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
  return `The certificate of ${name} ends ${left} (${dayOf(until)}). Then browsers turn visitors away.`;
}

/** How sure that is. */
export function seenWords(endings: readonly EndingCertificate[]): string {
  const [first = ''] = endings.map(({ seen }) => seen).sort();
  return `Seen last on ${dayOf(first)}. If it was renewed since, nothing is done.`;
}
