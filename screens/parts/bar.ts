import type { StepView } from '../../source/progress.ts';
import { SIGNS } from '../theme.ts';

/** "▰▰▰▰▰▰▰▱▱▱ 71 %". */
export function bar(fraction: number, cells = 10): string {
  const clamped = Math.min(1, Math.max(0, fraction));
  const full = Math.floor(clamped * cells);
  return `${SIGNS.full.repeat(full)}${SIGNS.empty.repeat(cells - full)} ${percent(clamped)}`;
}

/** Never 100 % before it is done. */
function percent(fraction: number): string {
  const whole = fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100));
  return `${String(whole).padStart(2)} %`;
}

/** "182 of 256 MB   12 MB/s". */
export function transfer({ done, total, perSecond }: NonNullable<StepView['bytes']>): string {
  const unit = unitOf(total ?? done);
  const amount =
    total === null
      ? `${number(done, unit)} ${unit.name}`
      : `${number(done, unit)} of ${number(total, unit)} ${unit.name}`;
  if (perSecond <= 0) return amount;
  const rate = unitOf(perSecond);
  return `${amount}   ${number(perSecond, rate)} ${rate.name}/s`;
}

interface Unit {
  readonly name: string;
  readonly bytes: number;
}

const UNITS: readonly Unit[] = [
  { name: 'GB', bytes: 1e9 },
  { name: 'MB', bytes: 1e6 },
  { name: 'kB', bytes: 1e3 },
];

function unitOf(bytes: number): Unit {
  return UNITS.find((unit) => bytes >= unit.bytes) ?? { name: 'kB', bytes: 1e3 };
}

function number(bytes: number, unit: Unit): string {
  const value = bytes / unit.bytes;
  return value < 10 && unit.name === 'GB' ? value.toFixed(1) : String(Math.round(value));
}
