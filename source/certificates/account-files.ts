/** The CA's name as people know it, by its directory URL; the host where we don't know better. */
export function authorityOf(directory: string): string {
  const { hostname, host } = new URL(directory);
  const known = KNOWN.find(([domain]) => hostname === domain || hostname.endsWith(`.${domain}`));
  return known?.[1] ?? host;
}

/** What an account's files are called: after the CA's host, and its port where that is not 443. */
export function accountName(directory: string): string {
  return new URL(directory).host.replace(/[^a-z0-9.-]+/gi, '-');
}

/** The file that holds our account key at a CA, in the folder of account keys. */
export function accountKeyFile(folder: string, directory: string): string {
  return `${folder}/${accountName(directory)}.pem`;
}

/** What counted against the CA's limits lately, in the folder of account keys. */
export function historyFile(folder: string, directory: string): string {
  return `${folder}/${accountName(directory)}.orders`;
}

/** Holds the mail address that the CA was told last. */
export function contactFile(folder: string, directory: string): string {
  return `${folder}/${accountName(directory)}.contact`;
}

const KNOWN: readonly (readonly [string, string])[] = [
  ['letsencrypt.org', "Let's Encrypt"],
  ['zerossl.com', 'ZeroSSL'],
  ['pki.goog', 'Google Trust Services'],
  ['ssl.com', 'SSL.com'],
];
