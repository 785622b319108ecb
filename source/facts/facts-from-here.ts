import type { CaaFact } from '../certificates/caa.ts';
import type { BalancerFact } from '../clouds/balancer/balancer.ts';
import type { AllowedFact } from '../clouds/ec2/allowed.ts';
import type { BucketFact, RoleFact } from '../clouds/ec2/bucket.ts';
import type { DatabaseFact } from '../clouds/ec2/database.ts';
import type { CloudAccountFact, EntranceFact, HostFact, MachineFact } from '../clouds/machine.ts';
import type { ProviderBalancer } from '../clouds/provider/balancer-call.ts';
import type {
  ProviderAccount,
  ProviderBetween,
  ProviderHost,
  ProviderMachine,
} from '../clouds/provider/provider.ts';
import type { KeyFileFact, UserFact } from '../clouds/s3/user.ts';
import type { AuthorityFact } from './certificates/authority.ts';
import type { OwnCertificateFact } from './certificates/own-certificate.ts';
import type { ManifestFact } from './docker/manifest-fact.ts';
import type { OwnImageFact } from './docker/own-image.ts';
import type { OwnCopyFact } from './installs/backups.ts';
import type { ExperimentLibraryFact } from './installs/experiment-library.ts';
import type { OwnEnvFileFact } from './installs/own-env-file.ts';
import type { OwnExperimentsFact } from './installs/own-experiments.ts';
import type { OwnFilesFact } from './installs/own-files.ts';
import type { RememberedFact } from './installs/remembered.ts';
import type { DnsAccountFact } from './names/dns-account.ts';
import type { DnssecFact } from './names/dnssec.ts';
import type { RegistrationFact } from './names/registration.ts';
import type { WildcardFact } from './names/wildcard.ts';
import type { ConnectionFact } from './network/connection.ts';
import type { DoorsFact, NameFact, WebsiteFact, WitnessFact } from './outside.ts';
import type { StoreFact } from './store.ts';

/** What is seen from the person's own machine, by name, and what a look gives. */
export interface FactsFromHere {
  /** Whether the host lets us in, and how. Subject: none. */
  connection: ConnectionFact;
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
  /** A load balancer in front of servers there; null where there is none. Host: none. Subject: `PROVIDER NAME`. The look needs the answers. */
  providerBalancer: ProviderBalancer | null;
  /** Every load balancer that setup-server made there; null where the token may not see them. Host: none. Subject: the provider's id. The look needs the answers. */
  providerBalancers: readonly ProviderBalancer[] | null;
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
