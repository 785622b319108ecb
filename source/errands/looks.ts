import { accountName } from '../certificates/account-files.ts';
import type { AccountFact } from '../facts/certificates/accounts.ts';
import type { KeptCertificate } from '../facts/certificates/kept-certificates.ts';
import { type Facts, query } from '../facts/facts.ts';

export function certificatesQuery(host: string, install: string) {
  return query('keptCertificates', host, install);
}

export function accountsQuery(host: string) {
  return query('accounts', host);
}

/** What everything about certificates looks at. */
export function certificateLooks(host: string, install: string) {
  return [certificatesQuery(host, install), accountsQuery(host)];
}

export function certificatesOf(facts: Facts, host: string, install: string) {
  return facts.get(certificatesQuery(host, install)) ?? [];
}

/** The one with this serial number, wherever it lies by now. */
export function withSerial(
  facts: Facts,
  host: string,
  install: string,
  serial: string,
): KeptCertificate | undefined {
  return certificatesOf(facts, host, install).find((each) => each.serial === serial);
}

/** The account at the CA with this directory URL; undefined where the host has none. */
export function accountAt(facts: Facts, host: string, directory: string): AccountFact | undefined {
  const accounts = facts.get(accountsQuery(host)) ?? [];
  return URL.canParse(directory)
    ? accounts.find(({ name }) => name === accountName(directory))
    : undefined;
}
