import { readableHostname } from '../../dns/hostname.ts';
import { type Finding, unremarkable } from '../finding.ts';

/**
 * Whether a zone's signatures hold. `broken`: a resolver that checks them refuses its answers, and
 * gives them where it is asked not to check (RFC 4035, 3.2.2). `unknown`: no resolver could be asked.
 */
export type DnssecFact = 'fine' | 'broken' | 'unknown';

export function dnssecFinding(fact: DnssecFact, zone: string): Finding {
  const name = readableHostname(zone);
  if (fact !== 'broken') return unremarkable(`The DNS of ${name} can be trusted`);
  return {
    status: 'warning',
    text: `The DNSSEC signatures of ${name} are broken`,
    note: 'no certificate can be had, and many people can not reach it',
    advice: [
      `Where ${name} was bought, compare the DS record with the key at the company that runs its DNS.`,
      'Or remove the DS record there; this switches DNSSEC off.',
    ],
  };
}
