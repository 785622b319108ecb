import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkOwnCertificate } from '../../source/certificates/own-certificate.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { makePki, type OwnPki } from './own-pki.ts';

let pki: OwnPki;
beforeAll(async () => {
  pki = await makePki();
  await pki.openssl(
    'pkcs12',
    '-export',
    '-in',
    'site.pem',
    '-inkey',
    'site.key',
    '-passout',
    'pass:',
    '-out',
    'site.pfx',
  );
  await pki.openssl('x509', '-in', 'site.pem', '-outform', 'der', '-out', 'site.der');
  await pki.openssl('crl2pkcs7', '-nocrl', '-certfile', 'site.pem', '-out', 'site.p7b');
  await pki.openssl(
    'pkey',
    '-in',
    'site.key',
    '-aes256',
    '-passout',
    'pass:secret',
    '-out',
    'locked.key',
  );
});
afterAll(() => pki.remove());

const DAY = 24 * 3600 * 1000;
interface Given {
  readonly chain?: string | Buffer;
  readonly key?: string;
  readonly names?: string[];
  readonly inDays?: number;
}

function check({ chain, key, names = ['a.example.org'], inDays = 1 }: Given = {}) {
  const given = chain ?? pki.read('site.pem') + pki.read('middle.pem');
  const files = {
    chain: Buffer.from(given as string),
    key: new Secret(key ?? pki.read('site.key')),
  };
  return checkOwnCertificate(files, names, new Date(Date.now() + inDays * DAY));
}

const said = (given: Given) => check(given).map(({ status, text }) => `${status}: ${text}`);

describe('files that are in order', () => {
  test('are said to be', () => {
    expect(said({})).toEqual([
      expect.stringMatching(
        /^good: A certificate for a\.example\.org, valid until \d{4}-\d\d-\d\d\.$/,
      ),
    ]);
  });

  test('may have the root too, other line ends, text between, and a name by its star', () => {
    const chain = `Bag Attributes\n${pki.read('site.pem')}\nx\n${pki.read('middle.pem')}${pki.read('root.pem')}`;
    const names = ['a.example.org', 'x.b.example.org'];
    expect(check({ chain: chain.replaceAll('\n', '\r\n'), names })).toMatchObject([
      { status: 'good' },
    ]);
  });
});

describe('the key', () => {
  test.each<[string, () => string, string]>([
    [
      'of another certificate',
      () => pki.read('other.key'),
      'stops: The key does not belong to the certificate.',
    ],
    [
      'with a password',
      () => pki.read('locked.key'),
      'stops: The key is locked with a password, and a server has nobody to type it.',
    ],
    ['that is rubbish', () => 'rubbish', 'stops: The key file cannot be read.'],
    [
      'that is the certificate',
      () => pki.read('site.pem'),
      'stops: The key file is a certificate. Most often the two files were exchanged.',
    ],
  ])('%s', (_title, key, text) => {
    expect(said({ key: key() })).toEqual([text]);
  });

  test('is never in what is said', () => {
    const text = JSON.stringify([
      check({ key: 'hunter2' }),
      check({ key: pki.read('locked.key') }),
    ]);
    expect(text).not.toContain('hunter2');
  });
});

describe('the chain', () => {
  test('without those that vouch for the certificate', () => {
    expect(said({ chain: pki.read('site.pem') })).toEqual([
      'stops: The certificate of Test Middle is missing from the file; it vouches for yours.',
    ]);
  });

  test('in the wrong order', () => {
    const { read } = pki;
    expect(said({ chain: read('middle.pem') + read('site.pem') })).toContain(
      'stops: The certificates stand in the wrong order: the one of your site must come first.',
    );
    expect(said({ chain: read('site.pem') + read('root.pem') + read('middle.pem') })).toEqual([
      'warning: The certificates above your own stand in the wrong order.',
    ]);
  });

  test('with strangers in it', async () => {
    const other = await makePki();
    const chain = pki.read('site.pem') + pki.read('middle.pem') + other.read('middle.pem');
    other.remove();
    expect(said({ chain })).toEqual([
      'warning: The file also has certificates that have nothing to do with this one.',
    ]);
  });

  test('of a certificate that is signed by itself', () => {
    const findings = said({ chain: pki.read('root.pem'), key: pki.read('root.key'), names: [] });
    expect(findings).toEqual([
      'warning: The certificate is signed by itself: every browser warns of it.',
    ]);
  });
});

describe('names and dates', () => {
  test.each([
    [['c.example.org'], 'c.example.org'],
    [
      ['a.example.org', 'deep.x.b.example.org', 'b.example.org'],
      'deep.x.b.example.org and b.example.org',
    ],
  ])('%j are not all covered', (names, missing) => {
    expect(said({ names })).toEqual([
      `stops: The certificate does not cover ${missing}: it is for a.example.org, *.b.example.org.`,
    ]);
  });

  test('a certificate that has ended, with the one above it', () => {
    expect(said({ inDays: 91 })).toEqual([
      expect.stringMatching(/^stops: The certificate ended on /),
      'stops: Test Middle, which vouches for it, has ended.',
    ]);
  });

  test('one that is not valid yet', () => {
    expect(said({ inDays: -2 })[0]).toMatch(/^stops: The certificate is valid only from /);
  });

  test('one that ends soon', () => {
    expect(said({ inDays: 80 })).toEqual([
      expect.stringMatching(/^warning: The certificate ends soon/),
    ]);
  });
});

describe('a file of another kind is named, with the line that turns it into the right one', () => {
  test.each([
    ['site.pfx', 'PKCS #12', 'openssl pkcs12 -in FILE.pfx -nokeys'],
    ['site.der', 'DER', 'openssl x509 -inform der'],
    ['site.p7b', 'PKCS #7', 'openssl pkcs7 -print_certs'],
    ['site.csr', 'request for a certificate', 'Take the certificate'],
    ['site.key', 'is a key', 'Give the certificate'],
  ])('%s', (file, kind, advice) => {
    const [finding, ...others] = check({ chain: pki.bytes(file) });
    expect(others).toEqual([]);
    expect(finding?.status).toBe('stops');
    expect(finding?.text).toContain(kind);
    expect(finding?.advice?.[0]).toContain(advice);
  });

  test('rubbish', () => {
    expect(said({ chain: 'rubbish' })).toEqual(['stops: The certificate file cannot be read.']);
    expect(said({ chain: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' })).toEqual(
      ['stops: The certificate file cannot be read.'],
    );
  });
});
