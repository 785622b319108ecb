import type { Answers } from '../answers/answers.ts';
import type { AwayState } from '../backup/away.ts';
import type { CaaFact } from '../certificates/caa.ts';
import type { BalancerFact } from '../clouds/balancer.ts';
import type { AllowedFact } from '../clouds/ec2-allowed.ts';
import type { BucketFact, RoleFact } from '../clouds/ec2-bucket.ts';
import type { DatabaseFact } from '../clouds/ec2-database.ts';
import type { CloudAccountFact, EntranceFact, HostFact, MachineFact } from '../clouds/machine.ts';
import type {
  ProviderAccount,
  ProviderBetween,
  ProviderHost,
  ProviderMachine,
} from '../clouds/provider.ts';
import type { KeyFileFact, UserFact } from '../clouds/s3-user.ts';
import type { AccountFact } from './accounts.ts';
import type { AddressUpdatesFact } from './address-updates.ts';
import type { AuthorityFact } from './authority.ts';
import type { BackupFact, OwnCopyFact } from './backups.ts';
import type { ChangeFact } from './change.ts';
import type { ConnectionFact } from './connection.ts';
import type { DnsAccountFact } from './dns-account.ts';
import type { DnssecFact } from './dnssec.ts';
import type { EnvironmentFact } from './environment.ts';
import type { ExperimentLibraryFact } from './experiment-library.ts';
import type { HistoryEntry } from './history.ts';
import type { KeptCertificate } from './kept-certificates.ts';
import type {
  AddressesFact,
  ClockFact,
  DaemonConfigFact,
  DiskFact,
  DockerFact,
  FileSystemsFact,
  FirewallFact,
  FirstBootFact,
  ListenersFact,
  LoginFact,
  MemoryFact,
  PackagesFact,
  PortOwnerFact,
  ReachFact,
  ResolverFact,
  RestartFact,
  RoutesFact,
  SelinuxFact,
  SystemFact,
  TimeSyncFact,
  VirtualisationFact,
} from './machine.ts';
import type { ManifestFact } from './manifest-fact.ts';
import type { MarksFact } from './marks.ts';
import type { NeighbourFact } from './neighbours.ts';
import type {
  CertificateFact,
  ContainerFact,
  ExecutionFact,
  FileFact,
  FolderFact,
  ImageFact,
} from './objects.ts';
import type { OtherContainer } from './other-containers.ts';
import type { AnswerFact, DoorsFact, NameFact, WebsiteFact, WitnessFact } from './outside.ts';
import type { OwnCertificateFact } from './own-certificate.ts';
import type { OwnEnvFileFact } from './own-env-file.ts';
import type { OwnExperimentsFact } from './own-experiments.ts';
import type { OwnFilesFact } from './own-files.ts';
import type { OwnImageFact } from './own-image.ts';
import type { EnvFileFact, RecordFact } from './record.ts';
import type { RegistrationFact } from './registration.ts';
import type { RememberedFact } from './remembered.ts';
import type { RenewalFact } from './renewal.ts';
import type { SealedFileFact } from './sealed-file.ts';
import type { StoreFact } from './store.ts';
import type { AbilitiesFact, SwarmFact, SwarmNodeFact, SwarmServiceFact } from './swarm.ts';
import type { TimetableFact } from './timetable.ts';
import type { TracesFact } from './traces.ts';
import type { VolumeFact } from './volume.ts';
import type { WildcardFact } from './wildcard.ts';

/**
 * Everything that can be looked at, by name, and what a look gives.
 * In `Facts`, absent = not looked at; null = looked, and it is not there.
 */
export interface FactTypes {
  /** Whether the host lets us in, and how. Subject: none. */
  connection: ConnectionFact;
  system: SystemFact;
  login: LoginFact;
  /** Whether a key opens the host. Subject: `loginKeySubject`. */
  loginKey: boolean;
  memory: MemoryFact;
  /** Subject: none; the volume that holds Docker's data. */
  disk: DiskFact;
  listeners: ListenersFact;
  addresses: AddressesFact;
  clock: ClockFact;
  packages: PackagesFact;
  firstBoot: FirstBootFact;
  docker: DockerFact | null;
  daemonConfig: DaemonConfigFact | null;
  firewall: FirewallFact;
  virtualisation: VirtualisationFact;
  selinux: SelinuxFact;
  timeSync: TimeSyncFact;
  restart: RestartFact;
  /** Subject: a name that must resolve. */
  resolver: ResolverFact;
  routes: RoutesFact;
  fileSystems: FileSystemsFact;
  /** Subject: a TCP port; null where nobody listens. */
  portOwner: PortOwnerFact | null;
  /** Whether the host itself gets an answer from a URL. Subject: the URL. */
  reach: ReachFact;
  /** Subject: an absolute path on the host. */
  file: FileFact | null;
  /** Subject: an absolute path on the host. */
  folder: FolderFact | null;
  /** Subject: an absolute path on the host, of a file in Docker's env-file format. */
  envFile: EnvFileFact | null;
  /** What a container was given besides what its image declares. Subject: its name. */
  environment: EnvironmentFact | null;
  /** Subject: an absolute path of a PEM chain on the host; its key lies beside it as `key.pem`. */
  certificate: CertificateFact | null;
  /** All certificates of an install that lie on the host, the present one first. Subject: its name. */
  keptCertificates: readonly KeptCertificate[];
  /** The accounts that the host has at certificate authorities. */
  accounts: readonly AccountFact[];
  /** Subject: a container's name. */
  container: ContainerFact | null;
  /** The containers that setup-server did not make, with their settings. */
  otherContainers: readonly OtherContainer[];
  /** A container's last log lines, free of terminal escapes. Subject: its name, or `NAME LINES`. */
  log: readonly string[] | null;
  /** The last log lines of the copy that failed last. Subject: a part of an app on a cluster, `study_app`. */
  copyLog: readonly string[] | null;
  /** Subject: an image reference. */
  image: ImageFact | null;
  /** Subject: a network's name. */
  network: { readonly id: string } | null;
  /** Subject: a volume's name. */
  volume: VolumeFact | null;
  /** Subject: an install's name. */
  record: RecordFact | null;
  /** What the host remembers of its other installs. Subject: the one that is left out. */
  neighbours: readonly NeighbourFact[];
  /** The change of an install's image or data that was begun, or can be undone. Subject: its name. */
  change: ChangeFact | null;
  /** The copies of an install's data that lie on the host, the newest last. Subject: its name. */
  backups: readonly BackupFact[];
  /** What is there because of an install, but for its data. Subject: an install's name. */
  traces: TracesFact;
  /** What was done with an install, the newest last. Subject: an install's name. */
  history: readonly HistoryEntry[];
  /** How much data there is. Subject: `dataSizeSubject`. */
  dataSize: { readonly megabytes: number };
  /** Who is in the middle of something that a pause would cut off; null where nothing tells. Subject: `underWaySubject`. */
  underWay: { readonly people: number } | null;
  /** How the unattended renewal of certificates stands. */
  renewal: RenewalFact | null;
  /** How names follow the server's address; null where none does. */
  addressUpdates: AddressUpdatesFact | null;
  /** How copies by the timetable went; null where there is none. */
  timetable: TimetableFact | null;
  /** An install's copies in storage elsewhere, as its server saw them last. Subject: its name. */
  awayCopies: AwayState | null;
  /** A file of ours with secrets in it; null where it is not there, or not ours. Subject: its path. */
  sealedFile: SealedFileFact | null;
  /** The names of all installs that the host has a record of. */
  installs: readonly string[];
  /** The last lines of a text file, free of terminal escapes. Subject: an absolute path on the host. */
  textFile: readonly string[] | null;
  /** The cluster that the host is in; null without a running engine. */
  swarm: SwarmFact | null;
  /** All servers of the cluster; null where the host does not decide there. */
  swarmNodes: readonly SwarmNodeFact[] | null;
  /** The parts of an app that runs on the cluster; null where none is there. Subject: the app's name there. */
  swarmServices: readonly SwarmServiceFact[] | null;
  /** The parts of an app on a cluster that run on this very host. Subject: the app's name there. */
  swarmRunning: readonly string[];
  marks: MarksFact | null;
  abilities: AbilitiesFact;
  /** What an app answers on the host itself. Subject: `answerQuery`. */
  answer: AnswerFact | null;
  /** What a command that changes nothing comes to inside a container. Subject: `executionSubject`. */
  execution: ExecutionFact | null;
  /** An image as its registry has it. Host: none. Subject: an image reference. */
  manifest: ManifestFact | null;
  /** All tags of an image; null where its registry does not tell. Host: none. Subject: an image reference. */
  tags: readonly string[] | null;
  /** The address of the person's machine, as the internet sees it; null where that is not known. Host: none. Subject: none. */
  ownAddress: string | null;
  /** An account at EC2. Host: none. Subject: `ec2Account`. The look needs the answers. */
  ec2Account: CloudAccountFact;
  /** What a user there may not do. Host: none. Subject: `ec2Allowed`. The look needs the answers. */
  ec2Allowed: AllowedFact;
  /** What there is of a machine at EC2. Host: none. Subject: `REGION NAME`. The look needs the answers. */
  ec2Machine: MachineFact;
  /** A server at EC2 by its addresses; null where there is none. Host: none. Subject: `REGION ADDRESS,ADDRESS`. The look needs the answers. */
  ec2Host: HostFact | null;
  /** Servers at EC2 behind a firewall of ours. Host: none. Subject: `REGION NAME`. The look needs the answers. */
  ec2Behind: readonly Pick<HostFact, 'instance' | 'groups'>[];
  /** What there is of a load balancer in front of it. Host: none. Subject: `REGION NAME`. The look needs the answers. */
  ec2Balancer: BalancerFact;
  /** Host: none. Subject: `REGION NAME`. The look needs the answers. */
  ec2Entrance: EntranceFact;
  /** What a machine at EC2 may use. Host: none. Subject: `REGION NAME`. The look needs the answers. */
  ec2Role: RoleFact;
  /** What there is of a machine's database. Host: none. Subject: `REGION NAME`. The look needs the answers. */
  ec2Database: DatabaseFact;
  /** A bucket at Amazon S3, by its name. Host: none. Subject: `REGION BUCKET`. The look needs the answers. */
  s3Bucket: BucketFact;
  /** What lies in the parts of a bucket that a person's own files go to: MD5 by key. Host: none. Subject: `REGION BUCKET`. The look needs the answers. */
  s3Files: ReadonlyMap<string, string>;
  /** Who opens a bucket by a key. Host: none. Subject: `REGION BUCKET`. The look needs the answers. */
  s3User: UserFact;
  /** What a file of the person's machine says of such a key. Host: none. Subject: its path. */
  s3KeyFile: KeyFileFact;
  /** The names of the buckets that were made for a machine. Host: none. Subject: `REGION NAME`. The look needs the answers. */
  s3Buckets: readonly string[];
  /** An account that a token opens. Host: none. Subject: the provider's id. The look needs the answers. */
  providerAccount: ProviderAccount;
  /** What there is of a machine there. Host: none. Subject: `PROVIDER NAME`. The look needs the answers. */
  providerMachine: ProviderMachine;
  /** A server there by its addresses; null where there is none. Host: none. Subject: `PROVIDER ADDRESS,ADDRESS`. The look needs the answers. */
  providerHost: ProviderHost | null;
  /** A firewall between servers there; null where there is none. Host: none. Subject: `PROVIDER NAME`. The look needs the answers. */
  providerBetween: ProviderBetween | null;
  /** A text file on the person's machine; null where there is none. Host: none. Subject: its path. */
  ownText: string | null;
  /** The public half of a key on the person's machine; null where it is not there. Host: none. Subject: the private half's path. */
  publicKeyFile: string | null;
  /** An image, or what one is built from, on the person's machine. Host: none. Subject: its path. */
  ownImage: OwnImageFact;
  /** An env file on the person's machine. Host: none. Subject: its path. */
  ownEnvFile: OwnEnvFileFact;
  /** Files for a bucket in a folder on the person's machine. Host: none. Subject: its path. */
  ownFiles: OwnFilesFact;
  /** A copy of an app's data on the person's machine, compared with its sums. Host: none. Subject: its path. The look needs the answers. */
  ownCopy: OwnCopyFact;
  /** Experiments in a folder on the person's machine. Host: none. Subject: its path. */
  ownExperiments: OwnExperimentsFact;
  /** Storage at a cloud company, tried from the host. Subject: `storeSubject`. The look needs the answers. */
  store: StoreFact;
  /** The experiments that the Experiment Factory offers. Host: none. Subject: none. */
  experimentLibrary: ExperimentLibraryFact;
  /** The hosts that the person's machine remembers. Host: none. Known from the beginning. */
  remembered: RememberedFact;
  /** A hostname as the world's DNS has it. Host: none. Subject: the name. */
  name: NameFact;
  /** Host: none. Subject: a zone. */
  dnssec: DnssecFact;
  /** Who may make certificates, as the domain's owner says. Host: none. Subject: `caaQuery`. */
  caa: CaaFact;
  /** Whether names that nobody made lead somewhere. Host: none. Subject: the name beside them. */
  wildcard: WildcardFact;
  /** What the registry says. Host: none. Subject: a domain as it is bought. */
  registration: RegistrationFact | null;
  /** An account at a DNS provider. Host: none. Subject: `dnsAccount`. The look needs the answers. */
  dnsAccount: DnsAccountFact;
  /** Host: none. Subject: `ownCertificate`. */
  ownCertificate: OwnCertificateFact;
  /** A web page as the person's machine gets it. Host: none. Subject: its URL. */
  website: WebsiteFact;
  /** The serial number of the certificate that visitors get; null where none is shown. Host: none. Subject: `NAME PORT`. */
  served: string | null;
  /** Which of the web's doors stand open to the person's machine. Host: none. Subject: an address. */
  doors: DoorsFact;
  /** What a certificate authority tells about itself. Host: none. Subject: `authoritySubject`. */
  authority: AuthorityFact | null;
  /** What the front serves on port 80, as it arrives here. Host: none. Subject: a name or an address. */
  witness: WitnessFact;
}

export type FactName = keyof FactTypes;

/** One thing to look at: on which host ('' is the person's own machine), which fact, of what. */
export interface Query<Name extends FactName = FactName> {
  readonly fact: Name;
  readonly host: string;
  readonly subject: string;
}

export function query<Name extends FactName>(fact: Name, host: string, subject = ''): Query<Name> {
  return { fact, host, subject };
}

/** The one text that stands for a query, for maps and messages. */
export function keyOf({ host, fact, subject }: Query): string {
  return [host, fact, subject].join('\n');
}

/** Each query once, in the order in which they first came. */
export function distinct(queries: readonly Query[]): Query[] {
  return [...new Map(queries.map((each) => [keyOf(each), each])).values()];
}

/** One fact as it arrived. */
export interface Sighting<Name extends FactName = FactName> {
  readonly query: Query<Name>;
  readonly value: FactTypes[Name];
}

/** What has been looked at so far. Never changes; `with` gives a new one. */
export class Facts {
  readonly #seen: ReadonlyMap<string, Sighting>;

  constructor(sightings: Iterable<Sighting> = []) {
    this.#seen = new Map([...sightings].map((sighting) => [keyOf(sighting.query), sighting]));
  }

  get<Name extends FactName>(wanted: Query<Name>): FactTypes[Name] | undefined {
    return this.#seen.get(keyOf(wanted))?.value as FactTypes[Name] | undefined;
  }

  has(wanted: Query): boolean {
    return this.#seen.has(keyOf(wanted));
  }

  with(sightings: Iterable<Sighting>): Facts {
    return new Facts([...this.#seen.values(), ...sightings]);
  }

  /** Without what was seen on a host: after it was replaced, or another one was chosen. */
  without(host: string): Facts {
    return new Facts([...this.#seen.values()].filter(({ query: seen }) => seen.host !== host));
  }

  /** Without one fact, of whatever: what it was seen with has changed. */
  withoutFact(name: FactName): Facts {
    return new Facts([...this.#seen.values()].filter(({ query: seen }) => seen.fact !== name));
  }

  sightings(): Sighting[] {
    return [...this.#seen.values()];
  }
}

/**
 * How facts are got. Yields each as it arrives; a fact that cannot be had is an ExpectedError. The
 * answers are for what only credentials open; a query itself never holds one.
 */
export type Look = (
  queries: readonly Query[],
  signal: AbortSignal,
  answers?: Answers,
) => AsyncIterable<Sighting>;
