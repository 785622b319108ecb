import { describe, expect, test } from 'vitest';
import { bar, transfer } from '../../screens/parts/bar.ts';
import { clock, duration } from '../../screens/parts/clock.tsx';
import { typedNumber, viewOfList } from '../../screens/parts/list.ts';
import { hintLines } from '../../screens/text/hints.ts';
import { firstOf, scrolled, share } from '../../screens/text/page.ts';
import { apart, cut, fill, graphemes, widthOf } from '../../screens/text/width.ts';
import { reflow, wrap } from '../../screens/text/wrap.ts';
import { asciiTwin, paint, SIGNS, themeOf } from '../../screens/theme.ts';

describe('widths', () => {
  test('wide characters take two columns, combining ones none, escape sequences none', () => {
    expect(['ab', '日本', 'e\u0301', '👩‍⚕️', '\x1b[1mab\x1b[22m'].map(widthOf)).toEqual([
      2, 4, 1, 2, 2,
    ]);
  });

  test('an emoji with its modifiers is one character', () => {
    expect(graphemes('a👩‍⚕️e\u0301')).toEqual(['a', '👩‍⚕️', 'e\u0301']);
  });

  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%s cut to %i is %s', (text, width, wanted) => {
    expect(cut(text, width)).toBe(wanted);
  });

  test('filled up to a width, or cut to it', () => {
    expect([fill('日', 4), fill('abcdef', 4)]).toEqual(['日  ', 'abc…']);
  });

  test('two texts at the ends of a line, the right one only where it fits', () => {
    expect([apart('ab', 'cd', 6), apart('abcd', 'cd', 6)]).toEqual(['ab  cd', 'abcd']);
  });
});

describe('wrapping', () => {
  test.each([
    ['one two three', 7, ['one two', 'three']],
    ['one two  three', 20, ['one two  three']],
    ['  indented text here', 11, ['  indented', 'text here']],
    ['abcdefghij k', 4, ['abcd', 'efgh', 'ij k']],
    ['日本語日本語', 5, ['日本', '語日', '本語']],
    ['a\n\nb', 5, ['a', '', 'b']],
    ['', 5, ['']],
    ['\x1b[31mred\x1b[0m\x07', 5, ['red']],
  ])('%j in %i columns', (text, width, wanted) => {
    expect(wrap(text, width)).toEqual(wanted);
  });

  test('later lines hang', () => {
    expect(wrap('! one two three', 7, '  ')).toEqual(['! one', '  two', '  three']);
  });

  test('no line is wider than wanted, and no character is lost', () => {
    const text = 'Donaudampfschifffahrt 日本語の長い文章 👩‍⚕️👩‍⚕️ a bb ccc '.repeat(5).trim();
    for (let width = 4; width < 40; width += 1) {
      const lines = wrap(text, width);
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });

  test('lines broken by hand are joined, tables and paragraphs are not', () => {
    const prose =
      'A server is a computer that is always on and has an address that\neverybody can reach. Most people rent a small one by the month.';
    expect(reflow(prose)).toBe(prose.replace('\n', ' '));
    const table =
      '/data             kept in a volume, which Docker looks after\nfiles:/data       the same';
    expect(reflow(`Short.\n\n${table}`)).toBe(`Short.\n\n${table}`);
  });
});

describe('sharing rows', () => {
  test('everybody gets what they need before anybody gets what they want', () => {
    const wants = [
      { least: 1, most: 5 },
      { least: 2, most: 4 },
      { least: 0, most: 3 },
    ];
    expect(share(20, wants)).toEqual([5, 4, 3]);
    expect(share(7, wants)).toEqual([5, 2, 0]);
    expect(share(2, wants)).toEqual([1, 1, 0]);
    expect(share(0, wants)).toEqual([0, 0, 0]);
  });

  test('lines that do not fit are counted', () => {
    expect(firstOf(['a', 'b', 'c'], 3)).toEqual(['a', 'b', 'c']);
    expect(firstOf(['a', 'b', 'c'], 2)).toEqual(['a', '… 2 more lines']);
    expect(firstOf(['a', 'b', 'c'], 0)).toEqual([]);
  });

  test('a scrolled window never takes more rows than it has, and reaches both ends', () => {
    const lines = Array.from({ length: 20 }, (_, at) => `${at}`);
    for (let height = 3; height < 22; height += 1) {
      const seen = new Set<string>();
      for (let offset = 0; offset < 20; offset += 1) {
        const { lines: shown, above, below } = scrolled(lines, height, offset);
        const rows = shown.length + (above > 0 ? 1 : 0) + (below > 0 ? 1 : 0);
        expect(rows).toBeLessThanOrEqual(height);
        expect(above + shown.length + below).toBe(20);
        for (const line of shown) seen.add(line);
      }
      expect(seen.size).toBe(20);
    }
  });
});

describe('lists', () => {
  test('the chosen item is always among those shown, within the rows', () => {
    const heights = Array.from({ length: 15 }, (_, at) => 1 + (at % 3));
    for (let height = 5; height < 40; height += 1) {
      for (let chosen = 0; chosen < 15; chosen += 1) {
        const { from, to, above, below } = viewOfList(heights, chosen, height);
        expect(chosen).toBeGreaterThanOrEqual(from);
        expect(chosen).toBeLessThan(to);
        const rows = heights.slice(from, to).reduce((all, one) => all + one, 0);
        expect(rows + (above > 0 ? 1 : 0) + (below > 0 ? 1 : 0)).toBeLessThanOrEqual(height);
        expect(above + (to - from) + below).toBe(15);
      }
    }
  });

  test('an empty list shows nothing', () => {
    expect(viewOfList([], 0, 5)).toEqual({ from: 0, to: 0, above: 0, below: 0 });
  });

  test.each([
    ['', '1', 25, '1'],
    ['1', '2', 25, '12'],
    ['2', '9', 25, '9'],
    ['', '0', 25, ''],
    ['1', '0', 25, '10'],
    ['', '7', 5, ''],
  ])('after %j the digit %s of %i means %j', (typed, digit, count, wanted) => {
    expect(typedNumber(typed, digit, count)).toBe(wanted);
  });
});

describe('hints', () => {
  const hints = [
    { key: 'Enter', does: 'continue' },
    { key: '?', does: 'what does this mean', short: 'help' },
  ];
  const shown = (width: number) =>
    hintLines(hints, width).lines.map((line) => line.map(({ key, does }) => `${key} ${does}`));

  test('shorten, then break', () => {
    expect(shown(60)).toEqual([['Enter continue', '? what does this mean']]);
    expect(shown(30)).toEqual([['Enter continue', '? help']]);
    expect(shown(16)).toEqual([['Enter continue'], ['? help']]);
    expect(shown(10)).toEqual([['Enter con…'], ['? help']]);
  });
});

describe('numbers', () => {
  test.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [72, '1:12'],
    [3723, '1:02:03'],
  ])('%d seconds are %s', (seconds, wanted) => {
    expect(duration(seconds)).toBe(wanted);
  });

  test('a clock', () => {
    expect([clock(9), clock(600)]).toEqual(['0:09', '10:00']);
  });

  test.each([
    [0, '▱▱▱▱▱▱▱▱▱▱  0 %'],
    [0.711, '▰▰▰▰▰▰▰▱▱▱ 71 %'],
    [0.9999, '▰▰▰▰▰▰▰▰▰▱ 99 %'],
    [1, '▰▰▰▰▰▰▰▰▰▰ 100 %'],
    [7, '▰▰▰▰▰▰▰▰▰▰ 100 %'],
  ])('a bar for %d is %s', (fraction, wanted) => {
    expect(bar(fraction)).toBe(wanted);
  });

  test.each([
    [{ done: 182e6, total: 256e6, perSecond: 12e6 }, '182 of 256 MB   12 MB/s'],
    [{ done: 0.4e9, total: 2.25e9, perSecond: 0 }, '0.4 of 2.3 GB'],
    [{ done: 9000, total: null, perSecond: 500 }, '9 kB   1 kB/s'],
  ])('%j is %s', (bytes, wanted) => {
    expect(transfer(bytes)).toBe(wanted);
  });
});

describe('looks', () => {
  test.each([
    [{ LANG: 'C.UTF-8', TERM: 'xterm' }, 'linux', true, true],
    [{ LANG: 'de_DE.utf8', NO_COLOR: '1' }, 'linux', false, true],
    [{ LANG: 'de_DE.utf8', NO_COLOR: '' }, 'linux', true, true],
    [{ LC_ALL: 'C', LANG: 'C.UTF-8' }, 'linux', true, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, 'linux', true, false],
    [{}, 'linux', true, true],
    [{ LANG: 'C.UTF-8', TERM: 'linux' }, 'linux', true, false],
    [{ LANG: 'C.UTF-8', TERM: 'dumb' }, 'linux', false, false],
    [{}, 'win32', true, false],
    [{ WT_SESSION: 'x' }, 'win32', true, true],
  ])('%j on %s: colour %s, Unicode %s', (environment, platform, colour, unicode) => {
    expect(themeOf(environment, platform)).toEqual({ colour, unicode });
  });

  test('every sign has a twin of the same width that is not a question mark', () => {
    for (const sign of Object.values(SIGNS)) {
      expect(asciiTwin(sign)).toMatch(/^[ ->@-~]+$/);
      expect(widthOf(asciiTwin(sign))).toBe(widthOf(sign));
    }
  });

  test('signs that tell a step’s state differ in ASCII, too', () => {
    const { done, here, todo, add, warning, failed } = SIGNS;
    const twins = [done, here, todo, add, warning, failed].map(asciiTwin);
    expect(new Set(twins).size).toBe(6);
  });

  test('without colour, weight remains', () => {
    const theme = { colour: false, unicode: true };
    expect(paint(theme, 'failed', 'x')).toBe('x');
    expect(paint(theme, 'strong', 'x')).toBe('\x1b[1mx\x1b[22m');
  });
});
