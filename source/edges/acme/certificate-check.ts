import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { ExpectedError } from '../../expected-error.ts';
import { Secret } from '../../secrets/secret.ts';

/** A fresh key, ECDSA P-256 unless RSA is wanted, as PKCS #8 PEM. */
export function newKey(kind?: 'rsa-2048'): Secret {
  const { privateKey } =
    kind === 'rsa-2048'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** Whether a text is a private key that Node can read. */
export function isPrivateKey(pem: Secret): boolean {
  try {
    createPrivateKey(pem.reveal());
    return true;
  } catch {
    return false;
  }
}

/**
 * The chain as it is written: leaf first, one newline at the end of each. Throws where it is not
 * for this key or leaves out a name: such a file would take the site down.
 */
export function checkedChain(chain: string, key: Secret, names: readonly string[]): string {
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const leaf = blocks[0] === undefined ? undefined : read(blocks[0]);
  if (leaf === undefined) throw odd('What it sent cannot be read as a certificate.');
  if (!leaf.checkPrivateKey(createPrivateKey(key.reveal()))) {
    throw odd('It does not belong to the key that it was asked for.');
  }
  const missing = names.filter((name) => leaf.checkHost(name) === undefined);
  if (missing.length > 0) throw odd(`It does not cover ${missing.join(', ')}.`);
  return blocks.map((block) => `${block.replaceAll('\r', '')}\n`).join('');
}

function read(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function odd(why: string): ExpectedError {
  return new ExpectedError({
    code: 'acme.odd-certificate',
    what: 'The certificate authority sent a certificate that is of no use.',
    why,
    next: ['Try again; if it happens twice, choose another certificate authority.'],
  });
}
