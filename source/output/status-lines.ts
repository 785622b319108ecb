import type { RememberedHost } from '../facts/installs/remembered.ts';
import { diskSize } from '../facts/machine/sizes.ts';
import { reachedAt } from '../hosts/index.ts';
import { LOCAL } from '../hosts/local.ts';
import { ago, homeOf, nameOf } from '../hosts/remembered.ts';
import { shortDigest } from '../receipt.ts';
import {
  type ClusterStatus,
  clusterText,
  type ServerStatus,
  shareText,
} from '../status/cluster-status.ts';
import { type HostStatus, verdictOn } from '../status/host-status.ts';
import { type Complaint, type InstallStatus, times } from '../status/install-status.ts';
import { dayOf } from '../text/day.ts';
import { hanging, type Wrap } from './doctor-lines.ts';
import { troubleLines } from './trouble-lines.ts';

/** How servers are, one after another, and the sum of it at the end. `known`: those that this computer remembers. */
export function statusLines(
  hosts: readonly HostStatus[],
  known: readonly RememberedHost[],
  wrap: Wrap,
): string[] {
  const each = hosts.flatMap((host) => [...hostLines(host, known, wrap), '']);
  return [...each, ...wrap(sumOf(hosts), '')];
}

function hostLines(status: HostStatus, known: readonly RememberedHost[], wrap: Wrap): string[] {
  const { host, disk, installs, complaints, trouble, at } = status;
  const place = placeOf(host);
  if (trouble)
    return [place, ...troubleLines(trouble).flatMap((line) => hanging(line, '  ', wrap))];
  return [
    ...(installs.length === 0 ? wrap(`${place}: ${emptyText(host, known)}`, '') : []),
    ...installs.flatMap((each) => [...installLines(each, at, wrap), '']),
    ...(disk
      ? wrap(
          `${place}: ${diskSize(disk.freeMB)} of ${diskSize(disk.totalMB)} disk free (${percent(disk.freeMB, disk.totalMB)} %).`,
          '',
        )
      : []),
    ...complaints.flatMap((each) => complaintLines(each, wrap)),
  ];
}

function emptyText(address: string, known: readonly RememberedHost[]): string {
  const home = homeOf({ address, installs: [] }, known);
  return home ? `one of the servers of ${nameOf(home)}.` : 'nothing was set up here.';
}

function installLines(status: InstallStatus, at: string, wrap: Wrap): string[] {
  const { install, app, names, image, digest, complaints } = status;
  const rows: [string, string][] = [
    [app, [image, digest && `(${shortDigest(digest)})`].filter(Boolean).join(' ')],
    [
      'Running',
      status.cluster && status.stoppedSince === null
        ? clusterText(status.cluster)
        : runningText(status, at),
    ],
    ...serverRows(status.cluster),
    ['Its copies', status.cluster ? shareText(status.cluster) : ''],
    ['Website', websiteText(status)],
    ['Newer', status.newer === null ? '' : `there is a newer image (${shortDigest(status.newer)})`],
    ['Certificate', certificateText(status)],
    ['Renewal', renewalText(status)],
    ['Copy', backupText(status, at)],
    ['Its address', followingText(status)],
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  // An app may be called by its image's whole name.
  const column = Math.min(width, 24);
  return [
    names[0] === undefined ? install : names.join(', '),
    ...rows.flatMap(([label, text]) => {
      if (text === '') return [];
      const beside = label.length < column;
      const [first = '', ...rest] = wrap(text, ' '.repeat(column + 2));
      return beside
        ? [`  ${label.padEnd(column)}${first.trimStart()}`, ...rest]
        : [`  ${label}`, first, ...rest];
    }),
    ...complaints.flatMap((each) => complaintLines(each, wrap)),
  ];
}

function runningText(status: InstallStatus, at: string): string {
  const { state, since, restarts, stoppedSince, movedTo } = status;
  switch (state) {
    case 'up': {
      const often = restarts > 0 ? `; it stopped by itself ${times(restarts)}` : '';
      return `up since ${dayOf(since ?? at)} (${ago(since ?? at, at)})${often}`;
    }
    case 'restarting':
      return `restarting (${times(restarts)} so far)`;
    case 'stopped':
      if (movedTo !== null) return `moved to ${movedTo}; it rests here, and is not started`;
      return stoppedSince === null
        ? 'stopped'
        : `stopped by its owner on ${dayOf(stoppedSince)}; npx setup-server start starts it`;
    case 'missing':
      return 'no container of that name';
  }
}

/** Each server in a line of its own. */
function serverRows(cluster: ClusterStatus | null): [string, string][] {
  return (cluster?.servers ?? []).map((server) => [
    server.name ?? server.address,
    serverText(server),
  ]);
}

function serverText(server: ServerStatus): string {
  const { hostname, ready, availability, copies, front, engine } = server;
  const parts = [
    ready ? `${copies} ${copies === 1 ? 'copy' : 'copies'}` : 'the others do not hear of it',
    ...(ready && !front ? ['no visitors come in there'] : []),
    ...(availability === 'active' ? [] : ['no copies shall run there']),
    ...(ready ? [part(server), `Docker ${engine}`] : []),
  ];
  return `${hostname}: ${parts.join(', ')}`;
}

function part({ leader, role }: ServerStatus): string {
  if (leader) return 'leads';
  return role === 'manager' ? 'decides with the others' : 'only runs copies';
}

function websiteText({ address, answers, stoppedSince, movedTo }: InstallStatus): string {
  if (address === null) return '';
  if (movedTo !== null)
    return answers
      ? `${address} answers, and not from here`
      : `${address} does not answer as it should. Does its name lead to ${movedTo}?`;
  if (stoppedSince !== null) return `${address} tells visitors that it is stopped`;
  return answers ? `${address} answers` : `${address} does not answer as it should`;
}

function backupText({ backup }: InstallStatus, at: string): string {
  if (!backup) return '';
  return `of its data, ${ago(backup.at, at)}: ${diskSize(Math.ceil(backup.sizeKB / 1024))}`;
}

function certificateText({ certificate }: InstallStatus): string {
  if (!certificate) return '';
  const { daysLeft, until, issuer } = certificate;
  const left =
    daysLeft < 0
      ? `ended on ${dayOf(until)}`
      : `${daysLeft} ${daysLeft === 1 ? 'day' : 'days'} left (until ${dayOf(until)})`;
  return `${left}, by ${issuer}`;
}

function renewalText({ renewal, certificate }: InstallStatus): string {
  if (!certificate) return '';
  const { unattended, due, lastTry } = renewal;
  if (!due) return 'by you: the certificate is your own';
  const how = unattended ? 'by itself' : 'by npx setup-server renew';
  const next = `, next on ${dayOf(due.at)}`;
  const last = lastTry
    ? `; last try ${dayOf(lastTry.at)}: ${lastTry.outcome === 'renewed' ? 'renewed' : `failed. ${lastTry.says}`}`
    : '';
  return `${how}${next}${last}`;
}

function followingText({ follows }: InstallStatus): string {
  if (!follows) return '';
  const { to, since, says } = follows;
  const last = since === null ? 'was never set' : `${to.join(' and ')} since ${dayOf(since)}`;
  return `may change, and the name follows it: ${last}${says === null ? '' : `; last try: ${says}`}`;
}

function complaintLines({ status, text, advice }: Complaint, wrap: Wrap): string[] {
  return [
    ...hanging(`${SAYS[status]}: ${text}.`, '  ', wrap),
    ...hanging(`Do: ${advice}`, '    ', wrap),
  ];
}

const SAYS = { warning: 'Warning', stops: 'Does not work' } as const;

function sumOf(hosts: readonly HostStatus[]): string {
  const verdict = verdictOn(hosts);
  if (verdict === 'good') return 'All is well.';
  const places = hosts
    .filter((host) => verdictOn([host]) !== 'good')
    .map(({ host, installs }) => {
      const named = installs.filter((each) => each.complaints.length > 0);
      return named.map(({ names, install }) => names[0] ?? install).join(', ') || placeOf(host);
    });
  const what = verdict === 'stops' ? 'Something does not work' : 'Something needs attention';
  return `${what}: ${places.join(', ')}.`;
}

function placeOf(host: string): string {
  return host === LOCAL ? 'This computer' : reachedAt(host);
}

function percent(part: number, whole: number): number {
  return Math.floor((part / Math.max(1, whole)) * 100);
}
