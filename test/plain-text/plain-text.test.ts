import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stripControl } from '../../source/text/plain-text.ts';

const ESC = '\x1b';

describe('text of others, made safe to show', () => {
  test.each([
    ['plain text stays as it is', 'Grüße, 日本語, 👩‍⚕️ 100%', 'Grüße, 日本語, 👩‍⚕️ 100%'],
    ['newlines stay', 'one\ntwo\n\nthree', 'one\ntwo\n\nthree'],
    ['Windows line ends become newlines', 'one\r\ntwo\r\n', 'one\ntwo\n'],
    ['a tab becomes two spaces', 'a\tb', 'a  b'],
    ['colours go', `${ESC}[1;31mred${ESC}[0m`, 'red'],
    ['cursor movement and erasing go', `a${ESC}[2J${ESC}[H${ESC}[?25lb${ESC}[10;20Hc`, 'abc'],
    ['CSI with intermediates goes', `a${ESC}[0 qb${ESC}[!pc`, 'abc'],
    ['a window title goes', `${ESC}]0;you are root\x07text`, 'text'],
    ['OSC 52 can not write the clipboard', `${ESC}]52;c;cm0gLXJmIC8=\x07text`, 'text'],
    [
      'OSC ended by ST goes',
      `${ESC}]8;;https://evil.example${ESC}\\link${ESC}]8;;${ESC}\\`,
      'link',
    ],
    [
      'DCS, SOS, PM and APC go',
      `${ESC}Pq1${ESC}\\a${ESC}Xq2${ESC}\\b${ESC}^q3${ESC}\\c${ESC}_q4${ESC}\\d`,
      'abcd',
    ],
    ['the 8-bit forms go too', '\x9b31mred\x9b0m \x9d0;title\x9c\x90q\x9cend', 'red end'],
    ['short escapes go', `${ESC}ca${ESC}(Bb${ESC}7c${ESC}=d${ESC}#8e`, 'abcde'],
    ['a bell, a backspace, NUL and DEL go', 'a\x07b\x08c\0d\x7fe', 'abcde'],
    [
      'an OSC without an end hides nothing after it',
      `${ESC}]0;error: disk full`,
      '0;error: disk full',
    ],
    ['an OSC does not reach over a line end', `${ESC}]0;one\ntwo\x07three`, '0;one\ntwothree'],
    ['a lone ESC at the end goes', `text${ESC}`, 'text'],
    ['a CSI cut in the middle leaves no control character', `text${ESC}[31`, 'text31'],
    ['of a progress line the last state stays', '10%\r50%\r100%\nnext', '100%\nnext'],
    ['a carriage return at the end of a line hides nothing', 'done\r\r\nnext\r', 'done\nnext'],
    ['right-to-left overrides go', 'safe\u202egnp.exe\u2066x\u2069', 'safegnp.exex'],
    ['Unicode line separators are line ends', 'a\u2028b\u2029c', 'a\nb\nc'],
  ])('%s', (_title, hostile, safe) => {
    expect(stripControl(hostile)).toBe(safe);
  });

  test('no mixture of introducers and ends leaves a control character, and once is enough', () => {
    const pieces = [
      ESC,
      '[',
      ']',
      '52;',
      '\x07',
      '\x9b',
      '\x9d',
      '\x9c',
      '\\',
      'P',
      '\r',
      'a',
      '\x18',
    ];
    for (let seed = 1; seed < 5000; seed += 1) {
      let state = seed;
      const hostile = Array.from({ length: 12 }, () => {
        state = (state * 48271) % 2147483647;
        return pieces[state % pieces.length];
      }).join('');
      const safe = stripControl(hostile);
      expect(safe).toMatch(/^[\x20-\x7e]*$/);
      expect(stripControl(safe)).toBe(safe);
    }
  });

  test.each(['\x9d', `${ESC}]`, `${ESC}[1`, `${ESC} `, 'a\r', '\r', '\r\r\ra', 'a'])(
    'ten times as much of %j takes far less than a hundred times as long',
    (piece) => {
      const milliseconds = (count: number) => {
        const text = piece.repeat(count);
        // The best of some: the first ones are compiled meanwhile.
        const times = Array.from({ length: 5 }, () => {
          const before = processorTime();
          stripControl(text);
          return processorTime() - before;
        });
        return Math.min(...times);
      };
      milliseconds(2_000);
      expect(milliseconds(200_000)).toBeLessThan(50 * Math.max(milliseconds(20_000), 2));
    },
  );
});

/** Milliseconds that this thread was on a processor, which others use as well (sched-stats in Linux's documentation). */
function processorTime(): number {
  const [nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}
