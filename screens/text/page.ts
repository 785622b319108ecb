import { CUT } from './width.ts';

/** At most `height` of the lines, and a mark where some are missing. */
export function firstOf(lines: readonly string[], height: number): string[] {
  if (lines.length <= height) return [...lines];
  if (height < 1) return [];
  const kept = lines.slice(0, height - 1);
  return [...kept, `${CUT} ${lines.length - kept.length} more lines`];
}

export interface Want {
  /** Rows for everything. */
  readonly most: number;
  /** Rows that it can't do without. */
  readonly least: number;
}

/**
 * Shares out rows: everyone first gets what they can't do without, in order, then what they want,
 * in order. Nobody gets more than that, and all together get no more than `height`.
 */
export function share(height: number, wants: readonly Want[]): number[] {
  let left = height;
  const take = (rows: number) => {
    const taken = Math.max(0, Math.min(rows, left));
    left -= taken;
    return taken;
  };
  const rows = wants.map(({ least, most }) => take(Math.min(least, most)));
  return rows.map((row, at) => row + take((wants[at]?.most ?? 0) - row));
}

/** A window on many lines. */
export interface Scroll {
  readonly lines: readonly string[];
  readonly above: number;
  readonly below: number;
  /** The offset that was really used. */
  readonly offset: number;
}

/** `height` of the lines from `offset` on; a row each is kept for the marks above and below. */
export function scrolled(lines: readonly string[], height: number, offset: number): Scroll {
  if (lines.length <= height) return { lines, above: 0, below: 0, offset: 0 };
  const last = lines.length - Math.max(1, height - 1);
  const from = Math.min(Math.max(0, offset), last);
  const above = from === 0 ? 0 : from;
  const room = Math.max(1, height - (above > 0 ? 1 : 0) - (from < last ? 1 : 0));
  const shown = lines.slice(from, from + room);
  return { lines: shown, above, below: lines.length - from - shown.length, offset: from };
}
