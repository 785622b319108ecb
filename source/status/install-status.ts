import type { RenewalTime } from '../certificates/renewal-time.ts';
import type { Finding } from '../facts/finding.ts';
import type { ContainerFact } from '../facts/objects.ts';
import type { LastTry } from '../renewal/state.ts';
import type { ClusterStatus } from './cluster-status.ts';

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
  /** The server that it was moved to, as that is reached: it is not started here. Null where it was not. */
  readonly movedTo: string | null;
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

/** In milliseconds. */
export const DAY = 24 * 3600 * 1000;
/** Whoever renews by hand is told so long before. */
export const SOON_DAYS = 20;

/** Whole days; below 0 once it has ended. */
export function daysLeft(until: string, now: Date): number {
  return Math.floor((Date.parse(until) - now.getTime()) / DAY);
}

/** How an app is by its container, in one word. */
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

/** "once", "3 times". */
export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
