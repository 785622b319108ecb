/** When the data of an install are copied without anybody, and how many of those copies stay. */
export interface Timetable {
  readonly every: 'day' | 'week' | 'never';
  /** `03:00`, by the clock of `zone`. */
  readonly time: string;
  /** `Europe/Berlin`. */
  readonly zone: string;
  readonly keep: Keep;
}

/** How many copies of the timetable's own stay: the last one of so many days, and of so many weeks. */
export interface Keep {
  readonly daily: number;
  readonly weekly: number;
}

/** What people expect of a copy each night; and as many weeks where it is made but once a week. */
export const KEEP: Readonly<Record<'day' | 'week', Keep>> = {
  day: { daily: 7, weekly: 4 },
  week: { daily: 1, weekly: 6 },
};

const DAY = 24 * 3600 * 1000;
const SUNDAY = 0;

/** For an install whose copies are made by hand, and sent somewhere. */
export const BY_HAND: Timetable = { every: 'never', time: '00:00', zone: 'UTC', keep: KEEP.day };

/** The last moment up to `now` at which a copy was to be made. */
export function lastTime({ every, time, zone }: Timetable, now: Date): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  // One more day than needed: there, it may be tomorrow already, or still yesterday.
  for (let back = -1; back <= 8; back += 1) {
    const day = new Date(now.getTime() + offsetOf(zone, now) - back * DAY);
    if (every === 'week' && day.getUTCDay() !== SUNDAY) continue;
    const local = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate());
    const at = instantOf(zone, local + (hours * 60 + minutes) * 60_000);
    if (at <= now) return at;
  }
  throw new Error('Every week has each of its days.');
}

/** The first moment after `now`. */
export function nextTime(timetable: Timetable, now: Date): Date {
  const days = timetable.every === 'day' ? 1 : 7;
  // Nights when clocks change have an hour more or less.
  const later = new Date(lastTime(timetable, now).getTime() + days * DAY + 2 * 3600 * 1000);
  return lastTime(timetable, later);
}

/** Whether a text is a time zone by which clocks can be read here. */
export function isZone(text: string): boolean {
  try {
    offsetOf(text, new Date(0));
    return true;
  } catch {
    return false;
  }
}

/** Where the clocks show this, as if it were UTC. */
function instantOf(zone: string, local: number): Date {
  const guess = local - offsetOf(zone, new Date(local));
  return new Date(local - offsetOf(zone, new Date(guess)));
}

/** How far the clocks of a zone are before UTC, in milliseconds. */
function offsetOf(zone: string, at: Date): number {
  const options = { timeZone: zone, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'medium' };
  // "2026-11-29 03:00:00": of all languages, this one writes as ISO 8601 does.
  const text = new Intl.DateTimeFormat('sv', options as Intl.DateTimeFormatOptions).format(at);
  return Date.parse(`${text.replace(' ', 'T')}Z`) - Math.floor(at.getTime() / 1000) * 1000;
}

/** `every day at 03:00 (Europe/Berlin)`. */
export function timetableInWords({
  every,
  time,
  zone,
}: Pick<Timetable, 'every' | 'time' | 'zone'>) {
  if (every === 'never') return 'when you say so';
  return `${every === 'day' ? 'every day' : 'every Sunday'} at ${time} (${zone})`;
}
