import { median, type Samples } from './samples.ts';

/** One thing, done by us and by another. */
export interface Comparison {
  readonly what: string;
  readonly unit: 's' | 'ms' | 'kB' | 'files' | 'requests';
  readonly ours: Samples;
  readonly peer: { readonly name: string; readonly samples: Samples };
  /** The ratio of the medians should be at most this; null where nothing is aimed at. */
  readonly aim: number | null;
}

/** How often as much as the other. */
export function ratio({ ours, peer }: Comparison): number {
  return median(ours) / median(peer.samples);
}

/** For people: medians, in brackets the least and the most. */
export function table(comparisons: readonly Comparison[]): string[] {
  const rows = comparisons.map((each) => {
    const { what, ours, peer, unit, aim } = each;
    const quotient = ratio(each);
    const verdict = aim === null ? '' : quotient <= aim ? 'met' : 'missed';
    const aimed = aim === null ? '' : `<= ${aim.toFixed(2)}`;
    const amounts = [amount(ours, unit), `${amount(peer.samples, unit)}`];
    return [what, ...amounts, peer.name, quotient.toFixed(2), aimed, verdict];
  });
  return columns([['', 'setup-server', 'the other', '', 'ratio', 'aim', ''], ...rows]);
}

export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function amount(samples: Samples, unit: Comparison['unit']): string {
  const digits = unit === 's' ? 2 : 0;
  const text = (value: number) => value.toFixed(digits);
  const middle = `${text(median(samples))} ${unit}`;
  if (samples.length === 1) return middle;
  return `${middle} (${text(Math.min(...samples))}-${text(Math.max(...samples))})`;
}
