import { useKeys, usePaint } from '../terminal/surroundings.tsx';
import { cut } from '../text/width.ts';
import { SIGNS } from '../theme.ts';
import { type Area, editArea, linesOfArea } from './area.ts';
import { viewOfLine } from './line.ts';
import { Lines } from './lines.tsx';
import { viewOfList } from './list.ts';

export interface AreaFieldProps {
  readonly area: Area;
  readonly width: number;
  readonly height: number;
  /** Only the number of lines is shown. */
  readonly masked?: boolean;
  readonly focused: boolean;
  readonly onEdit: (area: Area) => void;
}

/** Several lines to type or paste in: Enter makes a new one. */
export function AreaField({ area, width, height, masked, focused, onEdit }: AreaFieldProps) {
  const paint = usePaint();
  useKeys('part', (key) => {
    if (!focused) return false;
    const next = editArea(area, key);
    if (next !== undefined) onEdit(next);
    return next !== undefined;
  });
  const { lines, row, column } = linesOfArea(area);
  const bar = paint(focused ? 'here' : 'quiet', SIGNS.bar);
  if (masked) {
    const count = lines.filter((line) => line.length > 0).length;
    const said =
      count === 0
        ? ''
        : `${SIGNS.bullet.repeat(8)} ${count === 1 ? '1 line' : `${count} lines`}, hidden`;
    return (
      <Lines lines={[`${bar} ${cut(said, width - 4)}${focused ? paint('cursor', ' ') : ''}`]} />
    );
  }
  const heights = lines.map(() => 1);
  const view = viewOfList(heights, row, height);
  const shown = lines.slice(view.from, view.to).map((characters, at) => {
    if (!focused || view.from + at !== row) return `${bar} ${cut(characters.join(''), width - 2)}`;
    const part = viewOfLine({ characters, cursor: column }, width - 2);
    const mark = paint('quiet', '…');
    return [
      `${bar} `,
      part.cutBefore ? mark : '',
      part.before,
      paint('cursor', part.under),
      part.after,
      part.cutAfter ? mark : '',
    ].join('');
  });
  const more = (sign: string, count: number) =>
    count > 0 ? [paint('quiet', `${sign} ${count} more lines`)] : [];
  return (
    <Lines lines={[...more(SIGNS.up, view.above), ...shown, ...more(SIGNS.down, view.below)]} />
  );
}
