import { expect, it } from 'vitest';
import { nearest } from '../../source/text/nearest.ts';

const known = ['questions', 'completion', 'status', '--answers'];

it.each([
  ['qestions', 'questions'],
  ['compeltion', 'completion'],
  ['STATUS', 'status'],
  ['--anwsers', '--answers'],
])('takes %s for %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

it('does not guess wildly', () => {
  expect(nearest('banana', known)).toBeUndefined();
});
