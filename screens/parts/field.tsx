import { Box, Text } from 'ink';
import TextInput from 'ink-text-input';
import type { Key } from '../terminal/keys.ts';
import { useKeys, usePaint } from '../terminal/surroundings.tsx';
import { CUT } from '../text/width.ts';
import { SIGNS } from '../theme.ts';
import { edit, type Line, lineOf, viewOfLine } from './line.ts';

export interface FieldProps {
  readonly line: Line;
  readonly width: number;
  /** Shown as bullets. */
  readonly masked?: boolean;
  readonly focused: boolean;
  readonly onEdit: (line: Line) => void;
  readonly onSubmit: () => void;
}

/** More than this is not told about a secret's length. */
const BULLETS = 8;

/**
 * A line to type in: ink-text-input, tamed. It is given only what stands before the cursor, so that
 * its own cursor is always at the end, and only those keys that it takes rightly: characters, Enter
 * and Backspace. Everything else, and what Backspace takes away, is decided in `line.ts`.
 */
export function Field({ line, width, masked = false, focused, onEdit, onSubmit }: FieldProps) {
  const paint = usePaint();
  const apply = (key: Key): boolean => {
    const next = edit(line, key);
    if (next !== undefined) onEdit(next);
    return next !== undefined;
  };
  useKeys('part', (key) => focused && !LEFT_TO_INK.has(key.key) && apply(key));
  const view = viewOfLine(masked ? bullets(line) : line, width);
  const changed = (value: string) => {
    if (value.length > view.before.length) {
      apply({ key: 'text', text: value.slice(view.before.length) });
    } else {
      apply({ key: 'backspace' });
    }
  };
  return (
    <Box>
      <Text>{view.cutBefore ? paint('quiet', CUT) : ''}</Text>
      <TextInput
        // Mounted anew whenever its text changes, it never acts on an old one.
        key={view.before}
        value={view.before}
        focus={focused}
        showCursor={false}
        onChange={changed}
        onSubmit={onSubmit}
      />
      <Text wrap="truncate-end">
        {focused ? paint('cursor', view.under) : view.under}
        {view.after}
        {view.cutAfter ? paint('quiet', CUT) : ''}
      </Text>
    </Box>
  );
}

const LEFT_TO_INK: ReadonlySet<string> = new Set(['text', 'enter', 'backspace']);

function bullets(line: Line): Line {
  const shown = lineOf(SIGNS.bullet.repeat(Math.min(line.characters.length, BULLETS)));
  return { ...shown, cursor: Math.min(line.cursor, shown.characters.length) };
}
