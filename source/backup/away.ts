import type { Sealed } from '../renewal/sealed.ts';
import { Secret } from '../secrets/secret.ts';
import type { S3Place } from '../stores/presign.ts';
import { asArray, asRecord, parseJson } from '../text/untrusted-json.ts';
import { type BackupReason, isReason, isStamp } from './backup.ts';

/** The format of a sent copy's `copy.json`. A newer one is not fetched. */
export const AWAY_FORMAT = 1;

/** Where copies are sent, and for whom they are encrypted. */
export interface AwayGoal {
  readonly place: S3Place;
  /** Within the bucket: the website's name, which no other server has. */
  readonly folder: string;
  /** A public key of age (`age1…`); '' where they are sent as they are. */
  readonly recipient: string;
}

/** A copy in a store, as its `copy.json` says: written last, so what has none is not whole. */
export interface AwayCopy {
  readonly format: number;
  readonly install: string;
  /** By which it is chosen: when it was made. */
  readonly stamp: string;
  readonly why: BackupReason;
  readonly encrypted: boolean;
  readonly files: readonly AwayFile[];
}

export interface AwayFile {
  /** As it is called in the copy's folder on a server. */
  readonly name: string;
  /** Of what lies in the store. */
  readonly bytes: number;
  readonly sha256: string;
}

/** What says that a copy is whole. */
export const MARK = 'copy.json';

/** The object that holds a file of a copy; with '' what all of the copy's have in common. */
export function awayKey({ folder }: Pick<AwayGoal, 'folder'>, stamp: string, file: string): string {
  return `setup-server/${folder}/${stamp}/${file}`;
}

/** What all copies' objects have in common. */
export function awayPrefix({ folder }: Pick<AwayGoal, 'folder'>): string {
  return `setup-server/${folder}/`;
}

/** What a file is called in the store. */
export function sentName(name: string, encrypted: boolean): string {
  return encrypted ? `${name}.age` : name;
}

/** Null where it is not a whole copy of ours that we know how to read. */
export function readAwayCopy(text: string): AwayCopy | null {
  return awayCopyIn(parseJson(text));
}

/** The same of what was read already. */
export function awayCopyIn(value: unknown): AwayCopy | null {
  const { format, install, stamp, why, encrypted, files } = asRecord(value);
  const known = asArray(files).flatMap((each): AwayFile[] => {
    const { name, bytes, sha256 } = asRecord(each);
    const whole =
      typeof name === 'string' &&
      /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name) &&
      typeof bytes === 'number' &&
      typeof sha256 === 'string';
    return whole ? [{ name, bytes, sha256 }] : [];
  });
  const whole =
    format === AWAY_FORMAT &&
    typeof install === 'string' &&
    typeof stamp === 'string' &&
    isStamp(stamp) &&
    isReason(why) &&
    known.length > 0 &&
    known.length === asArray(files).length;
  return whole
    ? { format, install, stamp, why, encrypted: encrypted === true, files: known }
    : null;
}

/** As it is written to the server's file of that install; 0600. */
export function awayToSeal({ place, folder, recipient }: AwayGoal): Sealed {
  return { place: { ...place }, folder, recipient };
}

/** Null where the text is not of ours. */
export function awayIn(sealed: Sealed | undefined): AwayGoal | null {
  const { place, folder, recipient } = asRecord(sealed);
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = asRecord(place);
  const whole =
    (endpoint === null || typeof endpoint === 'string') &&
    typeof region === 'string' &&
    typeof bucket === 'string' &&
    typeof accessKeyId === 'string' &&
    secretAccessKey instanceof Secret &&
    typeof folder === 'string' &&
    typeof recipient === 'string';
  return whole
    ? { place: { endpoint, region, bucket, accessKeyId, secretAccessKey }, folder, recipient }
    : null;
}

/** How large a copy is in the store. */
export function bytesOf({ files }: AwayCopy): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What the server knows of an install's copies in the store: `timetable/away/<install>.json`. */
export interface AwayState {
  /** When the store was looked at (ISO 8601). */
  readonly at: string;
  readonly copies: readonly AwayCopy[];
  /** Why the last try failed; '' where it worked. */
  readonly says: string;
  /** Whether a person was told of that. */
  readonly told: boolean;
}

export const NEVER_AWAY: AwayState = { at: '', copies: [], says: '', told: false };

/** Reads the file; a damaged one counts as none: the store is looked at anew then. */
export function readAwayState(text: string): AwayState {
  const { at, copies, says, told } = asRecord(parseJson(text));
  if (typeof at !== 'string') return NEVER_AWAY;
  return {
    at,
    copies: asArray(copies).flatMap((each) => awayCopyIn(each) ?? []),
    says: typeof says === 'string' ? says : '',
    told: told === true,
  };
}
