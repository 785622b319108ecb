import type { AccountGoal } from '../dns/providers/chosen.ts';
import type { Secret } from '../secrets/secret.ts';
import type { RevocationReason } from './revocation.ts';

/** A certificate from an ACME CA, written as `fullchain.pem` and `key.pem`. */
export interface CertificateAction {
  readonly do: 'certificate';
  readonly order: CertificateOrder;
  /** By which the records are set where the names are proved by dns-01. */
  readonly account?: AccountGoal;
}

export interface CertificateOrder {
  readonly names: readonly string[];
  /** The CA's directory URL (RFC 8555, 7.1.1). */
  readonly directory: string;
  /** The CA's rehearsal directory; an order there must succeed first. Null where it has none. */
  readonly rehearsal: string | null;
  /** The account's contact; '' for none. */
  readonly email: string;
  /** Folder on the host that holds the account keys, one file for each CA. */
  readonly accounts: string;
  /** Folder on the host that is served as `/.well-known/acme-challenge/`. */
  readonly challenges: string;
  /** Folder on the host for `fullchain.pem` and `key.pem`. */
  readonly folder: string;
  /** How the names are proved: by files on port 80 where absent. Names with a star need `dns-01`. */
  readonly proof?: 'dns-01';
  /** Nothing that this computer sees of the names counts: it may be in the host's own network. */
  readonly unseen?: true;
  /** The CA's own root in PEM, where computers don't know it; trusted for talking to the CA only. */
  readonly root?: string;
  /** Where the CA wants an account that was opened on its website. */
  readonly externalAccount?: ExternalAccount;
  /** The kind of certificate, by the CA's name for it (draft-ietf-acme-profiles): `shortlived`. */
  readonly profile?: string;
  /** The new key's kind; ECDSA P-256 where absent. */
  readonly key?: 'rsa-2048';
  /** Of several chains take the one that leads to this issuer, by common name, if there is one. */
  readonly preferredIssuer?: string;
}

/** Tells the CA that a certificate of its own is no longer to be trusted. Can't be taken back. */
export interface RevokeAction {
  readonly do: 'revoke';
  /** Its folder holds the certificate; its directory is the CA that issued it. */
  readonly order: CertificateOrder;
  readonly reason: RevocationReason;
  /** Of the certificate, for the note. */
  readonly serial: string;
  /** The file that notes what was revoked. */
  readonly note: string;
}

/** Changes the account that the host has at a CA. */
export interface AccountAction {
  readonly do: 'account';
  readonly place: Pick<CertificateOrder, 'accounts' | 'directory' | 'email' | 'root'>;
  readonly change: AccountChange;
}

export type AccountChange =
  | { readonly to: 'email' /** '' for none. */; readonly email: string }
  | { readonly to: 'key' }
  | { readonly to: 'nothing' };

/** External account binding (RFC 8555, 7.3.4). */
export interface ExternalAccount {
  readonly keyId: string;
  /** Base64url, as CAs show it. */
  readonly hmacKey: Secret;
}
