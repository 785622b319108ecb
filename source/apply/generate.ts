import { randomInt } from 'node:crypto';
import type { Generated } from '../secrets/content.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Makes a value up. A letter first: some programs read a value that begins with a digit as a number. A key in hexadecimal is read as bytes. */
export function generate({ generate: kind, length }: Generated): string {
  const oneOf = (characters: string) => characters[randomInt(characters.length)] ?? '';
  const some = (count: number, characters: string) =>
    Array.from({ length: count }, () => oneOf(characters)).join('');
  return kind === 'hexadecimal'
    ? some(length, '0123456789abcdef')
    : oneOf(LETTERS) + some(length - 1, `${LETTERS}0123456789`);
}
