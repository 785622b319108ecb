import type { CertificateList, InstallCertificates, ListedAccount } from '../errands/list.ts';
import { keptWhen } from '../errands/questions.ts';
import type { KeptCertificate } from '../facts/certificates/kept-certificates.ts';
import { reachedAt } from '../hosts/index.ts';
import { daysLeft } from '../status/install-status.ts';
import { dayOf } from '../text/day.ts';
import { hanging, type Wrap } from './doctor-lines.ts';
import { serverLines } from './server-lines.ts';

/** The certificates and accounts of servers, one server after another. */
export function certificateLines(lists: readonly CertificateList[], wrap: Wrap): string[] {
  return serverLines(lists, wrap, ({ host, at, installs, accounts }) => [
    ...installs.flatMap((each) => [...installLines(each, new Date(at), wrap), '']),
    `Accounts of ${reachedAt(host)} at certificate authorities`,
    ...(accounts.length === 0 ? ['  none'] : accounts.flatMap((each) => accountLines(each, wrap))),
  ]);
}

function installLines(
  { install, names, certificates }: InstallCertificates,
  now: Date,
  wrap: Wrap,
) {
  const title = `${names.join(', ') || install} (${install})`;
  if (certificates.length === 0) return [title, '  no certificate'];
  return [title, ...certificates.flatMap((each) => oneCertificate(each, now, wrap))];
}

function oneCertificate(one: KeptCertificate, now: Date, wrap: Wrap): string[] {
  const { stamp, from, until, issuer, key, serial, revoked, keyFits, names } = one;
  const left = daysLeft(until, now);
  const life =
    left < 0
      ? `ended on ${dayOf(until)}`
      : `${dayOf(from)} to ${dayOf(until)}, ${left} ${left === 1 ? 'day' : 'days'} left`;
  const bad = [
    ...(revoked === null ? [] : [`revoked on ${dayOf(revoked)}`]),
    ...(keyFits ? [] : ['its key does not fit']),
  ];
  const head = stamp === null ? 'Present' : `Before, kept ${keptWhen(stamp)} (--which ${stamp})`;
  const lines = [
    ...(bad.length > 0 ? [`Warning: ${bad.join('; ')}`] : []),
    life,
    `for ${names.join(', ')}`,
    `by ${issuer}; key ${key}`,
    `serial ${serial}`,
  ];
  return [...hanging(head, '  ', wrap), ...lines.flatMap((line) => hanging(line, '    ', wrap))];
}

function accountLines(account: ListedAccount, wrap: Wrap): string[] {
  const { authority, name, email, since, installs } = account;
  const mail = { '': 'no mail address', null: 'mail address not known' }[String(email)] ?? email;
  const use = installs.length === 0 ? 'renews nothing now' : `renews ${installs.join(', ')}`;
  return [
    ...hanging(`${authority} (${name})`, '  ', wrap),
    ...hanging(`${mail}; key since ${dayOf(since)}; ${use}`, '    ', wrap),
  ];
}
