import { describe, expect, it } from 'vitest';
import { problemWithWords, splitWords } from '../../source/apps/command-words.ts';

describe('a command line is taken apart as a shell does', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['   ', []],
    ['start', ['start']],
    ['  start   --now ', ['start', '--now']],
    ['start --title "My page"', ['start', '--title', 'My page']],
    ["sh -c 'echo $HOME | wc'", ['sh', '-c', 'echo $HOME | wc']],
    ['a\\ b c', ['a b', 'c']],
    ['--name="a b"c', ['--name=a bc']],
    ['""', ['']],
    ["'' x", ['', 'x']],
    ['"a\\"b" "c\\\\d" "e\\f"', ['a"b', 'c\\d', 'e\\f']],
    ["'a\\b'", ['a\\b']],
    ['one\ttwo\nthree', ['one', 'two', 'three']],
    ['ends\\', ['ends\\']],
  ])('%j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
    expect(problemWithWords(text)).toBeUndefined();
  });
});

describe('what only a shell could do is refused', () => {
  it.each([
    ['echo "hello', 'A quote is not closed: "'],
    ["echo it's", "A quote is not closed: '"],
    ['a | b', "No shell reads this, so | has no meaning. Use: sh -c 'the command'"],
    ['a && b', "No shell reads this, so & has no meaning. Use: sh -c 'the command'"],
    ['a; b', "No shell reads this, so ; has no meaning. Use: sh -c 'the command'"],
    ['a > b', "No shell reads this, so > has no meaning. Use: sh -c 'the command'"],
    ['a < b', "No shell reads this, so < has no meaning. Use: sh -c 'the command'"],
    ['a `b`', "No shell reads this, so ` has no meaning. Use: sh -c 'the command'"],
    [
      'echo $HOME',
      "Nothing is filled in for $ here. Put '…' around it, or use: sh -c 'the command'",
    ],
    [
      'echo "$HOME"',
      "Nothing is filled in for $ here. Put '…' around it, or use: sh -c 'the command'",
    ],
  ])('%s', (text, problem) => {
    expect(problemWithWords(text)).toBe(problem);
  });
});
