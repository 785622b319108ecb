import { readableHostname } from '../../dns/hostname.ts';
import { type Finding, unremarkable } from '../finding.ts';

/** What the registry says of a domain (RDAP, RFC 9083). */
export interface RegistrationFact {
  /** In the registry's words (RFC 8056): `client hold`. */
  readonly status: readonly string[];
  /** Whole days until it ends, below zero afterwards; null where the registry does not tell. */
  readonly daysLeft: number | null;
}

const SOON_DAYS = 21;
/** With these a domain is taken out of the DNS (RFC 5731, 2.3; RFC 3915, 3.1), or soon will be. */
const SWITCHED_OFF = ['client hold', 'server hold', 'redemption period', 'pending delete'];

export function registrationFinding(
  fact: RegistrationFact | null,
  domain: string,
): Finding | undefined {
  if (fact === null) return undefined;
  const name = readableHostname(domain);
  const off = fact.status.find((status) => SWITCHED_OFF.includes(status.toLowerCase()));
  if (off !== undefined) {
    return {
      status: 'warning',
      text: `${name} is switched off at the registry (${off})`,
      note: 'ask the company where it was bought: a bill, or a mail to confirm, may be open',
    };
  }
  const { daysLeft } = fact;
  if (daysLeft === null || daysLeft > SOON_DAYS) return unremarkable(`${name} is registered`);
  const when =
    daysLeft < 0 ? 'has ended' : daysLeft === 0 ? 'ends today' : `ends in ${daysLeft} days`;
  return {
    status: 'warning',
    text: `The registration of ${name} ${when}`,
    note: 'see that it is renewed where it was bought; without it the website is gone',
  };
}
