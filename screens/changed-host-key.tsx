import { useState } from 'react';
import { changedHostKeyWords, REPLACE } from '../source/hosts/changed-host-key.ts';
import type { ChangedHostKey } from '../source/hosts/host.ts';
import { Field } from './parts/field.tsx';
import { lineOf, textOfLine } from './parts/line.ts';
import { Lines, ScrolledLines } from './parts/lines.tsx';
import { LEAST, Page, useScrollHints } from './parts/page.tsx';
import { type ScreenProps, topOf } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { scrolled } from './text/page.ts';
import { wrap } from './text/wrap.ts';

interface Props extends ScreenProps {
  readonly prompt: ChangedHostKey;
}

/** A word must be typed, so that an Enter too many does no harm. */
export function ChangedHostKeyScreen({ prompt, wizard, ...rest }: Props) {
  const paint = usePaint();
  const [line, setLine] = useState(lineOf(''));
  const [refused, setRefused] = useState(false);
  const [offset, setOffset] = useState(0);
  const { title, keys, paragraphs, question } = changedHostKeyWords(prompt);
  // What it may mean is not to be below the edge of a small terminal.
  const [meaning = '', ...others] = paragraphs;
  useKeys('overlay', (key) => {
    if (key.key === 'escape') wizard.asker.answer(null);
    else if (key.key === 'page-down')
      setOffset(Math.min(offset + 3, textFor(LEAST.columns - 2).length));
    else if (key.key === 'page-up') setOffset(Math.max(0, offset - 3));
    else return false;
    return true;
  });
  const submit = () => {
    if (textOfLine(line).trim() === REPLACE) wizard.asker.answer(REPLACE);
    else setRefused(true);
  };
  const textFor = (width: number) => [
    ...wrap(title, width).map((each) => paint('warning', each)),
    '',
    ...wrap(meaning, width),
    ...keys.flatMap(({ about, fingerprint }) => [
      '',
      ...wrap(about, width),
      ...wrap(`  ${fingerprint}`, width, '  ').map((each) => paint('here', each)),
    ]),
    ...others.flatMap((paragraph) => ['', ...wrap(paragraph, width)]),
  ];
  const asked = (width: number) => [
    '',
    ...(refused
      ? wrap(`The word is ${REPLACE}. Esc changes nothing.`, width).map((each) =>
          paint('warning', each),
        )
      : wrap(`${question}.`, width).map((each) => paint('strong', each))),
  ];
  const hints = [
    { key: 'Enter', does: 'continue' },
    { key: 'Esc', does: 'leave it as it is' },
    { key: '^C', does: 'leave' },
  ];
  const all = useScrollHints(
    { section: null, hints },
    ({ width }) => textFor(width).length + asked(width).length + 1,
    { key: 'PgUp PgDn', does: 'read on', short: 'read' },
  );
  return (
    <Page top={topOf({ ...rest, wizard })} section={null} hints={all}>
      {({ width, height }) => {
        const below = asked(width);
        const room = Math.max(1, height - below.length - 1);
        return (
          <>
            <ScrolledLines scroll={scrolled(textFor(width), room, offset)} />
            <Lines lines={below} />
            <Field
              line={line}
              width={width}
              focused
              onEdit={(next) => {
                setLine(next);
                setRefused(false);
              }}
              onSubmit={submit}
            />
          </>
        );
      }}
    </Page>
  );
}
