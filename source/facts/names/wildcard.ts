import { readableHostname } from '../../dns/hostname.ts';
import { type Finding, unremarkable } from '../finding.ts';

/** Where a name that nobody made leads, beside the one that was asked about; empty where nowhere. */
export type WildcardFact = readonly string[];

export function wildcardFinding(addresses: WildcardFact, name: string): Finding {
  const [first = '', ...rest] = name.split('.');
  const zone = readableHostname(rest.join('.'));
  if (addresses.length === 0) return unremarkable(`${readableHostname(name)} has its own record`);
  return {
    status: 'warning',
    aside: true,
    text: `Every name in front of ${zone} leads to ${addresses.join(' and ')}`,
    note: `by a record named *; one named ${first} goes before it`,
  };
}
