import type { RecordFact } from '../facts/installs/record.ts';

/** The format of a copy's `backup.json`. A newer one is not restored. */
export const BACKUP_FORMAT = 1;

/** Why a copy was made. */
export const REASONS = ['wish', 'upgrade', 'restore', 'schedule', 'move'] as const;
export type BackupReason = (typeof REASONS)[number];

/** Whether a word is one of them. */
export function isReason(value: unknown): value is BackupReason {
  return REASONS.some((each) => each === value);
}

/** What lies in a copy of an install, as its `backup.json` says. */
export interface Backup {
  readonly format: number;
  readonly install: string;
  readonly app: string;
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  /** Version of setup-server that made it. */
  readonly version: string;
  readonly why: BackupReason;
  /** What the containers were made from when it was made. */
  readonly images: readonly BackedUpImage[];
  readonly sources: readonly BackupSource[];
  /** What the server remembered of the install then; null where it had no record. */
  readonly record: RecordFact | null;
}

export interface BackedUpImage {
  readonly container: string;
  readonly image: string;
  /** `sha256:…`, as the engine of that host has it. */
  readonly id: string;
  /** `name@sha256:…`, null for an image that no registry has. */
  readonly digest: string | null;
}

/** Where data lie outside the containers. */
export interface BackupSource {
  readonly kind: 'volume' | 'folder';
  /** A volume's name, or an absolute path on the host, which may be that of a single file. */
  readonly source: string;
}

/** The archive of an install's settings, env.list among them, beside those of its sources. */
export const SETTINGS_ARCHIVE = 'settings.tar.gz';
/** Put back only where the server has none. */
export const CERTIFICATE_ARCHIVE = 'certificate.tar.gz';
/** In the format of `sha256sum`. Names every archive of the copy. */
export const SUMS = 'SHA256SUMS';

/** Room that must be left besides, for what the system and the apps write meanwhile. */
export const SPARE_MB = 300;

/** What a copy's folder is called: when it was made, in UTC, as file systems like it. */
export function stampOf(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(':', '-').concat('Z');
}

/** Whether a text is such a name; what comes from a person or a server goes into paths. */
export function isStamp(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/.test(text);
}

/** The name of a source's archive in the copy's folder, by its place in the list: paths hold anything. */
export function archiveOf(index: number): string {
  return `data-${index + 1}.tar.gz`;
}
