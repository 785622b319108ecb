import type { CertificateOrder, ExternalAccount } from '../certificates/certificate-action.ts';
import type { AccountGoal } from '../dns/providers/chosen.ts';
import { readSealed, type Sealed, withKeptSecrets } from './sealed.ts';

/** What is renewed for an install, and by what means: `renewal/installs/<install>.json`. */
export interface RenewalOrder {
  readonly install: string;
  /** Without what only a first order needs. */
  readonly certificate: Omit<CertificateOrder, 'externalAccount'>;
  /** The account for `dns-01`. */
  readonly dns?: AccountGoal;
  /** Where a renewed certificate must be served before it counts; elsewhere nobody looks. */
  readonly served: readonly ServedAt[];
  /** The certificate at Amazon (its ARN) that a renewed one replaces: a balancer shows it, nobody here. */
  readonly handsTo?: string;
  /** The files by which the front tells what it has read; absent where there is no front. */
  readonly site?: { readonly front: string; readonly site: string };
  /** How long what serves it may take until it does, in seconds; half a minute where absent. */
  readonly patienceSeconds?: number;
}

/** A TLS server as the renewal program's container reaches it. */
export interface ServedAt {
  readonly host: string;
  readonly port: number;
  /** By which name it is asked (SNI). */
  readonly name: string;
}

/** What the server is told to renew: the order of the first certificate, as it repeats by itself. */
export function renewalOrder(
  install: string,
  order: CertificateOrder & { readonly externalAccount?: ExternalAccount },
  rest: Pick<RenewalOrder, 'dns' | 'served' | 'site' | 'patienceSeconds' | 'handsTo'>,
): RenewalOrder {
  // The server has an account of its own by now; and what works needs no rehearsal.
  const { externalAccount: _, unseen: __, ...certificate } = order;
  return { install, certificate: { ...certificate, rehearsal: null }, ...rest };
}

/** As it is written; what is only known to the file that is there is kept. */
export function orderToWrite(wanted: RenewalOrder, found: Sealed | undefined): Sealed {
  const kept = readOrder(found);
  const needsAccount = wanted.certificate.proof === 'dns-01' && !wanted.dns;
  const whole = { ...wanted, ...(needsAccount && kept?.dns && { dns: kept.dns }) };
  return withKeptSecrets(whole as unknown as Sealed, found);
}

/** Null where it is not an order of ours. */
export function readOrder(sealed: Sealed | undefined): RenewalOrder | null {
  const { install, certificate, served } = (sealed ?? {}) as Partial<RenewalOrder>;
  const whole =
    typeof install === 'string' &&
    Array.isArray(certificate?.names) &&
    typeof certificate.directory === 'string' &&
    typeof certificate.folder === 'string' &&
    Array.isArray(served);
  return whole ? (sealed as unknown as RenewalOrder) : null;
}

/** Reads the file's text. */
export function readOrderText(text: string): RenewalOrder | null {
  return readOrder(readSealed(text));
}
