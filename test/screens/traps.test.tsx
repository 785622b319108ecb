import { render, Text } from 'ink';
import SelectInput from 'ink-select-input';
import TextInput from 'ink-text-input';
import { type ReactNode, useEffect, useState } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import { Choice } from '../../screens/parts/choice.tsx';
import { Field } from '../../screens/parts/field.tsx';
import { lineOf, textOfLine } from '../../screens/parts/line.ts';
import { Painter } from '../../screens/terminal/painter.ts';
import { stagePart } from './stage.tsx';
import { KEYS, PretendTerminal, pasted } from './terminal.ts';

/*
 * What the two inputs do by themselves, and what our parts make of it. The first half of each pair
 * is there to tell us when a trap is gone and its way around can go too.
 */

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** The library alone, on Ink's own keyboard. */
function alone(part: ReactNode, rows = 12): PretendTerminal {
  const terminal = new PretendTerminal(60, rows);
  const painter = new Painter(terminal.stdout, { unicode: true });
  painter.open();
  const ink = render(part, {
    stdin: terminal.stdin,
    stdout: painter as never,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  closers.push(ink.unmount, () => painter.close());
  return terminal;
}

function tamed(part: ReactNode): PretendTerminal {
  const { terminal, close } = stagePart(part);
  closers.push(close);
  return terminal;
}

/** `<value>` while it is typed, `=value=` once it was submitted. */
function Told({ value, sent }: { value: string; sent: string | null }) {
  return <Text>{sent === null ? `<${visible(value)}>` : `=${visible(sent)}=`}</Text>;
}

function visible(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/gu, (one) => `{${one.length}}`);
}

function TheirField({ mask }: { mask?: string }) {
  const [value, setValue] = useState('');
  const [settled, setSettled] = useState('');
  const [sent, setSent] = useState<string | null>(null);
  // Told only when the input has taken it in: a key right after the frame would be lost, too.
  useEffect(() => setSettled(value), [value]);
  return (
    <>
      <TextInput value={value} onChange={setValue} onSubmit={setSent} {...(mask ? { mask } : {})} />
      <Told value={settled} sent={sent} />
    </>
  );
}

function OurField({ masked = false }: { masked?: boolean }) {
  const [line, setLine] = useState(lineOf(''));
  const [sent, setSent] = useState<string | null>(null);
  return (
    <>
      <Field
        line={line}
        width={40}
        masked={masked}
        focused
        onEdit={setLine}
        onSubmit={() => setSent(textOfLine(line))}
      />
      <Told value={textOfLine(line)} sent={sent} />
    </>
  );
}

const last = (text: string) => text.split('\n').at(-1) ?? '';

/** What is sent, one chunk a row, and what ink-text-input has after it; then what we have in the end. */
describe.each([
  ['a line and its end in one chunk', [['abc\r', '<abc\\r>']], '=abc='],
  ['a pasted line with its end', [[pasted('abc\n'), '<[201~>']], '<abc>'],
  ['a pasted key of several lines', [[pasted('one\ntwo\n'), '<[201~>']], '<onetwo>'],
  ['typing, left and typing in one chunk', [[`ab${KEYS.left}c`, '<c>']], '<acb>'],
  ['typing and Backspace in one chunk', [[`ab${KEYS.backspace}`, '<ab{1}>']], '<a>'],
  [
    'an emoji, then Backspace',
    [
      ['🙂', '<{2}>'],
      [KEYS.backspace, '<\\ud83d>'],
    ],
    '<>',
  ],
  [
    'text, then Ctrl-U',
    [
      ['ab', '<ab>'],
      [KEYS.ctrlU, '<abu>'],
    ],
    '<>',
  ],
  [
    'text, then Ctrl-W',
    [
      ['ab cd', '<ab cd>'],
      [KEYS.ctrlW, '<ab cdw>'],
    ],
    '<ab >',
  ],
  [
    'text, then Ctrl-A',
    [
      ['ab', '<ab>'],
      [KEYS.ctrlA, '<aba>'],
    ],
    '<ab>',
  ],
  [
    'text, then Home and a letter',
    [
      ['ab', '<ab>'],
      [`${KEYS.home}x`, '<abx>'],
    ],
    '<xab>',
  ],
  [
    'text, then Delete',
    [
      ['ab', '<ab>'],
      [KEYS.delete, '<a>'],
    ],
    '<ab>',
  ],
] as const)('%s', (_name, steps, ours) => {
  test('is taken wrongly by ink-text-input alone', async () => {
    const terminal = alone(<TheirField />);
    await terminal.until('<>');
    for (const [sent, theirs] of steps) {
      await terminal.press(sent, (text) => last(text) === theirs);
    }
  });

  test(`is ${ours} in our field`, async () => {
    const terminal = tamed(<OurField />);
    await terminal.until('<>');
    await terminal.press(
      steps.map(([sent]) => sent),
      (text) => last(text) === ours,
    );
  });
});

describe('a secret under its mask', () => {
  test('ink-text-input alone shows its length, emoji counted twice', async () => {
    const terminal = alone(<TheirField mask="*" />);
    await terminal.until('<>');
    terminal.send('correct horse 🙂');
    await terminal.until((text) => text.startsWith('****************\n'));
    expect('correct horse 🙂'.length).toBe(16);
  });

  test('our field shows eight bullets at the most', async () => {
    const terminal = tamed(<OurField masked />);
    await terminal.until('<>');
    terminal.send('1234');
    await terminal.until((text) => text.startsWith('••••\n') || text.startsWith('•••• '));
    terminal.send('5678🙂', 'more');
    await terminal.until('<12345678{2}more>');
    expect(terminal.frame()[0]?.trimEnd()).toBe('••••••••');
  });
});

const ITEMS = Array.from({ length: 25 }, (_, at) => ({
  label: `Region ${at + 1}`,
  value: `r${at + 1}`,
}));

function TheirChoice() {
  const [chosen, setChosen] = useState('');
  return chosen === '' ? (
    <SelectInput items={ITEMS} onSelect={(item) => setChosen(item.value)} />
  ) : (
    <Text>chose {chosen}</Text>
  );
}

function OurChoice({ start = 0, height = 8 }: { start?: number; height?: number }) {
  const [index, setIndex] = useState(start);
  const [chosen, setChosen] = useState('');
  return chosen === '' ? (
    <Choice
      items={ITEMS}
      index={index}
      width={50}
      height={height}
      onMove={setIndex}
      onChoose={(at) => setChosen(ITEMS[at]?.value ?? '')}
    />
  ) : (
    <Text>chose {chosen}</Text>
  );
}

describe('a choice of 25', () => {
  test('ink-select-input alone chooses at the first digit, so that 12 can not be reached', async () => {
    const terminal = alone(<TheirChoice />);
    await terminal.until('Region 1');
    await terminal.press('1', 'chose r1');
  });

  test('our choice moves to 12 and waits for Enter', async () => {
    const terminal = tamed(<OurChoice />);
    await terminal.until('❯ Region 1');
    await terminal.press('12', '❯ Region 12');
    await terminal.press(KEYS.enter, 'chose r12');
  });

  test('ink-select-input alone draws them all, as if every terminal had room', async () => {
    const terminal = alone(<TheirChoice />, 30);
    expect(await terminal.until('Region 25')).toHaveLength(25);
  });

  test('our choice shows a part, and marks what is above and below', async () => {
    const terminal = tamed(<OurChoice start={12} height={6} />);
    expect(await terminal.until('Region 13')).toEqual([
      '  ↑ 10 more',
      '  Region 11',
      '  Region 12',
      '❯ Region 13',
      '  Region 14',
      '  ↓ 11 more',
    ]);
  });

  test('our choice scrolls by j, k, pages, Home and End, and goes round', async () => {
    const terminal = tamed(<OurChoice height={6} />);
    await terminal.until('❯ Region 1');
    await terminal.press('jjjjjj', '❯ Region 7');
    await terminal.press('kk', '❯ Region 5');
    await terminal.press(KEYS.pageDown, '❯ Region 9');
    await terminal.press(KEYS.end, '❯ Region 25');
    await terminal.press(KEYS.down, '❯ Region 1\n');
    await terminal.press(KEYS.up, '❯ Region 25');
    await terminal.press(KEYS.home, '❯ Region 1\n');
  });

  test('many keys in one chunk are all taken', async () => {
    const terminal = tamed(<OurChoice height={6} />);
    await terminal.until('❯ Region 1');
    await terminal.press(`${KEYS.down}${KEYS.down}jj${KEYS.up}\r`, 'chose r4');
  });
});
