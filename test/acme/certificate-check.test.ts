import { describe, expect, test } from 'vitest';
import { checkedChain, isPrivateKey, newKey } from '../../source/edges/acme/certificate-check.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { SELF_SIGNED } from '../outside/self-signed.ts';

const key = new Secret(SELF_SIGNED.key);
const chain = SELF_SIGNED.cert;

const why = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    return error instanceof ExpectedError ? error.trouble.why : String(error);
  }
  return undefined;
};

describe('a certificate that came', () => {
  test('is written leaf first, without what stands between', () => {
    const windows = `${chain.replaceAll('\n', '\r\n')}\r\nsome words\n\n${chain}`;
    expect(checkedChain(windows, key, ['a.example', 'b.example'])).toBe(`${chain}${chain}`);
  });

  test.each([
    [
      'for another key',
      () => checkedChain(chain, newKey(), ['a.example']),
      'It does not belong to the key that it was asked for.',
    ],
    [
      'that leaves out names',
      () => checkedChain(chain, key, ['a.example', 'c.example']),
      'It does not cover c.example.',
    ],
    [
      'that is none',
      () => checkedChain('<html>', key, []),
      'What it sent cannot be read as a certificate.',
    ],
    [
      'that is broken',
      () => checkedChain('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', key, []),
      'What it sent cannot be read as a certificate.',
    ],
  ])('%s is not written', (_title, run, reason) => {
    expect(why(run)).toBe(reason);
  });
});

describe('a private key', () => {
  test('is made anew each time, and can be read again', () => {
    const made = newKey();
    expect(isPrivateKey(made)).toBe(true);
    expect(made.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(newKey().equals(made)).toBe(false);
  });

  test('is not every text', () => {
    expect(isPrivateKey(new Secret('rubbish'))).toBe(false);
  });
});
