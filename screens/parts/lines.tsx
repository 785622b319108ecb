import { Box, Text } from 'ink';
import { usePaint } from '../terminal/surroundings.tsx';
import type { Scroll } from '../text/page.ts';
import { SIGNS } from '../theme.ts';

/** Finished lines, one row each. */
export function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name.
        <Text key={at} wrap="truncate-end">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}

/** A window on many lines, with marks where it goes on. */
export function ScrolledLines({ scroll }: { readonly scroll: Scroll }) {
  const paint = usePaint();
  const mark = (sign: string, count: number) =>
    count > 0 ? [paint('quiet', `${sign} ${count} more`)] : [];
  return (
    <Lines
      lines={[...mark(SIGNS.up, scroll.above), ...scroll.lines, ...mark(SIGNS.down, scroll.below)]}
    />
  );
}
