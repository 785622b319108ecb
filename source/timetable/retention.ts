import { type BackupReason, stampOf } from '../backup/backup.ts';
import { LEEWAY } from './decide.ts';
import type { Keep } from './timetable.ts';

/** A copy, as far as it matters for what may go. */
export interface KeptCopy {
  /** The name of its folder: when it was made. */
  readonly stamp: string;
  readonly why: BackupReason;
}

/**
 * Which copies go, the oldest first: of those that the timetable made, all but the last one of each
 * of the last days and weeks. What a person or an upgrade made stays, and so does the newest of all.
 * Those that seem to be of days to come neither go nor count: else they would drive out all that are made
 * after a clock that was ahead was put right, or while it is behind.
 */
export function expired(
  copies: readonly KeptCopy[],
  { daily, weekly }: Keep,
  now: Date,
): readonly string[] {
  const newestFirst = upTo(now, copies).sort((one, other) => (one.stamp < other.stamp ? 1 : -1));
  const own = newestFirst.filter(({ why }) => why === 'schedule').map(({ stamp }) => stamp);
  const kept = new Set([
    ...newestFirst.slice(0, 1).map(({ stamp }) => stamp),
    ...lastOfEach(own, dayOf).slice(0, daily),
    ...lastOfEach(own, weekOf).slice(0, weekly),
  ]);
  return own.filter((stamp) => !kept.has(stamp)).reverse();
}

/** Without those that seem to be of days to come. */
export function upTo(now: Date, copies: readonly KeptCopy[]): KeptCopy[] {
  const latest = stampOf(new Date(now.getTime() + LEEWAY));
  return copies.filter(({ stamp }) => stamp <= latest);
}

function lastOfEach(stamps: readonly string[], spanOf: (stamp: string) => number): string[] {
  return stamps.filter((stamp, at) => at === 0 || spanOf(stamp) !== spanOf(stamps[at - 1] ?? ''));
}

function dayOf(stamp: string): number {
  return Math.floor(Date.parse(stamp.slice(0, 10)) / (24 * 3600 * 1000));
}

/** From Monday to Sunday; the first day of all was a Thursday. */
function weekOf(stamp: string): number {
  return Math.floor((dayOf(stamp) + 3) / 7);
}
