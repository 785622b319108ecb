import { X509Certificate } from 'node:crypto';
import { sh } from '../../shell.ts';
import { onlyFile } from '../files/file.ts';
import type { CertificateFact } from '../objects.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';

const KEY = '--key';

/**
 * The chain comes over, the key does not: only the public half that openssl(1) derives from it.
 * Null where the chain is no certificate. Where the host has no openssl, the key counts as fitting.
 */
export const certificateProbe: HostProbe<'certificate'> = {
  fact: 'certificate',
  slow: true,
  command: (path) => sh`
    ${onlyFile(path)}
    cat -- ${path} || exit 1
    echo; echo ${KEY}
    stat -L -c %Y -- ${path}
    if [ ! -f ${keyBeside(path)} ]; then echo missing
    elif ! command -v openssl >/dev/null 2>&1; then echo unknown
    else openssl pkey -in ${keyBeside(path)} -passin pass: -pubout
    fi
    :
  `,
  parse: (reply, path) => {
    if (reply.code === SAYS.absent) return null;
    const [chain = '', rest] = reply.stdout.split(`${KEY}\n`);
    const [, written, key] = /^(?:(\d+)\n)?([\s\S]*)$/.exec(rest ?? '') ?? [];
    if (reply.code !== 0 || rest === undefined || key === undefined)
      throw unreadable('certificate', path, reply);
    const leaf = leafIn(chain);
    return leaf && readCertificate(leaf, key.trim(), written);
  },
};

/** The first certificate of a chain in PEM; null where there is none. */
export function leafIn(chain: string): X509Certificate | null {
  const [pem] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(chain) ?? [];
  try {
    return pem === undefined ? null : new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** As openssl and CAs write it: hexadecimal, in capitals. */
export function serialOf(certificate: X509Certificate): string {
  return certificate.serialNumber.toUpperCase();
}

/** `ECDSA P-256`, `RSA 2048`. */
export function readKey({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details = {} } = publicKey;
  const curve = details.namedCurve ?? '';
  if (type === 'ec') return `ECDSA ${CURVES[curve] ?? curve}`;
  return type === 'rsa' ? `RSA ${details.modulusLength ?? ''}` : type;
}

/** NIST's names, as people know them. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** `key` is the public half of the key beside it in PEM, or why that is not known. */
export function readCertificate(
  certificate: X509Certificate,
  key: string,
  written?: string,
): CertificateFact {
  const own = certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString().trim();
  return {
    names: namesOf(certificate.subjectAltName ?? ''),
    from: new Date(certificate.validFrom).toISOString(),
    until: new Date(certificate.validTo).toISOString(),
    issuer: issuerOf(certificate.issuer),
    keyFits: key === 'unknown' || key === own,
    ...(written && { writtenAt: new Date(Number(written) * 1000).toISOString() }),
  };
}

function keyBeside(path: string): string {
  return path.replace(/[^/]*$/, 'key.pem');
}

/** `DNS:study.example.org, IP Address:203.0.113.7` */
function namesOf(subjectAltName: string): string[] {
  return [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s"]+)/g)].map(
    ([, name]) => name ?? '',
  );
}

/** "Let's Encrypt R11": organisation and common name, as people quote an issuer. */
export function issuerOf(issuer: string): string {
  const part = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(issuer)?.[1];
  return [part('O'), part('CN')].filter(Boolean).join(' ') || issuer.replaceAll('\n', ', ');
}
