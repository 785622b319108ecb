import { useState } from 'react';
import type { Receipt } from '../source/receipt.ts';
import type { Secret } from '../source/secrets/secret.ts';
import { ScrolledLines } from './parts/lines.tsx';
import { Page, useRoom, useScrollHints } from './parts/page.tsx';
import type { WizardState } from './phase.ts';
import { type ScreenProps, topOf } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { scrolled } from './text/page.ts';
import { fill, widthOf } from './text/width.ts';
import { wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';
import { moreComesLater } from './wizard-state.ts';

type ReceiptPhase = Extract<WizardState['phase'], { at: 'receipt' }>;

/** What stands now, where things are, what to do first. */
export function ReceiptScreen(props: ScreenProps<ReceiptPhase>) {
  const { phase, state, control, wizard } = props;
  const paint = usePaint();
  const [offset, setOffset] = useState(0);
  const [open, setOpen] = useState(false);
  const { note } = state;
  const { tokens } = phase.receipt;
  const save = wizard.saveTokens;
  const saveTokens = tokens && save && (() => save(tokens));
  const keys = [
    { key: 's', does: 'save this page on this computer', short: 'save this page' },
    ...(tokens
      ? [{ key: 't', does: open ? 'hide the tokens' : 'show the tokens', short: 'tokens' }]
      : []),
    ...(saveTokens && open ? [{ key: 'w', does: 'write them to a file', short: 'to a file' }] : []),
    { key: 'Enter', does: moreComesLater(state) ? 'go on' : 'done' },
  ];
  const linesFor = (columns: number) =>
    open && tokens
      ? tokenLines(tokens, columns, paint)
      : receiptLines(phase.receipt, columns, paint);
  const hints = useScrollHints(
    { section: null, hints: keys },
    (room) => linesFor(room.width).length + (note === null ? 0 : 2),
  );
  const { width, height } = useRoom({ section: null, hints });
  const said =
    note === null
      ? []
      : [
          '',
          ...wrap(`${note.good ? SIGNS.done : SIGNS.warning} ${note.text}`, width, '  ').map(
            (line) => paint(note.good ? 'done' : 'warning', line),
          ),
        ];
  const lines = linesFor(width);
  const scroll = scrolled(lines, Math.max(3, height - said.length), offset);
  useKeys('screen', (key) => {
    if (key.key === 'enter' || key.key === 'escape' || (key.key === 'text' && key.text === 'q')) {
      control.dispatch({ type: 'left' });
    } else if (key.key === 'text' && key.text === 's') {
      void control.note(
        async () => `This page is saved as ${await wizard.saveReceipt(phase.receipt)}`,
      );
    } else if (tokens && key.key === 'text' && key.text === 't') {
      setOpen(!open);
      setOffset(0);
    } else if (saveTokens && open && key.key === 'text' && key.text === 'w') {
      void control.note(async () => `The tokens are saved as ${await saveTokens()}`);
    } else if (key.key === 'down' && scroll.below > 0) setOffset(scroll.offset + 1);
    else if (key.key === 'up') setOffset(Math.max(0, scroll.offset - 1));
    else return false;
    return true;
  });
  return (
    <Page top={topOf(props)} section={null} hints={hints}>
      {() => (
        <>
          <ScrolledLines scroll={scroll} />
          <ScrolledLines scroll={scrolled(said, Math.max(0, height - 3), 0)} />
        </>
      )}
    </Page>
  );
}

function tokenLines(
  tokens: readonly Secret[],
  width: number,
  paint: ReturnType<typeof usePaint>,
): string[] {
  const head = `${tokens.length} tokens that were not used yet. Each lets one participant in.`;
  return [
    ...wrap(head, width).map((line) => paint('strong', line)),
    '',
    ...tokens.map((token) => token.reveal()),
  ];
}

/** The receipt as lines, for the screen and for what stays in the terminal after it. */
export function receiptLines(
  { headline, lines }: Receipt,
  width: number,
  paint: ReturnType<typeof usePaint>,
): string[] {
  const column = Math.max(0, ...lines.map(({ label }) => widthOf(label))) + 2;
  const beside = width >= 57 && column <= width / 3;
  const [first = '', ...rest] = wrap(headline, width - 2);
  return [
    `${paint('done', SIGNS.done)} ${paint('strong', first)}`,
    ...rest.map((line) => `  ${paint('strong', line)}`),
    '',
    ...lines.flatMap(({ label, text, tone }) => {
      const role = tone === 'warning' ? 'warning' : 'plain';
      const sign = tone === 'warning' ? `${SIGNS.warning} ` : '';
      const texts = wrap(sign + text, beside ? width - column : width - 2);
      if (!beside) return [paint('quiet', label), ...texts.map((line) => `  ${paint(role, line)}`)];
      return texts.map(
        (line, at) => paint('quiet', fill(at === 0 ? label : '', column)) + paint(role, line),
      );
    }),
  ];
}
