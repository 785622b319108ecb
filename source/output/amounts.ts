import type { ProgressEvent } from '../event.ts';

/** `18 s`, `1 min 12 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `182 of 256 MB, 12 MB/s`. */
export function amount({ done, total, perSecond }: NonNullable<ProgressEvent['bytes']>): string {
  const sofar =
    total === null ? `${megabytes(done)} MB` : `${megabytes(done)} of ${megabytes(total)} MB`;
  return perSecond > 0 ? `${sofar}, ${megabytes(perSecond)} MB/s` : sofar;
}

function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}
