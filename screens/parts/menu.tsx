import { useState } from 'react';
import { useKeys } from '../terminal/surroundings.tsx';
import type { Hint } from '../text/hints.ts';
import { scrolled, share } from '../text/page.ts';
import { SIGNS } from '../theme.ts';
import { Choice, type ChoiceItem, choiceHeight } from './choice.tsx';
import { Lines, ScrolledLines } from './lines.tsx';
import { Page, type PageProps, useScrollHints } from './page.tsx';

export interface MenuProps extends Pick<PageProps, 'top' | 'section'> {
  /** What stands above the choices; scrolls where it is too long. */
  readonly lines: (width: number) => readonly string[];
  readonly items: readonly (ChoiceItem & { readonly choose: () => void })[];
  readonly hints: readonly Hint[];
  /** Nothing is highlighted at first, so that an Enter too many does no harm. */
  readonly undecided?: boolean;
}

/** A text and what can be done about it. */
export function Menu({ top, section, lines, items, hints, undecided = false }: MenuProps) {
  const [index, setIndex] = useState(undecided ? -1 : 0);
  const [offset, setOffset] = useState(0);
  useKeys('screen', (key) => {
    if (key.key === 'page-down' || key.key === 'right') setOffset(offset + 3);
    else if (key.key === 'page-up' || key.key === 'left') setOffset(Math.max(0, offset - 3));
    else return false;
    return true;
  });
  const keys = [
    ...(index < 0
      ? [{ key: SIGNS.up + SIGNS.down, does: 'choose first' }]
      : [
          { key: SIGNS.up + SIGNS.down, does: 'choose' },
          { key: 'Enter', does: 'do it' },
        ]),
    ...hints,
  ];
  const all = useScrollHints(
    { section, hints: keys },
    ({ width }) => lines(width).length + 1 + choiceHeight(items, width),
    { key: 'PgUp PgDn', does: 'read on', short: 'read' },
  );
  return (
    <Page top={top} section={section} hints={all}>
      {({ width, height }) => {
        const text = lines(width);
        const choices = choiceHeight(items, width);
        const [choiceRows = 0, textRows = 0] = share(height, [
          { least: Math.min(choices, 4), most: Math.min(choices, 4) },
          { least: Math.min(text.length + 1, 4), most: text.length + 1 },
          { least: 0, most: choices },
        ]);
        const more = Math.max(0, Math.min(choices, height - textRows) - choiceRows);
        const scroll = scrolled(text, textRows - 1, offset);
        return (
          <>
            <ScrolledLines scroll={scroll} />
            <Lines lines={['']} />
            <Choice
              items={items}
              index={index}
              width={width}
              height={choiceRows + more}
              unpaged
              onMove={setIndex}
              onChoose={(chosen) => items[chosen]?.choose()}
            />
          </>
        );
      }}
    </Page>
  );
}
