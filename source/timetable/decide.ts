import type { TimetableOrder } from './order.ts';
import type { CopyState } from './state.ts';
import { lastTime, nextTime } from './timetable.ts';

const HOUR = 3600 * 1000;
/** A night that was missed is not made up for in the middle of the day … */
const QUIET_HOURS = 4;
/** … unless so many were missed in a row: a computer that is off at night, say. */
const MISSED = 2;
/** Clocks differ by so much, of this server and of the computer that wrote an order. */
export const LEEWAY = HOUR;
const HOURS = { day: 24, week: 7 * 24 } as const;

type Order = Omit<TimetableOrder, 'install' | 'label'>;

/** Whether a copy is to be made now. After a failure, not before its next time. */
export function isDue(order: Order, state: CopyState, now: Date): boolean {
  if (order.every === 'never') return false;
  const at = lastTime(order, now).getTime();
  const before = [order.since, state.last?.at, state.trouble?.at].map((each) =>
    Date.parse(each ?? ''),
  );
  // What is noted for later was noted while the clock was ahead: else there would be no copy until then.
  if (before.some((each) => each >= at && each <= now.getTime() + LEEWAY)) return false;
  return now.getTime() - at < QUIET_HOURS * HOUR || isLate(order, state, now);
}

/** Whether there should have been a copy long since. */
export function isLate({ every, since }: Order, { last }: CopyState, now: Date): boolean {
  if (every === 'never') return false;
  const newest = Date.parse(last?.at ?? since);
  return now.getTime() - newest > MISSED * HOURS[every] * HOUR + HOUR;
}

/** When it is worth looking again; in a year where nobody wants that. */
export function lookAgainAt(order: Order, state: CopyState, now: Date): Date {
  if (order.every === 'never') return new Date(now.getTime() + 365 * 24 * HOUR);
  return isDue(order, state, now) ? now : nextTime(order, now);
}

/** What came of one try, as the server's script tells it. */
export interface CopyResult {
  readonly copied: boolean;
  /** When it began (ISO 8601). */
  readonly at: string;
  readonly restedSeconds: number;
  /** Where something went wrong. */
  readonly says: string;
}

/** The state after a try. A copy of an app that does not answer since counts as a failure, too. */
export function afterCopying(
  state: CopyState,
  { copied, at, restedSeconds, says }: CopyResult,
): CopyState {
  return {
    ...state,
    last: copied ? { at, restedSeconds } : state.last,
    trouble: says === '' ? null : { at, says },
  };
}

/** What a person is to be told now, if anything: a night without a copy is told at once, and once. */
export function newsOfCopies({ trouble, told }: CopyState): 'failing' | 'works-again' | null {
  if (trouble) return told ? null : 'failing';
  return told ? 'works-again' : null;
}
