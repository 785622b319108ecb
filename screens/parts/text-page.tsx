import { useState } from 'react';
import { useKeys, usePaint } from '../terminal/surroundings.tsx';
import { scrolled } from '../text/page.ts';
import { reflow, wrap } from '../text/wrap.ts';
import { ScrolledLines } from './lines.tsx';
import { Page, type PageProps, useRoom } from './page.tsx';
import { END, STEPS } from './scrolling.ts';

export interface TextPageProps extends Pick<PageProps, 'top' | 'section' | 'wide'> {
  /** Lines of this role-painted text, wrapped by the page. */
  readonly lines: (width: number) => readonly string[];
  /** Starts at the end, and stays there while lines are added. */
  readonly fromEnd?: boolean;
  readonly onClose: () => void;
}

const HINTS = [
  { key: '↑↓', does: 'scroll' },
  { key: 'PgUp PgDn', does: 'by pages', short: 'pages' },
  { key: 'Esc', does: 'back' },
];

/** A text over what is shown, to scroll and to close: help, logs, raw messages. */
export function TextPage({ top, section, wide, lines, fromEnd = false, onClose }: TextPageProps) {
  const [offset, setOffset] = useState(fromEnd ? END : 0);
  const page = { section, hints: HINTS, wide: wide ?? false };
  const { width, height } = useRoom(page);
  const scroll = scrolled(lines(width), height, offset);
  useKeys('overlay', (key) => {
    const step = STEPS[key.key === 'text' ? key.text : key.key]?.(height);
    if (step !== undefined)
      setOffset(scroll.below === 0 && step > 0 ? offset : Math.max(0, scroll.offset + step));
    else if (key.key === 'home') setOffset(0);
    else if (key.key === 'end') setOffset(END);
    else onClose();
    return true;
  });
  return (
    <Page top={top} {...page}>
      {() => <ScrolledLines scroll={scroll} />}
    </Page>
  );
}

export interface HelpProps extends Pick<PageProps, 'top' | 'section'> {
  readonly title: string;
  /** The line below the question. */
  readonly hint: string;
  readonly text: string;
  readonly onClose: () => void;
}

/** What a question means, for someone who has never heard the term. */
export function Help({ title, hint, text, ...page }: HelpProps) {
  const paint = usePaint();
  return (
    <TextPage
      {...page}
      lines={(width) => [
        ...wrap(title, width).map((line) => paint('strong', line)),
        ...(hint === '' ? [] : wrap(hint, width)),
        '',
        ...wrap(reflow(text), width),
      ]}
    />
  );
}
