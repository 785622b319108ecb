import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A small authority by openssl(1): a root, one that it vouches for, and a site's own certificate. */
export interface OwnPki {
  /** The content of a file: `root.pem`, `middle.pem`, `site.pem`, `site.key`, `other.key`. */
  readonly read: (file: string) => string;
  readonly bytes: (file: string) => Buffer;
  readonly openssl: (...argv: string[]) => Promise<void>;
  readonly remove: () => void;
}

export async function makePki(days = 90): Promise<OwnPki> {
  const folder = mkdtempSync(join(tmpdir(), 'own-pki-'));
  const openssl = async (...argv: string[]) => {
    await execa('openssl', argv, { cwd: folder });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const authority = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign';
  const signed = async (name: string, subject: string, by: string, extensions: string) => {
    writeFileSync(join(folder, 'extensions'), extensions);
    await openssl(
      'req',
      ...key,
      '-subj',
      `/CN=${subject}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    );
    await openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`],
      ...[
        '-CAcreateserial',
        '-days',
        String(days),
        '-extfile',
        'extensions',
        '-out',
        `${name}.pem`,
      ],
    );
  };
  await openssl(
    ...['req', '-x509', ...key, '-days', '900', '-subj', '/CN=Test Root'],
    ...['-addext', 'keyUsage=critical,keyCertSign', '-keyout', 'root.key', '-out', 'root.pem'],
  );
  await signed('middle', 'Test Middle', 'root', authority);
  await signed('site', 'site', 'middle', 'subjectAltName=DNS:a.example.org,DNS:*.b.example.org');
  await openssl(
    'genpkey',
    '-algorithm',
    'EC',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-out',
    'other.key',
  );
  return {
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    bytes: (file) => readFileSync(join(folder, file)),
    openssl,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
