import type { ImportCertificateRequest } from '@aws-sdk/client-acm';
import type { Secret } from '../../secrets/secret.ts';

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A chain and its key as Amazon takes them: the site's own certificate apart from those that vouch for it. */
export function importedParts({
  chain,
  key,
}: {
  readonly chain: string;
  readonly key: Secret;
}): Pick<ImportCertificateRequest, 'Certificate' | 'CertificateChain' | 'PrivateKey'> {
  const [own = '', ...others] = chain.match(PEM) ?? [];
  const bytes = (text: string) => new TextEncoder().encode(`${text}\n`);
  return {
    ...{ Certificate: bytes(own), PrivateKey: bytes(key.reveal()) },
    ...(others.length > 0 && { CertificateChain: bytes(others.join('\n')) }),
  };
}
