import { ExpectedError } from '../expected-error.ts';

/** Which lines are wanted. */
export interface LogWish {
  /** As Docker takes it: a duration before now, or a time; '' for all that is kept. */
  readonly since: string;
  /** Only lines with this text, in whatever case; '' for all. */
  readonly search: string;
  /** How many, the last ones. */
  readonly count: number;
  /** Goes on with what is written from now on. */
  readonly follow: boolean;
}

const USUAL_COUNT = 200;
/** More than anybody reads; what a person asked for by a time or a text is not cut short before. */
const MOST_COUNT = 20_000;

/** Reads what stands on the command line. Throws an ExpectedError `logs.*`. */
export function readLogWish(given: {
  readonly since?: string | undefined;
  readonly search?: string | undefined;
  readonly lines?: string | undefined;
  readonly follow: boolean;
}): LogWish {
  const { since = '', search = '', lines, follow } = given;
  const narrowed = since !== '' || search !== '';
  return {
    since: since === '' ? '' : readSince(since.trim()),
    search,
    count: lines === undefined ? (narrowed ? MOST_COUNT : USUAL_COUNT) : readCount(lines),
    follow,
  };
}

const HOURS = { d: 24, w: 7 * 24 } as const;

/** `90s`, `10m`, `2h`, `3d`, `1w`; a day, or a day and a time, by this computer's clock. */
function readSince(text: string): string {
  const [, number, unit] = /^(\d{1,6})\s*([smhdw])$/.exec(text) ?? [];
  if (number !== undefined && (unit === 'd' || unit === 'w'))
    return `${Number(number) * HOURS[unit]}h`;
  if (number !== undefined) return `${number}${unit}`;
  const [, day, time] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?))?$/.exec(text) ??
    [];
  const at = new Date(`${day}T${time ?? '00:00'}`);
  if (day === undefined || Number.isNaN(at.getTime())) throw badSince(text);
  return at.toISOString();
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new ExpectedError({
      code: 'logs.lines',
      what: `--lines wants a number from 1 on, not "${text}".`,
      next: ['For the last hundred: --lines 100'],
    });
  return Number(text);
}

function badSince(text: string): ExpectedError {
  return new ExpectedError({
    code: 'logs.since',
    what: `--since wants a length of time, or a day, not "${text}".`,
    next: [
      'A length of time before now: 30m, 2h, 3d, 1w.',
      'A day, with a time or without: 2026-11-21, 2026-11-21T08:30.',
    ],
  });
}
