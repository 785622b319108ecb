import { randomInt } from 'node:crypto';

const SMALL = 'abcdefghijkmnpqrstuvwxyz';
const LARGE = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const GROUPS = 5;
const LENGTH = 4;

/**
 * A password of about 115 bits to read, type and copy: without what looks alike, in groups, with
 * letters of both kinds and a digit, as many programs want.
 */
export function makeUpPassword(): string {
  for (;;) {
    const groups = Array.from({ length: GROUPS }, () =>
      Array.from({ length: LENGTH }, () => oneOf(SMALL + LARGE + DIGITS)).join(''),
    );
    const password = groups.join('-');
    if ([SMALL, LARGE, DIGITS].every((kind) => [...kind].some((each) => password.includes(each))))
      return password;
  }
}

function oneOf(characters: string): string {
  return characters[randomInt(characters.length)] ?? '';
}
