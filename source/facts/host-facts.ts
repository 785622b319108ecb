import type { AwayState } from '../backup/away.ts';
import type { AccountFact } from './certificates/accounts.ts';
import type { KeptCertificate } from './certificates/kept-certificates.ts';
import type { RenewalFact } from './certificates/renewal.ts';
import type { AbilitiesFact } from './docker/abilities.ts';
import type { OtherContainer } from './docker/other-containers.ts';
import type { SwarmFact, SwarmNodeFact } from './docker/swarm.ts';
import type { SwarmServiceFact } from './docker/swarm-services.ts';
import type { VolumeFact } from './docker/volume.ts';
import type { SealedFileFact } from './files/sealed-file.ts';
import type { BackupFact } from './installs/backups.ts';
import type { ChangeFact } from './installs/change.ts';
import type { EnvironmentFact } from './installs/environment.ts';
import type { HistoryEntry } from './installs/history.ts';
import type { MarksFact } from './installs/marks.ts';
import type { NeighbourFact } from './installs/neighbours.ts';
import type { EnvFileFact, RecordFact } from './installs/record.ts';
import type { TimetableFact } from './installs/timetable.ts';
import type { TracesFact } from './installs/traces.ts';
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
import type { AddressUpdatesFact } from './network/address-updates.ts';
import type {
  CertificateFact,
  ContainerFact,
  ExecutionFact,
  FileFact,
  FolderFact,
  ImageFact,
} from './objects.ts';
import type { AnswerFact } from './outside.ts';

/** What a host is asked about itself, by name, and what a look gives. */
export interface HostFacts {
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
  /** How much data there is, and why some of it can't be copied: a sentence. Subject: `dataSizeSubject`. */
  dataSize: { readonly megabytes: number; readonly unseen?: string };
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
}
