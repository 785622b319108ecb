import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Finding } from '../facts/finding.ts';
import type { Secret } from '../secrets/secret.ts';
import { chainFindings } from './own-chain.ts';

/** The files of a person who has a certificate already, as they were given. */
export interface OwnCertificate {
  /** `fullchain.pem`: the certificate, then those that vouch for it. */
  readonly chain: Uint8Array;
  /** `key.pem`. */
  readonly key: Secret;
}

/** It runs out so soon that somebody has to act (days). */
const SOON_DAYS = 14;

/**
 * What is wrong with a person's own certificate files, in the order in which it should be mended;
 * one finding that all is well, where it is. Touches nothing.
 */
export function checkOwnCertificate(
  { chain, key }: OwnCertificate,
  names: readonly string[],
  now: Date,
): readonly Finding[] {
  const text = Buffer.from(chain).toString('latin1');
  const wrongFile = wrongKind(text, chain);
  if (wrongFile) return [wrongFile];
  const certificates = certificatesIn(text);
  const [leaf, ...above] = certificates ?? [];
  if (leaf === undefined) return [stops('The certificate file cannot be read.', [COPY_AGAIN])];
  const opened = openKey(key);
  const findings = [
    ...('finding' in opened ? [opened.finding] : keyFindings(opened.key, leaf, above)),
    ...dateFindings(leaf, now),
    ...nameFindings(leaf, names),
    ...chainFindings(leaf, above, now),
  ];
  if (findings.length > 0) return findings;
  const until = new Date(leaf.validTo).toISOString();
  return [
    {
      status: 'good',
      text: `A certificate for ${names.join(' and ')}, valid until ${until.slice(0, 10)}.`,
    },
  ];
}

/** Files that hold a certificate in another form, and the line that turns them into PEM. */
function wrongKind(text: string, bytes: Uint8Array): Finding | undefined {
  if (text.includes('-----BEGIN CERTIFICATE-----')) return undefined;
  if (text.includes('-----BEGIN PKCS7-----')) {
    return stops('The certificate file is in the format PKCS #7 (.p7b).', [
      'openssl pkcs7 -print_certs -in FILE.p7b -out fullchain.pem',
    ]);
  }
  if (/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(text)) {
    return stops('The file is a request for a certificate (CSR), not the certificate.', [
      'Take the certificate that the authority sent back.',
    ]);
  }
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return stops('The file is a key, not a certificate. Most often the two files were exchanged.', [
      'Give the certificate in the place of the certificate, and the key in that of the key.',
    ]);
  }
  // DER begins with a SEQUENCE: of a number in PKCS #12 (version 3), of another SEQUENCE in X.509.
  if (bytes[0] !== 0x30) return undefined;
  if (isPkcs12(bytes)) {
    return stops('The certificate file is in the format PKCS #12 (.pfx, .p12).', [
      'openssl pkcs12 -in FILE.pfx -nokeys -out fullchain.pem',
      'openssl pkcs12 -in FILE.pfx -nocerts -nodes -out key.pem',
    ]);
  }
  return stops('The certificate file is in the binary format DER (.cer, .der).', [
    'openssl x509 -inform der -in FILE.cer -out certificate.pem',
  ]);
}

function isPkcs12(bytes: Uint8Array): boolean {
  const length = bytes[1] ?? 0;
  const head = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return bytes[head] === 0x02 && bytes[head + 1] === 0x01 && bytes[head + 2] === 0x03;
}

function certificatesIn(text: string): readonly X509Certificate[] | null {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return null;
  }
}

function openKey(pem: Secret): { readonly key: KeyObject } | { readonly finding: Finding } {
  const text = pem.reveal();
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text)) {
    const advice = ['openssl pkey -in KEY.pem -out key.pem'];
    return {
      finding: stops(
        'The key is locked with a password, and a server has nobody to type it.',
        advice,
      ),
    };
  }
  if (/-----BEGIN CERTIFICATE-----/.test(text) && !/PRIVATE KEY-----/.test(text)) {
    return {
      finding: stops('The key file is a certificate. Most often the two files were exchanged.', [
        'Give the certificate in the place of the certificate, and the key in that of the key.',
      ]),
    };
  }
  try {
    return { key: createPrivateKey(text) };
  } catch {
    const advice = ['It must be a text with -----BEGIN PRIVATE KEY----- in it.', COPY_AGAIN];
    return { finding: stops('The key file cannot be read.', advice) };
  }
}

function keyFindings(
  key: KeyObject,
  leaf: X509Certificate,
  above: readonly X509Certificate[],
): Finding[] {
  if (leaf.checkPrivateKey(key)) return [];
  if (above.some((one) => one.checkPrivateKey(key))) {
    return [
      stops('The certificates stand in the wrong order: the one of your site must come first.', [
        'Put your own certificate at the top of the file, and those of the authority below it.',
      ]),
    ];
  }
  return [
    stops('The key does not belong to the certificate.', [
      'Find the key that was made together with the request for this very certificate.',
      'If it is lost, ask the authority to issue the certificate anew for a new key.',
    ]),
  ];
}

function dateFindings(leaf: X509Certificate, now: Date): Finding[] {
  const [from, until] = [new Date(leaf.validFrom), new Date(leaf.validTo)];
  const day = (date: Date) => date.toISOString().slice(0, 10);
  if (until <= now) {
    return [
      stops(`The certificate ended on ${day(until)}.`, ['Get a new one from the authority.']),
    ];
  }
  if (from > now) {
    return [
      stops(`The certificate is valid only from ${day(from)} on.`, [
        'Check the clock of this computer.',
        'Or wait until then.',
      ]),
    ];
  }
  if (until.getTime() - now.getTime() > SOON_DAYS * 24 * 3600 * 1000) return [];
  const text = `The certificate ends soon, on ${day(until)}, and nothing renews it by itself.`;
  return [{ status: 'warning', text, advice: ['Get the next one from the authority now.'] }];
}

function nameFindings(leaf: X509Certificate, names: readonly string[]): Finding[] {
  const missing = names.filter((name) => leaf.checkHost(name, { subject: 'never' }) === undefined);
  if (missing.length === 0) return [];
  const covered = [...(leaf.subjectAltName ?? '').matchAll(/DNS:([^,\s"]+)/g)].map(
    ([, name]) => name,
  );
  const has =
    covered.length === 0
      ? 'it names none in a way that browsers accept'
      : `it is for ${covered.join(', ')}`;
  return [
    stops(`The certificate does not cover ${missing.join(' and ')}: ${has}.`, [
      'Get one that names all of them.',
    ]),
  ];
}

const COPY_AGAIN =
  'Copy the file again: it must be text with lines like -----BEGIN CERTIFICATE-----.';

function stops(text: string, advice: readonly string[]): Finding {
  return { status: 'stops', text, advice };
}
