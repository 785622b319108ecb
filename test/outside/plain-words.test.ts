import { describe, expect, test } from 'vitest';
import { inPlainWords, isAboutTrust } from '../../source/edges/outside/plain-words.ts';

const URL_ = new URL('https://study.example.org/');
const of = (code: string, more: object = {}) =>
  inPlainWords(Object.assign(new Error('x'), { code }, more), URL_, 10).says;

describe('a failed connection in plain words', () => {
  test.each([
    ['ENOTFOUND', 'The name study.example.org leads nowhere: no address is known for it.'],
    [
      'EAI_AGAIN',
      'This computer could not look up study.example.org: its name server gives no answer.',
    ],
    [
      'ECONNREFUSED',
      'study.example.org refused the connection: nothing listens on port 443 there.',
    ],
    ['ECONNRESET', 'study.example.org closed the connection without an answer.'],
    [
      'ETIMEDOUT',
      'study.example.org gave no answer on port 443 within 10 seconds. Most often a firewall drops the connection.',
    ],
    ['ENETUNREACH', 'This computer has no way to study.example.org.'],
    ['CERT_HAS_EXPIRED', 'The certificate of study.example.org has expired.'],
    [
      'CERT_NOT_YET_VALID',
      'The certificate of study.example.org is not valid yet. Most often the clock of one of the two computers is wrong.',
    ],
    ['CERT_REVOKED', 'The certificate of study.example.org was revoked.'],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'The certificate of study.example.org is signed by itself, not by a known authority.',
    ],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'The certificate of study.example.org comes from an authority that this computer does not know.',
    ],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'The certificate of study.example.org comes without its chain, or from an authority that this computer does not know.',
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'The certificate shown by study.example.org is for another name.',
    ],
    ['EPROTO', 'What answers on port 443 of study.example.org does not speak HTTPS.'],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'What answers on port 443 of study.example.org does not speak HTTPS as it should.',
    ],
    ['HPE_INVALID_CONSTANT', 'What answers on port 443 of study.example.org does not speak HTTP.'],
    ['ESOMETHING', 'The connection to study.example.org failed (ESOMETHING).'],
  ])('%s', (code, says) => {
    expect(of(code)).toBe(says);
  });

  test('a certificate for other names says for which', () => {
    const cert = { subjectaltname: 'DNS:a.example, DNS:*.b.example, IP Address:192.0.2.1' };
    expect(of('ERR_TLS_CERT_ALTNAME_INVALID', { cert })).toBe(
      'The certificate shown by study.example.org is for another name: a.example, *.b.example.',
    );
  });

  test('of very many names it says three, and no terminal codes', () => {
    const subjectaltname =
      'DNS:a.example, DNS:\u001b[31m, DNS:b.example, DNS:c.example, DNS:d.example';
    expect(of('ERR_TLS_CERT_ALTNAME_INVALID', { cert: { subjectaltname } })).toBe(
      'The certificate shown by study.example.org is for another name: a.example, b.example, c.example and others.',
    );
  });

  test('of several addresses that all failed, the first one tells', () => {
    const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    const error = new AggregateError([refused, new Error('y')]);
    expect(inPlainWords(error, URL_, 10).code).toBe('ECONNREFUSED');
  });

  test('an IPv6 address stands without brackets, and the port is the URL’s', () => {
    const error = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(inPlainWords(error, new URL('http://[2001:db8::7]:9000/'), 10).says).toBe(
      '2001:db8::7 refused the connection: nothing listens on port 9000 there.',
    );
  });

  test('what is no error of the network has no code', () => {
    expect(inPlainWords(new Error('x'), URL_, 10).code).toBe('UNKNOWN');
    expect(inPlainWords('x', URL_, 10).code).toBe('UNKNOWN');
  });
});

test.each([
  ['CERT_HAS_EXPIRED', true],
  ['SELF_SIGNED_CERT_IN_CHAIN', true],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', true],
  ['ECONNREFUSED', false],
  ['ENOTFOUND', false],
  ['EPROTO', false],
])('whether %s is about trust: %s', (code, is) => {
  expect(isAboutTrust(code)).toBe(is);
});
