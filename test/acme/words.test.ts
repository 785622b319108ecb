import { describe, expect, test } from 'vitest';
import { accountKeyFile, authorityOf } from '../../source/certificates/account-files.ts';
import { inWords, stage } from '../../source/edges/acme/stages.ts';

describe('the name of a certificate authority', () => {
  test.each([
    ['https://acme-v02.api.letsencrypt.org/directory', "Let's Encrypt"],
    ['https://acme-staging-v02.api.letsencrypt.org/directory', "Let's Encrypt"],
    ['https://acme.zerossl.com/v2/DV90', 'ZeroSSL'],
    ['https://dv.acme-v02.api.pki.goog/directory', 'Google Trust Services'],
    ['https://ca.university.example:8443/acme/directory', 'ca.university.example:8443'],
    ['https://notletsencrypt.org/directory', 'notletsencrypt.org'],
  ])('%s is %s', (directory, name) => {
    expect(authorityOf(directory)).toBe(name);
  });

  test.each([
    [
      'https://acme-v02.api.letsencrypt.org/directory',
      '/accounts/acme-v02.api.letsencrypt.org.pem',
    ],
    ['https://[::1]:14000/dir', '/accounts/-1-14000.pem'],
    ['https://localhost:14000/../../etc', '/accounts/localhost-14000.pem'],
  ])('the key of the account at %s lies in %s', (directory, file) => {
    expect(accountKeyFile('/accounts', directory)).toBe(file);
  });
});

describe('where an order stands', () => {
  test('names who does what', () => {
    expect(stage('validating', "Let's Encrypt", ['study.example.org'])).toEqual({
      text: "Let's Encrypt is looking at port 80 of study.example.org",
      fraction: null,
    });
  });

  test('says that it is a rehearsal', () => {
    const texts = (['ordering', 'issuing'] as const).map(
      (at) => stage(at, "Let's Encrypt", ['a.example'], true).text,
    );
    expect(texts).toEqual([
      "Rehearsal: asking Let's Encrypt for a certificate for a.example",
      "Rehearsal: Let's Encrypt is making the certificate",
    ]);
  });

  test.each([
    [['a.example'], 'a.example'],
    [['a.example', 'b.example'], 'a.example and b.example'],
    [['a.example', 'b.example', 'c.example'], 'a.example and 2 more names'],
  ])('%j', (names, words) => {
    expect(inWords(names)).toBe(words);
  });
});
