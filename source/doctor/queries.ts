import { LETS_ENCRYPT } from '../certificate-authorities.ts';
import { publicAddresses } from '../dns/judge-name.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { portsTaken } from '../facts/network/listeners.ts';
import { REGISTRY } from '../facts/network/reach.ts';
import { probes } from '../facts/probes.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import { reachedAt } from '../hosts/index.ts';
import { LOCAL } from '../hosts/local.ts';
import {
  ADDRESS_LOG,
  envFile,
  FRONT_CONFIGURATION,
  LOG,
  RENEWAL_LOG,
  siteFile,
  TIMETABLE_LOG,
} from '../paths.ts';

/** More than is shown of a log where a step failed. */
const LOG_LINES = 200;

/** Every fact that a host has once: a probe that takes no subject asks for one. */
export function hostQueries(host: string): Query[] {
  return Object.values(probes)
    .filter(({ command }) => command.length === 0)
    .map(({ fact }) => query(fact, host));
}

/** What is worth a look once the host itself was seen: who is in the way, who can be reached. */
export function furtherQueries(host: string, facts: Facts): Query[] {
  const installs = facts.get(query('installs', host)) ?? [];
  const taken = portsTaken(facts.get(query('listeners', host)) ?? []);
  const urls = [REGISTRY, LETS_ENCRYPT.directory];
  const { v4, v6 } = publicAddresses(facts.get(query('addresses', host)), reachedAt(host));
  const doors = host === LOCAL ? [] : [...v4, ...v6];
  return [
    ...installs.flatMap((name) => [
      query('record', host, name),
      // Also where nothing else is known of the install: what is secret must be known.
      query('envFile', host, envFile(name)),
    ]),
    ...[...new Set(taken.map(({ port }) => port))].map((port) =>
      query('portOwner', host, String(port)),
    ),
    ...urls.flatMap((url) => [
      query('reach', host, url),
      query('resolver', host, new URL(url).hostname),
    ]),
    ...doors.map((address) => query('doors', '', address)),
  ];
}

/** What was written on the host, for a support bundle. */
export function textQueries(host: string, installs: readonly string[]) {
  return {
    logs: [FRONT_CONTAINER, ...installs].map((name) => query('log', host, `${name} ${LOG_LINES}`)),
    files: [
      FRONT_CONFIGURATION,
      RENEWAL_LOG,
      ADDRESS_LOG,
      TIMETABLE_LOG,
      ...installs.flatMap((name) => [siteFile(name), `${LOG}/${name}.log`]),
    ].map((path) => query('textFile', host, path)),
  };
}
