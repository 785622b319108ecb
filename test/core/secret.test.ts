import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { redact, Secret } from '../../source/secrets/secret.ts';

describe('a secret', () => {
  const secret = new Secret('correct horse');

  it('does not show in any way of printing', () => {
    const ways = [`${secret}`, JSON.stringify({ secret }), inspect(secret), inspect([secret])];
    expect(ways).toEqual(['[secret]', '{"secret":"[secret]"}', '[secret]', '[ [secret] ]']);
  });

  it('leaves when it is asked to', () => {
    expect(secret.reveal()).toBe('correct horse');
    expect(secret.equals(new Secret('correct horse'))).toBe(true);
    expect(secret.equals('battery')).toBe(false);
  });

  it("is taken out of other programs' words", () => {
    expect(redact('login as correct horse failed: correct horse', [secret])).toBe(
      'login as [secret] failed: [secret]',
    );
  });
});
