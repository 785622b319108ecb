import { type Facts, query } from '../facts/facts.ts';
import type { RememberedHost, RememberedInstall } from '../facts/installs/remembered.ts';
import { reachedAt } from './index.ts';
import { LOCAL } from './local.ts';
import { parseSshAddress, serverText } from './ssh-target.ts';

/** What this computer remembers, as a query. */
export const REMEMBERED = query('remembered', '');

/** A host as it is told to a person. */
export interface HostWords {
  /** Its website's name, else how it is reached. */
  readonly name: string;
  /** "JATOS, root@203.0.113.7, last used 3 days ago". */
  readonly note: string;
}

/** The remembered hosts with one that was just used, or on which something now runs. */
export function withHost(
  hosts: readonly RememberedHost[],
  address: string,
  at: string,
  install?: RememberedInstall,
): RememberedHost[] {
  const known = hosts.find((host) => host.address === address)?.installs ?? [];
  const installs =
    install === undefined
      ? known
      : [
          // Its certificate lies there still, whether or not it was looked at this time.
          { ...known.find((each) => each.install === install.install), ...install },
          ...known.filter((each) => each.install !== install.install),
        ];
  return [{ address, installs, lastUsed: at }, ...hosts.filter((host) => host.address !== address)];
}

/** The remembered hosts, once an install was removed from one. */
export function withoutInstall(
  hosts: readonly RememberedHost[],
  address: string,
  install: string,
): RememberedHost[] {
  return hosts.map((host) =>
    host.address === address
      ? { ...host, installs: host.installs.filter((each) => each.install !== install) }
      : host,
  );
}

/** The remembered hosts, once it was seen when the certificate of an install there ends. */
export function withCertificateEnd(
  hosts: readonly RememberedHost[],
  address: string,
  install: string,
  until: string,
): RememberedHost[] {
  return withMore(hosts, address, install, { until });
}

/** The remembered hosts, once an install there was taken to others, or back from them. */
export function withOthers(
  hosts: readonly RememberedHost[],
  address: string,
  install: string,
  servers: Required<Pick<RememberedInstall, 'others' | 'alone'>>,
): RememberedHost[] {
  return withMore(hosts, address, install, servers);
}

function withMore(
  hosts: readonly RememberedHost[],
  address: string,
  install: string,
  more: Partial<RememberedInstall>,
): RememberedHost[] {
  return hosts.map((host) =>
    host.address === address
      ? {
          ...host,
          installs: host.installs.map((each) =>
            each.install === install ? { ...each, ...more } : each,
          ),
        }
      : host,
  );
}

/** Where the app is that a host only belongs to as one of its further servers. */
export function homeOf(
  { address, installs }: Pick<RememberedHost, 'address' | 'installs'>,
  hosts: readonly RememberedHost[],
): RememberedHost | undefined {
  if (installs.length > 0) return undefined;
  const name = reachedAt(address);
  return hosts.find((host) => host.installs.some(({ others = [] }) => others.includes(name)));
}

/** Those that a person may mean by a name: that of a website or an install's server, or an address. */
export function hostsNamed(hosts: readonly RememberedHost[], name: string): RememberedHost[] {
  return hosts.filter((host) =>
    [
      ...host.installs.flatMap(({ names }) => names),
      reachedAt(host.address),
      typedAs(host),
    ].includes(name),
  );
}

/** `hosts`: all that are remembered. */
export function hostWords(
  host: RememberedHost,
  at: string,
  hosts: readonly RememberedHost[] = [],
): HostWords {
  const apps = [...new Set(host.installs.map(({ app }) => app))].join(' and ');
  const home = homeOf(host, hosts);
  const belongs = home ? `one of the servers of ${nameOf(home)}` : '';
  const used = `last used ${ago(host.lastUsed, at)}`;
  return {
    name: nameOf(host),
    note: [apps || belongs, typedAs(host), used].filter(Boolean).join(', '),
  };
}

/** Its website's name, else how it is reached. */
export function nameOf({ address, installs }: RememberedHost): string {
  return installs[0]?.names[0] ?? reachedAt(address);
}

/** As choices of "Where should it run?": those with an app first, and last what belongs to an app on another one. */
export function rememberedChoices(facts: Facts) {
  const { hosts, at } = facts.get(REMEMBERED) ?? { hosts: [], at: '' };
  const place = (host: RememberedHost) => {
    if (host.installs.length > 0) return 0;
    return homeOf(host, hosts) ? 2 : 1;
  };
  const sorted = [...hosts].sort((one, other) => place(one) - place(other));
  return sorted.map((host) => {
    const { name, note } = hostWords(host, at, hosts);
    return { value: host.address, label: name, note };
  });
}

/** The way to a host as a person types it. */
function typedAs({ address }: RememberedHost): string {
  if (address === LOCAL) return 'this computer';
  const { keyFile: _, ...target } = parseSshAddress(address);
  return serverText({ ...target, keyFile: '' });
}

const DAY = 24 * 60 * 60 * 1000;

/** "3 weeks ago". */
export function ago(then: string, now: string): string {
  // By days as they pass, not by the calendar: nobody's time zone is asked.
  const days = Math.floor((Date.parse(now) - Date.parse(then)) / DAY);
  if (!(days >= 1)) return 'today';
  if (days < 14) return days === 1 ? 'yesterday' : `${days} days ago`;
  if (days < 60) return `${Math.floor(days / 7)} weeks ago`;
  return days < 730 ? `${Math.floor(days / 30)} months ago` : `${Math.floor(days / 365)} years ago`;
}
