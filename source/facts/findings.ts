import { distributionFinding } from '../distributions/finding.ts';
import type { PublicAddresses } from '../dns/judge-name.ts';
import { addressUpdatesFinding } from './address-updates.ts';
import { addressesFinding } from './addresses.ts';
import { caaFinding } from './caa.ts';
import { clockFinding } from './clock.ts';
import { connectionFinding } from './connection-finding.ts';
import { daemonConfigFinding } from './daemon-config.ts';
import { diskFinding } from './disk.ts';
import { dnsAccountFinding } from './dns-account.ts';
import { dnssecFinding } from './dnssec.ts';
import { dockerFinding } from './docker.ts';
import { libraryFinding } from './experiment-library.ts';
import { type FactName, type Facts, type FactTypes, query, type Sighting } from './facts.ts';
import { fileSystemsFinding } from './file-systems.ts';
import type { Also, Finding, Needs } from './finding.ts';
import { firewallFinding } from './firewall.ts';
import { firstBootFinding } from './first-boot.ts';
import { listenersFinding } from './listeners.ts';
import { loginFinding } from './login.ts';
import { imageFinding, manifestFinding } from './manifest.ts';
import { memoryFinding } from './memory.ts';
import { nameFinding } from './name-finding.ts';
import { neighboursFinding } from './neighbours.ts';
import { ownExperimentsFinding } from './own-experiments.ts';
import { ownImageFinding } from './own-image.ts';
import { packagesFinding } from './packages.ts';
import { portOwnerFinding } from './port-owner.ts';
import { reachFinding } from './reach.ts';
import { recordFinding } from './record-file.ts';
import { registrationFinding } from './registration.ts';
import { renewalFinding } from './renewal.ts';
import { resolverFinding } from './resolver.ts';
import { restartFinding } from './restart.ts';
import { routesFinding } from './routes.ts';
import { selinuxFinding } from './selinux.ts';
import { storeFinding } from './store.ts';
import { timeSyncFinding } from './time-sync.ts';
import { timetableFinding } from './timetable.ts';
import { virtualisationFinding } from './virtualisation.ts';
import { wildcardFinding } from './wildcard.ts';

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
