import { describe, expect, it } from 'vitest';
import { isMajor, versionsAfter } from '../../source/image/versions.ts';

describe('the versions after one', () => {
  it.each([
    ['3.9.2', ['latest', '3.9.10', '3.9.2', '3.10.4', '3.9.1', '3'], ['3.10.4', '3.9.10']],
    ['1.28-alpine', ['1.29-alpine', '1.29', '1.30.1-alpine', '1.27-alpine'], ['1.29-alpine']],
    ['v2.0', ['v2.1', '2.2', 'v10.0'], ['v10.0', 'v2.1']],
    ['6-apache', ['6.5-apache', '7-apache', '5-apache'], ['7-apache']],
    ['latest', ['1.0', 'latest', 'edge'], []],
  ])('of %s', (tag, tags, wanted) => {
    expect(versionsAfter(tag, tags)).toEqual(wanted);
  });

  it('takes a new first number for a large step', () => {
    expect([isMajor('3.9.2', '3.10.0'), isMajor('v1.9', 'v2.0')]).toEqual([false, true]);
  });
});
