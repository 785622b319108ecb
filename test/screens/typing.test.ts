import { describe, expect, test } from 'vitest';
import { areaOf, editArea, linesOfArea, textOfArea } from '../../screens/parts/area.ts';
import { edit, lineOf, textOfLine, viewOfLine } from '../../screens/parts/line.ts';
import { giveUpOn, type Key, readKeys } from '../../screens/terminal/keys.ts';
import { widthOf } from '../../screens/text/width.ts';

const typed = (text: string): Key[] => [...text].map((one) => ({ key: 'text', text: one }));
const key = (name: string) => ({ key: name }) as Key;

describe('keys out of what a terminal sends', () => {
  test.each<[string, Key[]]>([
    ['abc', typed('abc')],
    ['a\rb', [...typed('a'), key('enter'), ...typed('b')]],
    ['\x1b[A\x1bOB\x1b[1~', [key('up'), key('down'), key('home')]],
    ['\x1b[1;5D', [key('word-left')]],
    ['\x7f\b\t\x1b[Z', [key('backspace'), key('backspace'), key('tab'), key('back-tab')]],
    ['\x03\x15', [key('ctrl-c'), key('ctrl-u')]],
    ['\x1b\x7f', [key('delete-word')]],
    ['👩‍⚕️x', [{ key: 'text', text: '👩‍⚕️' }, ...typed('x')]],
    ['\x1b[200~one\r\ntwo\r\x1b[201~x', [{ key: 'paste', text: 'one\ntwo\n' }, ...typed('x')]],
    ['\x1b[200~a\x1b[Ab\x1b[201~', [{ key: 'paste', text: 'a\x1b[Ab' }]],
    ['line one\rline two\r', [{ key: 'paste', text: 'line one\nline two\n' }]],
    ['\x1b[99;99X', []],
    ['\x1b[[A', [key('f1')]],
  ])('%j', (sent, wanted) => {
    expect(readKeys('', sent)).toEqual({ keys: wanted, pending: '' });
  });

  test('a sequence torn apart is put together, wherever it was torn', () => {
    const whole = 'a\x1b[1;5C\x1b[200~p\x1b[201~b';
    const wanted = readKeys('', whole).keys;
    for (let at = 1; at < whole.length; at += 1) {
      const first = readKeys('', whole.slice(0, at));
      const second = readKeys(first.pending, whole.slice(at));
      expect([...first.keys, ...second.keys]).toEqual(wanted);
    }
  });

  test('an Esc after which nothing comes is the Esc key', () => {
    expect(readKeys('', '\x1b')).toEqual({ keys: [], pending: '\x1b' });
    expect(giveUpOn('\x1b')).toEqual([key('escape')]);
  });

  test('two Escs are two', () => {
    const { keys, pending } = readKeys('', '\x1b\x1b');
    expect([...keys, ...giveUpOn(pending)]).toEqual([key('escape'), key('escape')]);
  });

  test('a paste whose end never comes is not lost', () => {
    const { pending } = readKeys('', '\x1b[200~half');
    expect(giveUpOn(pending)).toEqual([{ key: 'paste', text: 'half' }]);
  });
});

function line(text: string, ...keys: Key[]): string {
  const state = keys.reduce((now, one) => edit(now, one) ?? now, lineOf(text));
  const { characters, cursor } = state;
  return `${characters.slice(0, cursor).join('')}|${characters.slice(cursor).join('')}`;
}

describe('a line', () => {
  test.each<[string, Key[], string]>([
    ['ab', [key('left'), ...typed('c')], 'ac|b'],
    ['ab', [key('home'), key('left'), key('delete')], '|b'],
    ['one two', [key('ctrl-w')], 'one |'],
    ['one two ', [key('ctrl-w')], 'one |'],
    ['one two', [key('word-left'), key('ctrl-u')], '|two'],
    ['one two', [key('ctrl-a'), key('word-right'), key('ctrl-k')], 'one|'],
    ['a👩‍⚕️', [key('backspace')], 'a|'],
    ['e', [{ key: 'text', text: '\u0301' }, key('backspace')], '|'],
    ['', [{ key: 'paste', text: 'one\ntwo\n\x07' }], 'onetwo|'],
    ['a', [key('left'), key('left'), key('backspace')], '|a'],
  ])('%j and then %j is %s', (text, keys, wanted) => {
    expect(line(text, ...keys)).toBe(wanted);
  });

  test('keys that mean nothing are left to others', () => {
    expect(edit(lineOf('a'), key('up'))).toBeUndefined();
    expect(edit(lineOf('a'), key('enter'))).toBeUndefined();
  });

  test('however narrow, the cursor is in view and nothing is cut without being marked', () => {
    const text = 'https://study.example.org/日本語/👩‍⚕️/path';
    const whole = lineOf(text);
    for (let width = 6; width < 50; width += 1) {
      for (let cursor = 0; cursor <= whole.characters.length; cursor += 1) {
        const view = viewOfLine({ ...whole, cursor }, width);
        const shown = `${view.before}${view.under}${view.after}`;
        const marks = (view.cutBefore ? 1 : 0) + (view.cutAfter ? 1 : 0);
        expect(widthOf(shown) + marks).toBeLessThanOrEqual(width);
        expect(`${text} `).toContain(shown);
        expect(text.startsWith(view.before) || view.cutBefore).toBe(true);
        expect(
          `${text} `.endsWith(`${view.under}${view.after}`) || view.cutAfter || view.under !== ' ',
        ).toBe(true);
        expect(view.under).toBe(whole.characters[cursor] ?? ' ');
      }
    }
  });

  test('text of a line', () => {
    expect(textOfLine(lineOf('ä日'))).toBe('ä日');
  });
});

function area(text: string, ...keys: Key[]): string {
  const { characters, cursor } = keys.reduce((now, one) => editArea(now, one) ?? now, areaOf(text));
  return `${characters.slice(0, cursor).join('')}|${characters.slice(cursor).join('')}`;
}

describe('several lines', () => {
  test.each<[string, Key[], string]>([
    ['', [{ key: 'paste', text: 'A=1\nB=2\n' }], 'A=1\nB=2\n|'],
    ['a', [key('enter'), ...typed('b')], 'a\nb|'],
    ['one\ntwo', [key('up')], 'one|\ntwo'],
    ['one\nfour', [key('up')], 'one|\nfour'],
    ['one\ntwo', [key('up'), key('home'), key('down')], 'one\n|two'],
    ['one\ntwo', [key('home'), key('backspace')], 'one|two'],
    ['one\ntwo', [key('up'), key('end'), key('ctrl-k')], 'one|two'],
    ['one\ntwo', [key('ctrl-u')], 'one\n|'],
    ['', [{ key: 'paste', text: 'a\tb\x07' }], 'a  b|'],
  ])('%j and then %j is %j', (text, keys, wanted) => {
    expect(area(text, ...keys)).toBe(wanted);
  });

  test('where the cursor is', () => {
    const { lines, row, column } = linesOfArea(areaOf('one\ntwo'));
    expect([lines.map((one) => one.join('')), row, column]).toEqual([['one', 'two'], 1, 3]);
  });

  test('Windows line ends become plain ones', () => {
    expect(textOfArea(areaOf('a\r\nb'))).toBe('a\nb');
  });
});
