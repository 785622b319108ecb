import { stripControl } from '../../source/text/plain-text.ts';
import { usePaint } from '../terminal/surroundings.tsx';
import { cut, fill } from '../text/width.ts';
import { type Role, SIGNS } from '../theme.ts';
import { Lines } from './lines.tsx';
import { changeOf, type VariableRow } from './variable-rows.ts';

export interface VariableItemProps {
  readonly row: VariableRow;
  readonly chosen: boolean;
  readonly masked: boolean;
  /** Columns for the name, and for the value. */
  readonly column: number;
  readonly room: number;
}

/** A variable, its value, and a mark where it differs from what it was. */
export function VariableItem({ row, chosen, masked, column, room }: VariableItemProps) {
  const paint = usePaint();
  const { sign, role } = MARKS[changeOf(row)];
  const pointer = chosen ? paint('here', SIGNS.pointer) : ' ';
  const name = paint(chosen ? 'strong' : role, fill(stripControl(row.name), column));
  const value = masked ? SIGNS.bullet.repeat(8) : stripControl(row.value ?? '');
  const shown = row.value === null ? paint('quiet', cut('to be removed', room)) : cut(value, room);
  return <Lines lines={[`${pointer} ${paint(role, sign)} ${name} ${shown}`]} />;
}

const MARKS: Readonly<
  Record<ReturnType<typeof changeOf>, { readonly sign: string; readonly role: Role }>
> = {
  same: { sign: ' ', role: 'plain' },
  added: { sign: '+', role: 'done' },
  changed: { sign: '*', role: 'here' },
  removed: { sign: '-', role: 'warning' },
};

/** What a row was, where it is another now. */
export function becomes(row: VariableRow, masked: boolean): string[] {
  const change = changeOf(row);
  if (change === 'same') return [];
  if (change === 'added') return ['New.'];
  const was = masked ? 'hidden' : stripControl(row.was ?? '');
  return [change === 'removed' ? `It was: ${was}` : `Changed. It was: ${was}`];
}
