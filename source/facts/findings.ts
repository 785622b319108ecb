import { distributionFinding } from '../distributions/finding.ts';
import type { PublicAddresses } from '../dns/judge-name.ts';
import { renewalFinding } from './certificates/renewal.ts';
import { daemonConfigFinding } from './docker/daemon-config.ts';
import { dockerFinding } from './docker/docker.ts';
import { imageFinding, manifestFinding } from './docker/manifest.ts';
import { ownImageFinding } from './docker/own-image.ts';
import { type FactName, type Facts, type FactTypes, query, type Sighting } from './facts.ts';
import type { Also, Finding, Needs } from './finding.ts';
import { libraryFinding } from './installs/experiment-library.ts';
import { neighboursFinding } from './installs/neighbours.ts';
import { ownExperimentsFinding } from './installs/own-experiments.ts';
import { recordFinding } from './installs/record-file.ts';
import { timetableFinding } from './installs/timetable.ts';
import { clockFinding } from './machine/clock.ts';
import { diskFinding } from './machine/disk.ts';
import { fileSystemsFinding } from './machine/file-systems.ts';
import { firstBootFinding } from './machine/first-boot.ts';
import { loginFinding } from './machine/login.ts';
import { memoryFinding } from './machine/memory.ts';
import { packagesFinding } from './machine/packages.ts';
import { restartFinding } from './machine/restart.ts';
import { selinuxFinding } from './machine/selinux.ts';
import { timeSyncFinding } from './machine/time-sync.ts';
import { virtualisationFinding } from './machine/virtualisation.ts';
import { caaFinding } from './names/caa.ts';
import { dnsAccountFinding } from './names/dns-account.ts';
import { dnssecFinding } from './names/dnssec.ts';
import { nameFinding } from './names/name-finding.ts';
import { registrationFinding } from './names/registration.ts';
import { wildcardFinding } from './names/wildcard.ts';
import { addressUpdatesFinding } from './network/address-updates.ts';
import { addressesFinding } from './network/addresses.ts';
import { connectionFinding } from './network/connection-finding.ts';
import { firewallFinding } from './network/firewall.ts';
import { listenersFinding } from './network/listeners.ts';
import { portOwnerFinding } from './network/port-owner.ts';
import { reachFinding } from './network/reach.ts';
import { resolverFinding } from './network/resolver.ts';
import { routesFinding } from './network/routes.ts';
import { storeFinding } from './store.ts';

/** What findings may be judged against beside the app's needs. */
export interface Surroundings {
  /** Where the world reaches the host; names are compared with it. */
  readonly host?: PublicAddresses;
  /** All that was seen so far. The more is in it, the more exactly a fact can be judged. */
  readonly seen?: Facts;
  /** The host, as queries name it, for which that is judged which is seen from here. */
  readonly server?: string;
}

type Judge<Name extends FactName> = (
  value: FactTypes[Name],
  needs: Needs,
  subject: string,
  surroundings: {
    readonly host?: PublicAddresses;
    readonly also: Also;
    /** What was seen from the person's own machine. */
    readonly here: Also;
  },
) => Finding | undefined;

/** The facts that mean something by themselves; steps and the receipt tell of the others. */
const judges: { readonly [Name in FactName]?: Judge<Name> } = {
  connection: connectionFinding,
  login: loginFinding,
  system: distributionFinding,
  virtualisation: (fact, _needs, _subject, { also }) => virtualisationFinding(fact, also),
  memory: memoryFinding,
  disk: diskFinding,
  fileSystems: fileSystemsFinding,
  listeners: listenersFinding,
  portOwner: (fact, _needs, port) => portOwnerFinding(fact, port),
  addresses: addressesFinding,
  routes: (fact, _needs, _subject, { also }) => routesFinding(fact, also),
  resolver: (fact, _needs, name) => resolverFinding(fact, name),
  firewall: (fact, _needs, _subject, { also }) => firewallFinding(fact, also),
  selinux: selinuxFinding,
  clock: (fact, _needs, _subject, { also }) => clockFinding(fact, also),
  timeSync: timeSyncFinding,
  packages: packagesFinding,
  firstBoot: firstBootFinding,
  restart: restartFinding,
  docker: dockerFinding,
  daemonConfig: (fact, _needs, _subject, { also }) => daemonConfigFinding(fact, also),
  reach: (fact, _needs, url) => reachFinding(fact, url),
  record: recordFinding,
  neighbours: neighboursFinding,
  renewal: renewalFinding,
  addressUpdates: addressUpdatesFinding,
  image: (fact, _needs, image, { also, here }) =>
    imageFinding(fact, image, here('manifest', image), {
      ...{ system: also('system'), disk: also('disk') },
    }),
  timetable: timetableFinding,
  manifest: (fact, _needs, image, { also }) =>
    manifestFinding(fact, image, {
      ...{ system: also('system'), disk: also('disk'), image: also('image', image) },
    }),
  name: (fact, _needs, name, { host }) => nameFinding(fact, name, host),
  dnssec: (fact, _needs, zone) => dnssecFinding(fact, zone),
  caa: (fact, _needs, subject) => caaFinding(fact, subject),
  wildcard: (fact, _needs, name) => wildcardFinding(fact, name),
  registration: (fact, _needs, domain) => registrationFinding(fact, domain),
  experimentLibrary: libraryFinding,
  ownCertificate: ({ finding: found }) => found,
  ownImage: (fact, _needs, path, { also }) => ownImageFinding(fact, path, also('system')),
  ownExperiments: ownExperimentsFinding,
  store: storeFinding,
  dnsAccount: (fact, _needs, subject) => dnsAccountFinding(fact, subject),
};

/** Whether a fact means something to the person, good or bad. */
export function isJudged(fact: FactName): boolean {
  return fact in judges;
}

/** What a fact means for the person, in plain words; undefined where it means nothing by itself. */
export function finding(
  { query: seen, value }: Sighting,
  needs: Needs,
  { host, seen: facts, server = '' }: Surroundings = {},
): Finding | undefined {
  const judge = judges[seen.fact] as Judge<FactName> | undefined;
  const seenOn =
    (place: string): Also =>
    (fact, subject = '') =>
      facts?.get(query(fact, place, subject));
  const [also, here] = [seenOn(seen.host || server), seenOn('')];
  return judge?.(value, needs, seen.subject, { ...(host && { host }), also, here });
}

/** The same, where it is worth a line while we look. */
export function remark(...asked: Parameters<typeof finding>): Finding | undefined {
  const found = finding(...asked);
  return found?.quiet ? undefined : found;
}
