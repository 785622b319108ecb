import { describe, expect, test } from 'vitest';
import { parseEnvFile } from '../../source/containers/env-file.ts';

const entriesOf = (text: string) => [...parseEnvFile(text).entries];
const problemsOf = (text: string) =>
  parseEnvFile(text).problems.map(({ line, stops, text: says }) => [line, stops, says]);

describe("reading Docker's env-file format", () => {
  test.each<[string, string, [string, string][]]>([
    ['an empty file', '', []],
    ['one entry', 'A=1', [['A', '1']]],
    ['comments and empty lines', '# a\n\n  # b\nA=1\n \t \n', [['A', '1']]],
    ['a "#" inside a value', 'A=1 # not a comment', [['A', '1 # not a comment']]],
    ['space before a name', '   \tA=1', [['A', '1']]],
    ["what Go takes for a space and JavaScript doesn't", '\u0085A=1', [['A', '1']]],
    ['space around a value, which is kept', 'A=  1  ', [['A', '  1  ']]],
    ['an empty value', 'A=', [['A', '']]],
    ['an "=" in a value', 'A=b=c==', [['A', 'b=c==']]],
    [
      'quotes, which are kept',
      `A="x"\nB='y'\nC="z`,
      [
        ['A', '"x"'],
        ['B', "'y'"],
        ['C', '"z'],
      ],
    ],
    [
      'nothing interpolated or unescaped',
      `A=$HOME \${B} \\n\nB=\`c\``,
      [
        ['A', `$HOME \${B} \\n`],
        ['B', '`c`'],
      ],
    ],
    ['names with dots and dashes', 'a.b-c=1', [['a.b-c', '1']]],
    ['a byte order mark', '\ufeffA=1', [['A', '1']]],
    ['a carriage return inside a value', 'A=x\ry', [['A', 'x\ry']]],
    [
      'a repeated name: the last counts, the first place',
      'A=1\nB=2\nA=3',
      [
        ['A', '3'],
        ['B', '2'],
      ],
    ],
  ])('%s', (_title, text, entries) => {
    expect(entriesOf(text)).toEqual(entries);
  });

  test('Windows line ends are ignored and told once', () => {
    expect(entriesOf('A=1\r\nB=2\r\n')).toEqual([
      ['A', '1'],
      ['B', '2'],
    ]);
    expect(problemsOf('A=1\r\nB=2\r\n')).toEqual([
      [1, false, 'This file has Windows line ends. Docker ignores them.'],
    ]);
  });

  test.each<[string, string, [number, boolean, string][]]>([
    ['a name without "="', 'A=1\nSECRET', [[2, true, 'This line has no "=".']]],
    ['no name', '=1', [[1, true, 'This line has no name before the "=".']]],
    ['a space in a name', 'A B=1', [[1, true, 'This line has a space before the "=".']]],
    ['a space after a name', 'A =1', [[1, true, 'This line has a space before the "=".']]],
    ['a NUL', 'A=\0', [[1, true, 'This line has a NUL character, which no variable can hold.']]],
    ['bytes that are not UTF-8', 'A=\ufffd', [[1, true, 'This line is not in UTF-8.']]],
    [
      'a repeated name',
      'A=1\nA=2',
      [[2, false, 'This name stands in the file twice. The last one counts.']],
    ],
    ['a quoted value', 'A="1"', [[1, false, 'Docker keeps the quotes as part of the value.']]],
    ['a lone quote is not quoted', `A="`, []],
  ])('tells of %s', (_title, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  test("a line may be as long as Go's scanner reads, counted in bytes", () => {
    expect(entriesOf(`A=${'x'.repeat(65_533)}\n`)).toHaveLength(1);
    expect(problemsOf(`A=${'x'.repeat(65_534)}\n`)).toEqual([
      [1, true, 'This line is longer than 64 KiB, which is more than Docker reads.'],
    ]);
    expect(problemsOf(`A=${'é'.repeat(32_767)}`)).toHaveLength(1);
  });

  test('a problem never holds the text of its line', () => {
    const file = 'hunter2hunter2\n=hunter2\nmy hunter2=1\nA="hunter2"\nA=hunter2\n';
    expect(JSON.stringify(parseEnvFile(file).problems)).not.toContain('hunter2');
  });
});
