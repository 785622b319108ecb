import { asRecord, parseJson } from '../text/untrusted-json.ts';

/** How copies by the timetable went: `/var/lib/setup-server/timetable/state.json`. Times are ISO 8601. */
export interface TimetableState {
  /** When the program last looked. */
  readonly lookedAt: string;
  readonly installs: Readonly<Record<string, CopyState>>;
}

export interface CopyState {
  /** The last copy that it made; null where there is none. */
  readonly last: LastCopy | null;
  /** Why the last try failed; null where it worked. */
  readonly trouble: CopyTrouble | null;
  /** Whether a person was told since all was well. */
  readonly told: boolean;
}

export interface LastCopy {
  readonly at: string;
  /** For how long the app was not there. */
  readonly restedSeconds: number;
}

export interface CopyTrouble {
  readonly at: string;
  /** One or two sentences. */
  readonly says: string;
}

export const NEVER_COPIED: TimetableState = { lookedAt: '', installs: {} };

export const NEW_COPY_STATE: CopyState = { last: null, trouble: null, told: false };

/** Reads the file; a damaged one counts as none: the timetable begins anew then. */
export function readTimetableState(text: string): TimetableState {
  const { lookedAt, installs } = asRecord(parseJson(text));
  if (typeof lookedAt !== 'string') return NEVER_COPIED;
  const entries = Object.entries(asRecord(installs));
  return {
    lookedAt,
    installs: Object.fromEntries(entries.map(([install, each]) => [install, copyStateIn(each)])),
  };
}

function copyStateIn(value: unknown): CopyState {
  const { last, trouble, told } = asRecord(value);
  const [copied, failed] = [asRecord(last), asRecord(trouble)];
  const { at, restedSeconds } = copied;
  return {
    last:
      typeof at === 'string' && typeof restedSeconds === 'number' ? { at, restedSeconds } : null,
    trouble:
      typeof failed.at === 'string' && typeof failed.says === 'string'
        ? { at: failed.at, says: failed.says }
        : null,
    told: told === true,
  };
}

/** What its file holds. */
export function timetableStateText(state: TimetableState): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}
