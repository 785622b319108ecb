import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { TerminalLines } from '../../source/output/terminal-lines.ts';

function terminal() {
  const keys = new PassThrough();
  const shown: string[] = [];
  const modes: boolean[] = [];
  let interrupts = 0;
  const input = Object.assign(keys, { setRawMode: (raw: boolean) => void modes.push(raw) });
  const lines = new TerminalLines({
    input,
    output: { write: (text: string) => void shown.push(text) },
    interrupt: () => {
      interrupts += 1;
    },
  });
  return { keys, lines, shown, modes, interrupts: () => interrupts };
}

test('Lines come one by one, and what was pasted ahead is kept', async () => {
  const { keys, lines } = terminal();
  keys.write('one\r\ntwo\nthr');
  expect(await lines.ask('> ')).toBe('one');
  expect(await lines.ask('> ')).toBe('two');
  const third = lines.ask('> ');
  keys.write('ee\n');
  expect(await third).toBe('three');
});

test('The end of the input ends every question', async () => {
  const { keys, lines } = terminal();
  keys.end('half');
  expect(await lines.ask('> ')).toBeNull();
  expect(await lines.ask('> ')).toBeNull();
});

test('A secret is not shown: the terminal’s echo is off, and on again after it', async () => {
  const { keys, lines, shown, modes } = terminal();
  const secret = lines.ask('Password: ', { secret: true });
  keys.write('hunter2\r');
  expect(await secret).toBe('hunter2');
  expect(modes).toEqual([true, false]);
  expect(shown).toEqual(['Password: ', '\n']);
});

test.each([
  ['ab\x7fc\r', 'ac'],
  ['wrong\x15right\r', 'right'],
  ['wö😀\x7f\r', 'wö'],
  ['\r', ''],
  ['a\x1bb\r', 'ab'],
])('The keys %j make the secret %j', async (typed, wanted) => {
  const { keys, lines } = terminal();
  const secret = lines.ask('', { secret: true });
  for (const byte of Buffer.from(typed)) keys.write(Buffer.from([byte]));
  expect(await secret).toBe(wanted);
});

test('Ctrl-C in a secret interrupts, Ctrl-D ends', async () => {
  const { keys, lines, interrupts, modes } = terminal();
  const first = lines.ask('', { secret: true });
  keys.write('ab\x03');
  expect(await first).toBeNull();
  expect(interrupts()).toBe(1);
  const second = lines.ask('', { secret: true });
  keys.write('\x04');
  expect(await second).toBeNull();
  expect(modes).toEqual([true, false, true, false]);
});

test('A question that is no longer wanted ends, and leaves the next one its line', async () => {
  const { keys, lines } = terminal();
  const gone = new AbortController();
  const first = lines.ask('', { signal: gone.signal });
  gone.abort();
  expect(await first).toBeNull();
  expect(keys.listenerCount('data')).toBe(0);
  const second = lines.ask('');
  keys.write('for the second\n');
  expect(await second).toBe('for the second');
});
