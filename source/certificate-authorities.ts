import { type Answers, textAnswer } from './answers/answers.ts';

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
}

export const LETS_ENCRYPT: CertificateAuthority = {
  id: 'letsencrypt',
  label: "Let's Encrypt",
  note: 'free, known to every browser',
  directory: 'https://acme-v02.api.letsencrypt.org/directory',
  rehearsal: 'https://acme-staging-v02.api.letsencrypt.org/directory',
  terms: 'https://letsencrypt.org/repository/',
};

export const OTHER_AUTHORITY: CertificateAuthority = {
  id: 'other',
  label: 'Another one',
  note: 'any that speaks ACME; you need its directory URL',
  directory: '',
  rehearsal: null,
  terms: '',
};

export const CERTIFICATE_AUTHORITIES: readonly CertificateAuthority[] = [
  LETS_ENCRYPT,
  OTHER_AUTHORITY,
];

/** The CA that the answers choose, complete: another one goes by the name of its own server. */
export function authorityOf(answers: Answers): CertificateAuthority {
  const chosen = textAnswer(answers, 'certificate.authority');
  if (chosen !== OTHER_AUTHORITY.id) return LETS_ENCRYPT;
  const directory = textAnswer(answers, 'certificate.directory');
  const label = URL.canParse(directory) ? new URL(directory).host : OTHER_AUTHORITY.label;
  return { ...OTHER_AUTHORITY, label, directory };
}
