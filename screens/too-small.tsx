import { Lines } from './parts/lines.tsx';
import { LEAST } from './parts/page.tsx';
import { useSize } from './terminal/surroundings.tsx';
import { wrap } from './text/wrap.ts';

/** Nothing is lost meanwhile: it all comes back when the window is larger. */
export function TooSmall() {
  const { columns, rows } = useSize();
  const text = `This window is ${columns} by ${rows}. setup-server needs ${LEAST.columns} by ${LEAST.rows}: make it larger, and it goes on. ^C leaves.`;
  return <Lines lines={wrap(text, Math.max(1, columns - 1)).slice(0, Math.max(1, rows - 1))} />;
}

/** Whether the screens would not fit. */
export function isTooSmall({ columns, rows }: { columns: number; rows: number }): boolean {
  return columns < LEAST.columns || rows < LEAST.rows;
}
