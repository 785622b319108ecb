import type { Choice } from '../../source/questions/question.ts';
import { useKeys, usePaint } from '../terminal/surroundings.tsx';
import { apart, cut, fill, widthOf } from '../text/width.ts';
import { wrap } from '../text/wrap.ts';
import { SIGNS } from '../theme.ts';
import { type Checks, editChecks, shownChecks } from './checks.ts';
import { viewOfLine } from './line.ts';
import { Lines } from './lines.tsx';
import { viewOfList } from './list.ts';

export interface ChecklistProps {
  readonly checks: Checks;
  readonly choices: readonly Choice[];
  /** Others than those on the list may be named. */
  readonly others: boolean;
  readonly width: number;
  readonly height: number;
  readonly onEdit: (checks: Checks) => void;
  readonly onSubmit: () => void;
}

/** Rows besides the list: the search, and what is chosen. */
const SEARCH_ROWS = 1;
const CHOSEN_ROWS = 2;

/** Several of a list, found by typing. */
export function Checklist(props: ChecklistProps) {
  const { checks, choices, others, width, height, onEdit, onSubmit } = props;
  const paint = usePaint();
  const shown = shownChecks(checks, choices, others);
  const chosen = chosenLines(checks, width);
  const room = Math.max(1, height - SEARCH_ROWS - chosen.length);
  useKeys('part', (key) => {
    if (key.key === 'enter') onSubmit();
    const next = key.key === 'enter' ? checks : editChecks(checks, key, choices, others, room);
    if (next !== undefined && next !== checks) onEdit(next);
    return next !== undefined;
  });
  const view = viewOfList(
    shown.map(() => 1),
    checks.index,
    room,
  );
  const more = (sign: string, count: number) =>
    count > 0 ? [paint('quiet', `  ${sign} ${count} more`)] : [];
  const column = Math.max(0, ...shown.map(({ label }) => widthOf(label)));
  const row = (choice: Choice, at: number) => {
    const here = view.from + at === checks.index;
    const mark = checks.chosen.includes(choice.value) ? '[x]' : '[ ]';
    const beside = width >= 57 && choice.note !== undefined && column <= width * 0.6;
    const label = beside ? fill(choice.label, column + 3) : choice.label;
    const note = beside ? cut(choice.note ?? '', width - column - 9) : '';
    const pointer = here ? paint('here', SIGNS.pointer) : ' ';
    return `${pointer} ${paint(here ? 'strong' : 'plain', cut(`${mark} ${label}`, width - 2))}${paint('quiet', note)}`;
  };
  return (
    <Lines
      lines={[
        searchLine(checks, shown.length, choices.length, width, paint),
        ...more(SIGNS.up, view.above),
        ...shown.slice(view.from, view.to).map(row),
        ...more(SIGNS.down, view.below),
        ...chosen.map((line) => paint('quiet', line)),
      ]}
    />
  );
}

/** How many rows it takes when nothing is cut, and how many it can't do without. */
export function checklistRows(
  checks: Checks,
  choices: readonly Choice[],
  others: boolean,
  width: number,
): { least: number; most: number } {
  const besides = SEARCH_ROWS + chosenLines(checks, width).length;
  const rows = shownChecks(checks, choices, others).length;
  return { least: besides + Math.min(rows, 3), most: besides + rows };
}

function chosenLines({ chosen }: Checks, width: number): string[] {
  if (chosen.length === 0) return [];
  const lines = wrap(`${chosen.length} chosen: ${chosen.join(', ')}`, width);
  return lines.length <= CHOSEN_ROWS ? lines : [cut(lines.join(' '), width)];
}

function searchLine(
  { search }: Checks,
  found: number,
  all: number,
  width: number,
  paint: ReturnType<typeof usePaint>,
): string {
  const label = 'Search: ';
  const count = all === 0 ? '' : found === all ? `${all}` : `${found} of ${all}`;
  const view = viewOfLine(search, Math.max(1, width - widthOf(label) - widthOf(count) - 2));
  const mark = (is: boolean) => (is ? '…' : '');
  const before = `${label}${mark(view.cutBefore)}${view.before}`;
  const after = `${view.after}${mark(view.cutAfter)}`;
  const rest = apart(after, count, Math.max(0, width - widthOf(before) - widthOf(view.under)));
  return before + paint('cursor', view.under) + rest;
}
