import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';
import { useState } from 'react';
import type { Key } from '../terminal/keys.ts';
import { useKeys, usePaint } from '../terminal/surroundings.tsx';
import { fill, widthOf } from '../text/width.ts';
import { wrap } from '../text/wrap.ts';
import { SIGNS } from '../theme.ts';
import { typedNumber, viewOfList } from './list.ts';

export interface ChoiceItem {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
}

export interface ChoiceProps {
  readonly items: readonly ChoiceItem[];
  /** The highlighted item; -1 for none yet. */
  readonly index: number;
  readonly width: number;
  /** How many rows it may take; longer lists scroll. */
  readonly height: number;
  /** The page keys are for the text above it. */
  readonly unpaged?: boolean;
  readonly onMove: (index: number) => void;
  readonly onChoose: (index: number) => void;
}

/**
 * One of several: ink-select-input, tamed. It gets only the items that are on the screen and the
 * keys up, down, j, k and Enter; it would choose at a digit, without Enter, knows no scrolling marks
 * and rotates a list that starts further down. Digits move the highlight here.
 */
export function Choice(props: ChoiceProps) {
  const { items, index, width, height, unpaged = false, onMove, onChoose } = props;
  const paint = usePaint();
  const [typed, setTyped] = useState('');
  const rows = rowsOf(items, width);
  const view = viewOfList(
    rows.map((row) => row.length),
    index,
    height,
  );
  const take = (key: Key): boolean => {
    if (key.key === 'enter' && index < 0) return true;
    if (unpaged && (key.key === 'page-up' || key.key === 'page-down')) return false;
    if (key.key === 'text' && /^\d$/.test(key.text)) {
      const number = typedNumber(typed, key.text, items.length);
      setTyped(number);
      if (number !== '') onMove(Number(number) - 1);
      return true;
    }
    if (typed !== '') setTyped('');
    const target = targetOf(key, index, items.length, view.to - view.from);
    if (target === undefined) return false;
    // Inside what it shows, ink-select-input moves by itself.
    const inside = isUp(key) ? index > view.from : isDown(key) && index < view.to - 1;
    if (inside && index >= 0) return false;
    onMove(target);
    return true;
  };
  useKeys('part', take);
  const shown = items.slice(view.from, view.to).map((item, at) => ({
    key: item.value,
    label: item.label,
    value: view.from + at,
    rows: rows[view.from + at] ?? [],
  }));
  return (
    <Box flexDirection="column">
      {view.above > 0 && <Text>{paint('quiet', `  ${SIGNS.up} ${view.above} more`)}</Text>}
      <SelectInput
        // Mounted anew at each move: it keeps a position of its own otherwise.
        key={`${view.from} ${index}`}
        items={shown}
        initialIndex={index < 0 ? -1 : index - view.from}
        indicatorComponent={Indicator}
        itemComponent={Rows as never}
        onHighlight={(item) => onMove(item.value)}
        onSelect={(item) => onChoose(item.value)}
      />
      {view.below > 0 && <Text>{paint('quiet', `  ${SIGNS.down} ${view.below} more`)}</Text>}
    </Box>
  );
}

/** The rows that a choice takes when nothing is cut. */
export function choiceHeight(items: readonly ChoiceItem[], width: number): number {
  return rowsOf(items, width).reduce((all, rows) => all + rows.length, 0);
}

interface Row {
  readonly label: string;
  readonly note: string;
}

const POINTER = 2;
const GAP = 3;

/** Label and note side by side, or below each other where that is too narrow. */
function rowsOf(items: readonly ChoiceItem[], width: number): Row[][] {
  const room = width - POINTER;
  const column = Math.max(0, ...items.map(({ label }) => widthOf(label)));
  const beside = width >= 57 && column <= room * 0.6;
  return items.map(({ label, note = '' }) => {
    if (!beside) {
      return [
        ...wrap(label, room).map((line) => ({ label: line, note: '' })),
        ...(note === '' ? [] : wrap(note, room - 2)).map((line) => ({ label: '  ', note: line })),
      ];
    }
    const notes = note === '' ? [''] : wrap(note, room - column - GAP);
    return notes.map((line, at) => ({
      label: at === 0 || line !== '' ? fill(at === 0 ? label : '', column + GAP) : '',
      note: line,
    }));
  });
}

function Indicator({ isSelected = false }: { isSelected?: boolean }) {
  const paint = usePaint();
  return (
    <Box width={POINTER} flexShrink={0}>
      <Text>{isSelected ? paint('here', SIGNS.pointer) : ' '}</Text>
    </Box>
  );
}

function Rows({ rows, isSelected = false }: { rows: readonly Row[]; isSelected?: boolean }) {
  const paint = usePaint();
  return (
    <Box flexDirection="column">
      {rows.map(({ label, note }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name.
        <Text key={at} wrap="truncate-end">
          {isSelected ? paint('strong', label) : label}
          {paint('quiet', note)}
        </Text>
      ))}
    </Box>
  );
}

function isUp(key: Key): boolean {
  return key.key === 'up' || (key.key === 'text' && key.text === 'k');
}

function isDown(key: Key): boolean {
  return key.key === 'down' || (key.key === 'text' && key.text === 'j');
}

function targetOf(key: Key, index: number, count: number, page: number): number | undefined {
  if (isUp(key)) return index > 0 ? index - 1 : count - 1;
  if (isDown(key)) return index < count - 1 ? index + 1 : 0;
  if (key.key === 'home') return 0;
  if (key.key === 'end') return count - 1;
  if (key.key === 'page-up') return Math.max(0, index - page);
  if (key.key === 'page-down') return Math.min(count - 1, index + page);
  return undefined;
}
