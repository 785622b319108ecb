import tls from 'node:tls';

/**
 * From here on this process trusts a certificate, as NODE_EXTRA_CA_CERTS would have it from the
 * start. Everything else of TLS stays as it is. Gives what ends it.
 */
export function trustFromNowOn(pem: string): () => void {
  if (trusted.has(pem)) return () => {};
  trusted.add(pem);
  const create = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const made = create(options);
    (made.context as { addCACert: (pem: string) => void }).addCACert(pem);
    return made;
  };
  return () => {
    tls.createSecureContext = create;
    trusted.delete(pem);
  };
}

const trusted = new Set<string>();
