import { type Answers, textAnswer } from './answers/answers.ts';
import { LETS_ENCRYPT_LIMITS, type RateLimits } from './certificates/rate-limits.ts';

/** Who issues certificates, by ACME (RFC 8555). */
export interface CertificateAuthority {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  /** '' where the person gives it. */
  readonly directory: string;
  /** The directory on which an order costs nothing, neither limits nor trust. */
  readonly rehearsal: string | null;
  /** Where its terms can be read; '' where we can't know. */
  readonly terms: string;
  /** How long its usual certificates live; null where we can't know. */
  readonly days: number | null;
  /** By which name CAA records allow it (RFC 8659); '' where we can't know. */
  readonly caaName: string;
  /** Its kinds of certificates that are worth choosing (draft-ietf-acme-profiles). */
  readonly profiles: readonly CertificateProfile[];
  /** Absent where we know of none. */
  readonly limits?: RateLimits;
  /**
   * How to get the key id and key of an account, where one must be opened on its website first
   * (RFC 8555, 7.3.4): sentences for a person. Absent where there is no need.
   */
  readonly account?: string;
}

export interface CertificateProfile {
  /** The CA's name for it. */
  readonly id: string;
  readonly label: string;
  readonly note: string;
}

// Buypass, which older lists have, ended in October 2025:
// https://github.com/acmesh-official/acme.sh/issues/6480

/** https://letsencrypt.org/docs/profiles/ */
export const LETS_ENCRYPT: CertificateAuthority = {
  id: 'letsencrypt',
  label: "Let's Encrypt",
  note: 'free, known to every browser',
  directory: 'https://acme-v02.api.letsencrypt.org/directory',
  rehearsal: 'https://acme-staging-v02.api.letsencrypt.org/directory',
  terms: 'https://letsencrypt.org/repository/',
  days: 90,
  caaName: 'letsencrypt.org',
  limits: LETS_ENCRYPT_LIMITS,
  profiles: [
    { id: 'tlsserver', label: 'Lean', note: '45 days; only what a web server needs' },
    { id: 'shortlived', label: 'Short-lived', note: 'under 7 days; renewed twice a week' },
  ],
};

/** https://zerossl.com/documentation/acme/; its certificates are Sectigo's, and so is its CAA name. */
const ZEROSSL: CertificateAuthority = {
  id: 'zerossl',
  label: 'ZeroSSL',
  note: 'free; needs an account on its website',
  directory: 'https://acme.zerossl.com/v2/DV90',
  rehearsal: null,
  terms: 'https://zerossl.com/terms/',
  days: 90,
  caaName: 'sectigo.com',
  profiles: [],
  account:
    'Log in at https://app.zerossl.com/developer and press "Generate" below "EAB Credentials for ACME Clients".',
};

/**
 * https://cloud.google.com/certificate-manager/docs/public-ca-tutorial. Its staging wants another
 * account and other keys, so nothing is rehearsed there.
 */
const GOOGLE: CertificateAuthority = {
  id: 'google',
  label: 'Google Trust Services',
  note: 'free; needs a Google Cloud project',
  directory: 'https://dv.acme-v02.api.pki.goog/directory',
  rehearsal: null,
  terms: 'https://pki.goog/GTS-SA.pdf',
  days: 90,
  caaName: 'pki.goog',
  profiles: [],
  account:
    'In a Google Cloud project with the Public CA API, run: gcloud publicca external-account-keys create. The keyId and the b64MacKey that it prints work for a week, once.',
};

export const OTHER_AUTHORITY: CertificateAuthority = {
  id: 'other',
  label: 'Another one',
  note: "any that speaks ACME, such as your organisation's; you need its directory URL",
  directory: '',
  rehearsal: null,
  terms: '',
  days: null,
  caaName: '',
  profiles: [],
};

export const CERTIFICATE_AUTHORITIES: readonly CertificateAuthority[] = [
  LETS_ENCRYPT,
  ZEROSSL,
  GOOGLE,
  OTHER_AUTHORITY,
];

/** Its limits, by its directory's URL; null where they are not known. */
export function limitsOf(directory: string): RateLimits | null {
  return CERTIFICATE_AUTHORITIES.find((each) => each.directory === directory)?.limits ?? null;
}

/** The CA that the answers choose, complete: another one goes by the name of its own server. */
export function authorityOf(answers: Answers): CertificateAuthority {
  const chosen = textAnswer(answers, 'certificate.authority');
  if (chosen !== OTHER_AUTHORITY.id) {
    return CERTIFICATE_AUTHORITIES.find(({ id }) => id === chosen) ?? LETS_ENCRYPT;
  }
  const directory = textAnswer(answers, 'certificate.directory');
  const label = URL.canParse(directory) ? new URL(directory).host : OTHER_AUTHORITY.label;
  return { ...OTHER_AUTHORITY, label, directory };
}
