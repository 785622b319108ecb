import { Box, Text } from 'ink';
import { useMemo, useState } from 'react';
import { Field } from './parts/field.tsx';
import { type Line, lineOf, textOfLine } from './parts/line.ts';
import { Lines, ScrolledLines } from './parts/lines.tsx';
import { Page, useRoom } from './parts/page.tsx';
import { END, STEPS } from './parts/scrolling.ts';
import type { ReadPhase } from './phase.ts';
import { rowsOf, searched } from './reading.ts';
import { type ScreenProps, topOf } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { scrolled } from './text/page.ts';
import { widthOf } from './text/width.ts';
import { wrap } from './text/wrap.ts';

const SCROLL = { key: '↑↓', does: 'scroll' };
const PAGES = { key: 'PgUp PgDn', does: 'by pages', short: 'pages' };
const SEARCH = { key: '/', does: 'search' };
const FOLLOW = { key: 'End', does: 'follow' };
const BACK = { key: 'Esc', does: 'back' };
const TYPING = [
  { key: 'Enter', does: 'keep it' },
  { key: 'Esc', does: 'all lines' },
];

/** What comes line by line, to scroll, to search and to follow. */
export function ReadingPage({ phase, ...rest }: ScreenProps<ReadPhase>) {
  const { title, empty, follows, lines, ended } = phase;
  const paint = usePaint();
  const [offset, setOffset] = useState(follows ? END : 0);
  const [search, setSearch] = useState<Line>(lineOf(''));
  const [typing, setTyping] = useState(false);
  const wanted = textOfLine(search);
  const narrowed = wanted !== '';
  const found = searched(lines, wanted);
  const hints = typing
    ? TYPING
    : [
        ...[SCROLL, PAGES, SEARCH],
        ...(follows ? [FOLLOW] : []),
        narrowed ? { key: 'Esc', does: 'all lines' } : BACK,
      ];
  const page = { section: null, hints, wide: true };
  const { width, height } = useRoom(page);
  // biome-ignore lint/correctness/useExhaustiveDependencies: how it is painted never changes.
  const rows = useMemo(() => rowsOf(found, width, paint), [lines, wanted, width]);
  const nothing = narrowed ? 'No line has that text.' : ended ? empty : 'Reading …';
  const foot = typing || narrowed ? 1 : 0;
  const body = Math.max(0, height - 1 - foot);
  const scroll = scrolled(rows.length > 0 ? rows : wrap(nothing, width), body, offset);

  const close = () => {
    if (!typing && !narrowed) return rest.control.dispatch({ type: 'went-back' });
    setSearch(lineOf(''));
    setTyping(false);
    if (follows) setOffset(END);
  };
  useKeys('overlay', (key) => {
    if (key.key === 'escape') close();
    else if (typing) return false;
    else if (key.key === 'text' && key.text === '/') setTyping(true);
    else if (key.key === 'home') setOffset(0);
    else if (key.key === 'end' || (key.key === 'text' && key.text === 'G')) setOffset(END);
    else {
      const step = STEPS[key.key === 'text' ? key.text : key.key]?.(body);
      if (step === undefined) return key.key !== 'ctrl-c' && key.key !== 'ctrl-l';
      setOffset(scroll.below === 0 && step > 0 ? offset : Math.max(0, scroll.offset + step));
    }
    return true;
  });

  const count = narrowed ? `${found.length} of ${lines.length} lines` : `${lines.length} lines`;
  const live = follows && scroll.below === 0 ? ', new ones show by themselves' : '';
  const whole = `  ${count}${live}`;
  const beside = widthOf(title) + widthOf(whole) <= width ? whole : `  ${count}`;
  return (
    <Page top={topOf(rest)} {...page}>
      {() => (
        <>
          <Lines lines={[paint('strong', title) + paint('quiet', beside)]} />
          <Box flexDirection="column" height={body} flexShrink={0} overflow="hidden">
            <ScrolledLines scroll={scroll} />
          </Box>
          {foot > 0 && (
            <Box>
              <Text>{paint('strong', '/ ')}</Text>
              <Field
                line={search}
                width={width - 3}
                focused={typing}
                onEdit={(line) => {
                  setSearch(line);
                  setOffset(follows ? END : 0);
                }}
                onSubmit={() => setTyping(false)}
              />
            </Box>
          )}
        </>
      )}
    </Page>
  );
}
