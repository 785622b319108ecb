import { readableHostname } from '../../dns/hostname.ts';
import { providerOf } from '../../dns/providers/chosen.ts';
import { type Query, query } from '../facts.ts';
import type { Finding } from '../finding.ts';

/** An account at a DNS provider that let us in. One that did not is an ExpectedError of the look. */
export interface DnsAccountFact {
  /** The zone there that holds the name; null where the name is free and will be taken. */
  readonly zone: string | null;
}

/** Whether the credentials that were answered open the provider, and the name is in that account. */
export function dnsAccount(provider: string, name: string): Query<'dnsAccount'> {
  return query('dnsAccount', '', `${provider} ${name}`);
}

/** The provider's id and the name. */
export function partsOf(subject: string): { readonly provider: string; readonly name: string } {
  const [provider = '', name = ''] = subject.split(' ');
  return { provider, name };
}

export function dnsAccountFinding({ zone }: DnsAccountFact, subject: string): Finding {
  const { provider, name } = partsOf(subject);
  const { label } = providerOf(provider);
  return zone === null
    ? { status: 'good', text: `${label} lets us in`, note: `${name} will be taken there` }
    : { status: 'good', text: `${label} lets us in`, note: `it holds ${readableHostname(zone)}` };
}
