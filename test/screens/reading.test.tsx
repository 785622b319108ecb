import { afterEach, describe, expect, test } from 'vitest';
import type { PageLine } from '../../screens/reading.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Item } from '../../source/interview.ts';
import { Channel } from '../../source/session/channel.ts';
import { type Setting, stage, strike } from './stage.tsx';
import { KEYS } from './terminal.ts';

afterEach(strike);

const what: Item = {
  ask: { id: 'what', section: 'App', kind: 'text', title: 'What?', help: '', example: 'x' },
};

const line = (number: number, text = `line ${number}`): PageLine => ({
  ...{ lead: `08:${String(number).padStart(2, '0')} app`, role: 'here', text },
  ...{ at: String(number).padStart(4, '0'), day: '2026-11-21' },
});

/** A page that is open, and what is written on it. */
async function open(setting: Setting = {}, follows = true) {
  const written = new Channel<PageLine>();
  const signals: AbortSignal[] = [];
  const staged = stage({
    ...{ columns: 60, rows: 20, script: [what], errand: () => '' },
    reads: ({ what: chosen }) =>
      chosen === 'logs'
        ? {
            ...{ title: 'Logs of shop', empty: 'Nothing was written.', follows },
            async *lines(_answers, _facts, signal) {
              signals.push(signal);
              yield* written;
            },
          }
        : undefined,
    ...setting,
  });
  await staged.terminal.until('What?');
  staged.terminal.send('logs');
  await staged.terminal.press(KEYS.enter, 'Logs of shop');
  return { ...staged, written, signals };
}

describe('a page that is followed', () => {
  test('shows what comes, the newest at the bottom, whoever wrote it', async () => {
    const { terminal, written } = await open();
    await terminal.until('Reading');
    for (let number = 1; number <= 40; number += 1) written.put(line(number));
    await terminal.until('line 40');
    // One container tells of what was before the other's last line.
    written.put({ ...line(39, 'came late'), lead: '08:39 front' });
    await terminal.until('came late');
    const shown = terminal.text();
    expect(shown.indexOf('line 39')).toBeLessThan(shown.indexOf('came late'));
    expect(shown.indexOf('came late')).toBeLessThan(shown.indexOf('line 40'));
    expect(shown).toContain('new ones show by themselves');
    expect(shown).not.toContain('line 1\n');
  });

  test('stays where it was scrolled to, and follows again from the end', async () => {
    const { terminal, written } = await open();
    for (let number = 1; number <= 40; number += 1) written.put(line(number));
    await terminal.until('line 40');
    await terminal.press(KEYS.home, '2026-11-21');
    written.put(line(41, 'the next'));
    await terminal.until('41 lines');
    expect(terminal.text()).not.toContain('the next');
    await terminal.press(KEYS.end, 'the next');
  });

  test('is searched while it goes on', async () => {
    const { terminal, written } = await open();
    for (let number = 1; number <= 40; number += 1) written.put(line(number));
    written.put(line(41, 'a Needle in it'));
    await terminal.until('Needle');
    await terminal.press('/', 'Enter keep it');
    terminal.send(...'needle');
    await terminal.until('1 of 41 lines');
    await terminal.press(KEYS.enter, (text) => !text.includes('keep it'));
    written.put(line(42));
    written.put(line(43, 'another needle'));
    await terminal.until('another needle');
    expect(terminal.text()).not.toContain('line 42');
    await terminal.press(KEYS.escape, 'line 42');
  });

  test('is left for the question before it, and what was read is let go', async () => {
    const { terminal, signals } = await open();
    await terminal.until('Reading');
    await terminal.press(KEYS.escape, 'What?');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test('fits whatever size the terminal gets meanwhile', async () => {
    const { terminal, written } = await open();
    const long = 'a word and a-very-long-name-that-is-broken-where-it-must '.repeat(4);
    for (let number = 1; number <= 40; number += 1) written.put(line(number, `${number} ${long}`));
    await terminal.until('40 a word');
    for (const [columns, rows] of [
      [100, 30],
      [40, 12],
      [60, 20],
    ] as const) {
      terminal.resize(columns, rows);
      const rule = '─'.repeat(columns - 2);
      const shown = await terminal.until(
        (text) => text.includes(`\n ${rule}\n`) && text.includes('Esc back'),
      );
      expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(columns - 1);
      expect(shown.length).toBeLessThan(rows);
      expect(shown.join('\n')).toContain('must');
    }
  });
});

test('What is read and ends begins at its top, and says where there is nothing', async () => {
  const { terminal, written } = await open({}, false);
  written.close();
  await terminal.until('Nothing was written.');
  expect(terminal.text()).not.toContain('follow');
});

test('What can not be read is told, and tried again', async () => {
  const { terminal, written } = await open();
  written.fail(
    new ExpectedError({
      code: 'logs.unreadable',
      what: 'The server does not give its logs.',
      next: [],
    }),
  );
  await terminal.until('The server does not give its logs.');
});

test('Nothing that comes acts on the terminal', async () => {
  const { terminal, written } = await open();
  written.put({ ...line(1, 'red \x1b[31mtext\x1b]0;title\x07'), lead: '08:01 \x1b[2Japp' });
  await terminal.until('red');
  expect(terminal.written).not.toContain('\x1b]0;title');
  expect(terminal.written).not.toContain('\x1b[31mtext');
});
