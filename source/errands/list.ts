import type { Answers } from '../answers/answers.ts';
import { authorityOf } from '../certificates/account-files.ts';
import type { KeptCertificate } from '../facts/certificates/kept-certificates.ts';
import type { Facts, Look } from '../facts/facts.ts';
import { visitHost } from '../status/host-status.ts';
import type { RenewalStatus } from '../status/install-status.ts';
import type { Author } from '../steps/record-write.ts';
import { directoriesOf } from './account.ts';
import { accountsQuery, certificatesOf, certificatesQuery } from './looks.ts';
import type { ServerList } from './servers/server-list.ts';

/** The certificates and accounts of a server. */
export interface CertificateList extends ServerList<InstallCertificates> {
  readonly accounts: readonly ListedAccount[];
}

export interface InstallCertificates {
  readonly install: string;
  readonly names: readonly string[];
  /** The present one first, then those before it, the newest first. */
  readonly certificates: readonly KeptCertificate[];
  readonly renewal: RenewalStatus;
}

export interface ListedAccount {
  /** What its files are called. */
  readonly name: string;
  /** The CA as people know it; the name where we don't know it. */
  readonly authority: string;
  /** The CA's directory URL; null where nothing tells it. */
  readonly directory: string | null;
  /** The address that the CA was told; '' for none, null where that was not noted. */
  readonly email: string | null;
  /** Since when it has its key. */
  readonly since: string;
  /** The installs that are renewed by it. */
  readonly installs: readonly string[];
}

export interface ListVisit {
  readonly look: Look;
  readonly host: string;
  /** How we come in. */
  readonly way: Answers;
  readonly author: Author;
  readonly signal: AbortSignal;
}

/** Looks at a host, and changes nothing. */
export async function listCertificates(visit: ListVisit, seen: Facts): Promise<CertificateList> {
  const { look, host, author, signal } = visit;
  const found = await visitHost({ ...visit, purpose: 'renewal' }, seen);
  let { facts } = found;
  const queries = [
    accountsQuery(host),
    ...found.installs.map(({ name }) => certificatesQuery(host, name)),
  ];
  for await (const sighting of look(queries, signal)) facts = facts.with([sighting]);
  const installs = found.installs.map(({ name, status }) => ({
    install: name,
    names: status.names,
    certificates: certificatesOf(facts, host, name),
    renewal: status.renewal,
  }));
  const goals = found.installs.flatMap(({ name, wanted }) =>
    'goal' in wanted && wanted.goal.certificate.use === undefined
      ? [{ name, certificate: wanted.goal.certificate }]
      : [],
  );
  const noted = [
    ...goals.map(({ certificate }) => certificate.directory),
    ...installs.flatMap(({ certificates }) => certificates.map(({ authority }) => authority)),
  ];
  const all = facts.get(accountsQuery(host)) ?? [];
  const directories = directoriesOf(all, noted);
  const accounts = all.map(({ name, email, since }) => {
    const directory = directories.get(name) ?? null;
    const users = goals.filter(({ certificate }) => certificate.directory === directory);
    return {
      ...{ name, directory, since },
      authority: directory === null ? name : authorityOf(directory),
      email: email ?? users[0]?.certificate.email ?? null,
      installs: users.map((each) => each.name),
    };
  });
  return { host, at: author.at.toISOString(), installs, accounts, trouble: null };
}
