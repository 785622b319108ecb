import { expect, test } from 'vitest';
import { makeUpPassword } from '../../source/questions/made-up.ts';

test('A password that is made up is long, can be read aloud, and is another each time', () => {
  const many = Array.from({ length: 500 }, makeUpPassword);
  expect(new Set(many).size).toBe(many.length);
  for (const each of many) {
    expect(each).toMatch(/^(?:[a-zA-Z2-9]{4}-){4}[a-zA-Z2-9]{4}$/);
    expect(each).not.toMatch(/[lIoO01]/);
    expect([/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(each))).toBe(true);
  }
});
