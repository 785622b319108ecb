import type { RenewalTime } from '../certificates/renewal-time.ts';
import { dayOf } from '../day.ts';
import type { Finding } from '../facts/finding.ts';
import type { CertificateFact, ContainerFact } from '../facts/objects.ts';
import type { WebsiteFact } from '../facts/outside.ts';
import { ago } from '../hosts/remembered.ts';
import { badOf } from '../renewal/notices.ts';
import type { InstallState, LastTry } from '../renewal/state.ts';
import { FROM_WITHIN } from '../steps/outside-check.ts';
import { aboutCluster, type ClusterStatus } from './cluster-status.ts';

/** Something about an install that is not as it should be. */
export interface Complaint {
  readonly status: 'warning' | 'stops';
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
}

/** What was found not to be as it should be, for those who only want to know that. */
export function complaintOf({ status, text, note, advice = [] }: Finding): Complaint[] {
  if (status !== 'warning' && status !== 'stops') return [];
  const whole = note ? `${text} (${note.replace(/\.$/, '')})` : text;
  return [{ status, text: whole, advice: advice[0] ?? '' }];
}

/** How an install is now. Times are ISO 8601. */
export interface InstallStatus {
  readonly install: string;
  /** The app as the person knows it. */
  readonly app: string;
  readonly names: readonly string[];
  /** `https://study.example.org`; null where that is not known. */
  readonly address: string | null;
  readonly image: string;
  /** `name@sha256:…`. */
  readonly digest: string | null;
  /** What its tag means at the registry now, where that is another image; null where it is the same, or not known. */
  readonly newer: string | null;
  readonly state: 'up' | 'restarting' | 'stopped' | 'missing';
  /** Since when its owner wants it not to run; null where it shall run. */
  readonly stoppedSince: string | null;
  /** Since when it is up; null where it is not. */
  readonly since: string | null;
  readonly restarts: number;
  /** Whether the website answers this computer as it should. */
  readonly answers: boolean;
  readonly certificate: CertificateStatus | null;
  readonly renewal: RenewalStatus;
  /** The last copy of its data on the server; null where there is none. */
  readonly backup: BackupStatus | null;
  /** When its data are copied without anybody, and how that goes; null where only by hand. */
  readonly timetable: TimetableStatus | null;
  /** Its names follow the server's address; null where they do not. */
  readonly follows: FollowingStatus | null;
  /** Its servers and copies, where it runs on several; null where it runs on one. */
  readonly cluster: ClusterStatus | null;
  readonly complaints: readonly Complaint[];
}

export interface BackupStatus {
  readonly at: string;
  readonly sizeKB: number;
}

export interface TimetableStatus {
  /** "every day at 03:00 (Europe/Berlin)". */
  readonly when: string;
  /** The last copy that it made; null where there is none yet. */
  readonly lastAt: string | null;
  /** For how many seconds the app was not there for it. */
  readonly restedSeconds: number | null;
  /** Why the last try failed; null where it did not. */
  readonly says: string | null;
}

export interface FollowingStatus {
  /** Where the server has set them to; empty where that never came about. */
  readonly to: readonly string[];
  /** Since when they lead there; null where they never did. */
  readonly since: string | null;
  /** Why the last try failed; null where it did not. */
  readonly says: string | null;
}

export interface CertificateStatus {
  readonly until: string;
  /** Whole days; negative where it has ended. */
  readonly daysLeft: number;
  readonly issuer: string;
}

export interface RenewalStatus {
  /** Whether the server renews it without anybody. */
  readonly unattended: boolean;
  /** Null where setup-server does not renew it. */
  readonly due: { readonly at: string; readonly by: RenewalTime['by'] } | null;
  readonly lastTry: LastTry | null;
}

/** What was seen of an install. */
export interface Sights {
  readonly container: ContainerFact | null;
  readonly cluster: ClusterStatus | null;
  /** Its owner wants it not to run. */
  readonly stopped: boolean;
  readonly website: WebsiteFact | undefined;
  /** We may be in the server's own network: see `isWithin`. */
  readonly within: boolean;
  /** Whether the website's status is one that the app gives where all is well. */
  readonly wellAnswered: (status: number) => boolean;
  readonly certificate: CertificateFact | null;
  /** The install has none, and wants none. */
  readonly withoutCertificate: boolean;
  /** Whether there is an authority that renews it, or somebody made it elsewhere. */
  readonly renewable: boolean;
  readonly due: RenewalTime | null;
  /** Of the unattended renewal; undefined where there is none. */
  readonly renewal: InstallState | undefined;
  readonly now: Date;
}

const DAY = 24 * 3600 * 1000;
/** Whoever renews by hand is told so long before. */
export const SOON_DAYS = 20;

export function daysLeft(until: string, now: Date): number {
  return Math.floor((Date.parse(until) - now.getTime()) / DAY);
}

export function stateOf(container: ContainerFact | null): InstallStatus['state'] {
  switch (container?.state) {
    case undefined:
      return 'missing';
    case 'running':
      return 'up';
    case 'restarting':
      return 'restarting';
    default:
      return 'stopped';
  }
}

/** What is wrong, the gravest first. */
export function complaintsAbout(app: string, address: string, sights: Sights): Complaint[] {
  return [
    ...(sights.stopped
      ? [...aboutStopped(app, sights), ...(sights.cluster ? aboutCluster(app, sights.cluster) : [])]
      : [
          ...(sights.cluster ? aboutCluster(app, sights.cluster) : aboutContainer(app, sights)),
          ...aboutWebsite(address, sights),
        ]),
    ...aboutCertificate(sights),
  ].sort((one, other) => RANK[one.status] - RANK[other.status]);
}

const RANK = { stops: 0, warning: 1 } as const;
const DOCTOR = 'npx setup-server doctor says more; npx setup-server puts it right.';

function aboutStopped(app: string, { container, cluster }: Sights): Complaint[] {
  const state = stateOf(container);
  const runs = cluster?.parts.some(({ running }) => running > 0);
  if (!runs && (state === 'stopped' || state === 'missing')) return [];
  const advice = 'npx setup-server stop stops it again; npx setup-server start lets visitors in.';
  return [{ status: 'warning', text: `${app} was stopped by its owner, and runs`, advice }];
}

function aboutContainer(app: string, { container, now }: Sights): Complaint[] {
  switch (stateOf(container)) {
    case 'missing':
      return [{ status: 'stops', text: `${app} is not there any more`, advice: DOCTOR }];
    case 'stopped':
      return [{ status: 'stops', text: `${app} does not run`, advice: DOCTOR }];
    case 'restarting':
      return [{ status: 'stops', text: `${app} stops again and again`, advice: DOCTOR }];
    case 'up':
      break;
  }
  const { restarts = 0, startedAt = '', health } = container ?? {};
  if (health === 'unhealthy')
    return [
      { status: 'warning', text: `${app} says of itself that it is not well`, advice: DOCTOR },
    ];
  // Docker counts since the container was made; only what was lately says something.
  const lately = now.getTime() - Date.parse(startedAt) < DAY;
  const text = `${app} stopped by itself, ${times(restarts)} so far, and was started again ${ago(startedAt, now.toISOString())}`;
  return restarts > 0 && lately ? [{ status: 'warning', text, advice: DOCTOR }] : [];
}

function aboutWebsite(address: string, { website, wellAnswered, within }: Sights): Complaint[] {
  if (!website) return [];
  if (!website.reached) {
    const text = `${address} cannot be reached from this computer: ${website.says.replace(/\.$/, '')}`;
    return [
      within
        ? { status: 'warning', text, advice: FROM_WITHIN }
        : { status: 'stops', text, advice: DOCTOR },
    ];
  }
  if (wellAnswered(website.status)) return [];
  return [
    { status: 'stops', text: `${address} answers with status ${website.status}`, advice: DOCTOR },
  ];
}

function aboutCertificate({
  certificate,
  withoutCertificate,
  renewable,
  due,
  renewal,
  now,
}: Sights): Complaint[] {
  const advice = renewable
    ? 'npx setup-server renew renews it now, and shows what is in the way.'
    : 'Get a new one where it is from, and give it to npx setup-server.';
  if (withoutCertificate) return [];
  if (!certificate) return [{ status: 'stops', text: 'There is no certificate', advice }];
  const end = dayOf(certificate.until);
  if (Date.parse(certificate.until) <= now.getTime())
    return [{ status: 'stops', text: `The certificate has ended (${end})`, advice }];
  if (!certificate.keyFits)
    return [
      { status: 'stops', text: 'The certificate and its key do not belong together', advice },
    ];
  if (!renewable && daysLeft(certificate.until, now) < SOON_DAYS)
    return [{ status: 'warning', text: `The certificate ends on ${end}, and is your own`, advice }];
  const bad = renewal ? badOf(renewal, now) : [];
  const says = renewal?.lastTry?.outcome === 'failed' ? `: ${renewal.lastTry.says}` : '';
  if (bad.length > 0) {
    const text = `The certificate could not be renewed so far, and ends on ${end}${says.replace(/\.$/, '')}`;
    return [{ status: 'warning', text, advice }];
  }
  if (!renewal && due?.due)
    return [
      {
        status: 'warning',
        text: `The certificate is due to be renewed; it ends on ${end}`,
        advice,
      },
    ];
  return [];
}

/** "once", "3 times". */
export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
