import { Box } from 'ink';
import type { ReactNode } from 'react';
import { SECTIONS, type Section } from '../../source/questions/question.ts';
import { usePaint, useSize } from '../terminal/surroundings.tsx';
import { type Hint, hintLines } from '../text/hints.ts';
import { apart, widthOf } from '../text/width.ts';
import { PROSE } from '../text/wrap.ts';
import { SIGNS } from '../theme.ts';
import { Lines } from './lines.tsx';

/** Smaller terminals get a message instead. */
export const LEAST = { columns: 40, rows: 12 } as const;

/** Where there is more room, it stays empty: the keys shall not be far from what they are for. */
const MOST_ROWS = 36;

export interface Room {
  readonly width: number;
  readonly height: number;
}

export interface PageProps {
  /** Left and right on the first line. */
  readonly top: readonly [left: string, right: string];
  /** Where the trail stands; null for screens without one. */
  readonly section: Section | null;
  readonly hints: readonly Hint[];
  /** Uses the terminal's whole size: logs, plans. */
  readonly wide?: boolean;
  readonly children: (room: Room) => ReactNode;
}

/** The room that a page has for its own content. */
export function useRoom({
  section,
  hints,
  wide = false,
}: Omit<PageProps, 'top' | 'children'>): Room {
  const { columns, rows } = useSize();
  const width = Math.min(columns - 2, wide ? Number.POSITIVE_INFINITY : PROSE);
  const all = Math.min(rows - 1, wide ? Number.POSITIVE_INFINITY : MOST_ROWS);
  const head = 1 + (section === null ? 0 : 1);
  const foot = 1 + hintLines(hints, width).lines.length;
  return { width, height: Math.max(0, all - head - foot - (rows >= AIRY ? 2 : 0)) };
}

/**
 * The keys of a page whose lines may be too many for it: scrolling is told of only where there is
 * something to scroll.
 */
export function useScrollHints(
  page: Omit<PageProps, 'top' | 'children'>,
  linesFor: (room: Room) => number,
  scrolling: Hint = { key: SIGNS.up + SIGNS.down, does: 'scroll' },
): readonly Hint[] {
  const room = useRoom(page);
  const fits = linesFor(room) <= room.height;
  return fits ? page.hints : [scrolling, ...page.hints];
}

/** What all screens have: the first line, the trail, the room between, the keys. */
export function Page(props: PageProps) {
  const { top, section, hints, children } = props;
  const paint = usePaint();
  const { rows } = useSize();
  const room = useRoom(props);
  const { width, height } = room;
  const air = rows >= AIRY ? [''] : [];
  const head = [
    paint('strong', apart(top[0], top[1], width)),
    ...(section === null ? [] : [trail(section, width, paint)]),
    ...air,
  ];
  const { lines, between } = hintLines(hints, width);
  const keys = lines.map((line) =>
    line.map(({ key, does }) => `${paint('strong', key)} ${paint('quiet', does)}`).join(between),
  );
  const foot = [...air, paint('quiet', SIGNS.rule.repeat(width)), ...keys];
  return (
    <Box flexDirection="column" height={head.length + height + foot.length} paddingLeft={1}>
      <Lines lines={head} />
      <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
        {children(room)}
      </Box>
      <Lines lines={foot} />
    </Box>
  );
}

/** From so many rows on there are empty lines between the parts. */
const AIRY = 18;

/** Done, here, to come. Where there is no room for all names, only the present one is written out. */
function trail(section: Section, width: number, paint: ReturnType<typeof usePaint>): string {
  const here = SECTIONS.indexOf(section);
  const between = ` ${SIGNS.rule} `;
  const sign = (at: number) => (at < here ? SIGNS.done : at === here ? SIGNS.here : SIGNS.todo);
  const whole = SECTIONS.map((name, at) => `${name} ${sign(at)}`).join(between);
  const parts = SECTIONS.map((name, at) => {
    const named = at === here || widthOf(whole) <= width;
    const text = named ? `${name} ${sign(at)}` : sign(at);
    return paint(at < here ? 'done' : at === here ? 'here' : 'quiet', text);
  });
  return parts.join(paint('quiet', between));
}
