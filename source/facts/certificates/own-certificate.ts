import type { Secret } from '../../secrets/secret.ts';
import { type Query, query } from '../facts.ts';
import type { Finding } from '../finding.ts';

/** A person's own certificate files, whole and fitting. Others are an ExpectedError of the look. */
export interface OwnCertificateFact {
  /** The certificate, then those that vouch for it; PEM. */
  readonly chain: string;
  readonly key: Secret;
  /** What is worth knowing about it: until when it is valid, or that it ends soon. */
  readonly finding: Finding;
}

/** Where the files lie on the person's machine, and the names that they must be good for. */
export interface OwnFiles {
  readonly chain: string;
  readonly key: string;
  readonly names: readonly string[];
}

/** A look at a person's own certificate and key, on this computer. */
export function ownCertificate(files: OwnFiles): Query<'ownCertificate'> {
  const { chain, key, names } = files;
  return query('ownCertificate', '', JSON.stringify([chain, key, ...names]));
}

/** Reads the subject of such a query. */
export function ownFilesIn(subject: string): OwnFiles {
  const [chain = '', key = '', ...names] = JSON.parse(subject) as string[];
  return { chain, key, names };
}
