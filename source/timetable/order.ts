import { readSealed, type Sealed } from '../renewal/sealed.ts';
import { asRecord } from '../text/untrusted-json.ts';
import { isZone, type Timetable, timetableInWords } from './timetable.ts';

/** When an install's data are copied: `timetable/installs/<install>.json`. */
export interface TimetableOrder extends Timetable {
  readonly install: string;
  /** The app as the person knows it. */
  readonly label: string;
  /** Since when it is so (ISO 8601): what would have been due before never was. */
  readonly since: string;
}

/** As it is written, by somebody at that time; it is so since long where the file there says so. */
export function orderToWrite(
  wanted: Omit<TimetableOrder, 'since'>,
  found: Sealed | undefined,
  at: Date,
): TimetableOrder {
  const before = readTimetableOrder(found);
  const same = before && timetableInWords(before) === timetableInWords(wanted);
  return { ...wanted, since: same ? before.since : at.toISOString() };
}

/** The same as the content of a file. */
export function orderToSeal(order: TimetableOrder): Sealed {
  return { ...order, keep: { ...order.keep } };
}

/** Null where it is not an order of ours. */
export function readTimetableOrder(sealed: Sealed | undefined): TimetableOrder | null {
  const { install, label, every, time, zone, keep, since } = asRecord(sealed);
  const { daily, weekly } = asRecord(keep);
  const whole =
    typeof install === 'string' &&
    typeof label === 'string' &&
    (every === 'day' || every === 'week' || every === 'never') &&
    typeof time === 'string' &&
    isTime(time) &&
    typeof zone === 'string' &&
    isZone(zone) &&
    isCount(daily) &&
    isCount(weekly) &&
    typeof since === 'string' &&
    !Number.isNaN(Date.parse(since));
  return whole ? { install, label, every, time, zone, keep: { daily, weekly }, since } : null;
}

/** Reads the file's text. */
export function readTimetableOrderText(text: string): TimetableOrder | null {
  return readTimetableOrder(readSealed(text));
}

/** Whether it is a time of day: `03:00`. */
export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
