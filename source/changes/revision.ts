import type { BackedUpImage, BackupSource } from '../backup/backup.ts';
import type { BackupFact } from '../facts/installs/backups.ts';
import type { ChangeFact } from '../facts/installs/change.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Step } from '../steps/step.ts';

/** Asks for a copy of an install's data. Never in the record. */
export const COPY = 'change.copy';
/** Asks for the data of this copy, by its stamp, to be put back; or `NOTHING`. Never in the record. */
export const RESTORE = 'change.restore';
/** Of an upgrade that was begun, the data were not touched: only its traces go. */
export const NOTHING = 'nothing';
/** Pins what a tag means: `name:tag@sha256:…`. In the record. */
export const PINNED = 'app.pinned';

/** What is to happen to an install's data while its containers rest. */
export type Revision = CopyRevision | UpgradeRevision | RestoreRevision | MoveRevision;

/** They are copied, and that is all. */
export interface CopyRevision {
  /** Where they lie now. */
  readonly sources: readonly BackupSource[];
  readonly kind: 'copy';
}

/** They are copied, and then read and written by other images. */
export interface UpgradeRevision extends Omit<CopyRevision, 'kind'> {
  readonly kind: 'upgrade';
  /** What the containers are made from now, those that are to be replaced. */
  readonly from: readonly Omit<BackedUpImage, 'digest'>[];
  /** What an earlier run noted that was cut off in the middle; null for a new beginning. */
  readonly begun: ChangeFact | null;
  /** Why the one before must rest first; null where the new one is started beside it. */
  readonly inPlace: string | null;
}

/** Those of a copy take their place. */
export interface RestoreRevision extends Omit<CopyRevision, 'kind'> {
  readonly kind: 'restore';
  /** Null where the data were not touched: only what was begun is ended. */
  readonly backup: BackupFact | null;
  /** The file of this computer from which it comes to the server first, and the key that opens it. */
  readonly coming?: { readonly file: string; readonly identity?: Secret | undefined };
  /** It may be of another server, or of several. */
  readonly arriving?: true;
  /** What is there now is copied first: somebody may have worked with it. */
  readonly copyFirst: boolean;
  readonly begun: ChangeFact | null;
  /** Visitors may be with one that was started beside the one that runs. */
  readonly leadsBack?: true;
}

/** They come from another server, and the app with them. */
export interface MoveRevision extends Omit<CopyRevision, 'kind'> {
  readonly kind: 'move';
  /** The id of the other server. */
  readonly from: string;
  /** What they are copied as there; null where the app comes back to those that it left here. */
  readonly backup: BackupFact | null;
  /** The steps on the other server, before it may be started here and once it is at work; they wait for the ids. */
  readonly leaving: (needs: readonly string[]) => readonly Step[];
  readonly left: (needs: readonly string[]) => readonly Step[];
}
