import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { askHere, onlyTools, ownFolder } from './ask-here.ts';
import { read, refusalOf, seenOn } from './captured.ts';

const hash = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

function written(content: string | Buffer, mode = 0o600, name = 'a file'): string {
  const path = join(ownFolder(), name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe('a file', () => {
  it('is judged in a real shell, whatever it holds and however it is called', () => {
    const content = Buffer.from([0, 255, 10, 13, 27, 91]);
    const path = written(content, 0o640, 'it\'s; $(touch x) "quoted"\n-n');
    expect(read('file', askHere('file', path), path)).toEqual({
      sha256: hash(content),
      mode: '640',
      owner: execFileSync('id', ['-un'], { encoding: 'utf8' }).trim(),
    });
  });

  it('is absent where nothing is, or a folder', () => {
    expect(read('file', askHere('file', '/nowhere/at all'), '')).toBeNull();
    expect(read('file', askHere('file', '/'), '')).toBeNull();
  });

  it('is not taken for absent where it could not be read', () => {
    expect(refusalOf('file', { code: 1, stdout: '600 root\n' }, '/a')).toBe('look.file');
    expect(refusalOf('file', askHere('file', '/etc/passwd', '/nowhere'), '/a')).toBe('look.file');
  });
});

describe('a settings file', () => {
  it('is seen on a real server', () => {
    const fact = seenOn('debian-12-in-use', 'envFile', '/etc/setup-server/jatos/env.list');
    expect(fact?.mode).toBe('600');
    expect([...(fact?.entries ?? [])].map(([name, value]) => [name, value.reveal()])).toEqual([
      ['JATOS_SECRET', 's3cret=with "quotes" and spaces '],
      ['EMPTY', ''],
    ]);
  });

  it('is read in a real shell to its last character, with the hash of its bytes', () => {
    const content = 'A=1\n\nB= two \n# C=3\n\nLAST=no newline';
    const path = written(content);
    const fact = read('envFile', askHere('envFile', path), path);
    expect(fact?.sha256).toBe(hash(content));
    expect([...(fact?.entries ?? [])].map(([name, value]) => [name, value.reveal()])).toEqual([
      ['A', '1'],
      ['B', ' two '],
      ['LAST', 'no newline'],
    ]);
  });

  it('shows no value to anyone who prints it', () => {
    const fact = seenOn('debian-12-in-use', 'envFile', '/etc/setup-server/jatos/env.list');
    const shown = `${inspect(fact, { depth: 9 })}${JSON.stringify([...(fact?.entries ?? [])])}`;
    expect(shown).not.toContain('s3cret');
    expect(shown).toContain('[secret]');
  });

  it('shows no value in the error that refuses an odd reply', () => {
    try {
      read('envFile', { code: 1, stdout: '600 root\nA=s3cret\n' }, '/a');
      expect.unreachable();
    } catch (error) {
      expect(inspect(error, { depth: 9 })).not.toContain('s3cret');
    }
  });
});

describe('a certificate', () => {
  const made = (key: 'own' | 'other' | 'none') => {
    const where = ownFolder();
    const make = (name: string, out: string) =>
      execFileSync(
        'openssl',
        [
          ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
          ...['-days', '90', '-subj', '/O=Example CA/CN=R11', '-keyout', join(where, out)],
          ...['-addext', `subjectAltName=DNS:${name},IP:203.0.113.7`],
          ...['-out', join(where, `${name}.pem`)],
        ],
        { stdio: 'ignore' },
      );
    make('study.example.org', key === 'own' ? 'key.pem' : 'elsewhere.pem');
    if (key === 'other') make('other.example.org', 'key.pem');
    return join(where, 'study.example.org.pem');
  };

  it('is seen on a real server', () => {
    const path = '/etc/setup-server/front/certificates/jatos/fullchain.pem';
    expect(seenOn('debian-12-in-use', 'certificate', path)).toEqual({
      names: ['study.example.org', 'www.study.example.org'],
      from: '2026-11-21T03:57:43.000Z',
      until: '2027-02-19T03:57:43.000Z',
      issuer: 'Example CA R11',
      keyFits: true,
    });
  });

  it('is read with its names and dates, and its key is compared where it lies', () => {
    const path = made('own');
    const { validFrom, validTo } = new X509Certificate(readFileSync(path));
    const reply = askHere('certificate', path);
    expect(reply.stdout).not.toContain('PRIVATE');
    expect(read('certificate', reply, path)).toEqual({
      names: ['study.example.org', '203.0.113.7'],
      from: new Date(validFrom).toISOString(),
      until: new Date(validTo).toISOString(),
      issuer: 'Example CA R11',
      keyFits: true,
      writtenAt: new Date(Math.floor(statSync(path).mtimeMs / 1000) * 1000).toISOString(),
    });
  });

  it('says where the key is another, or missing', () => {
    const [other, none] = [made('other'), made('none')];
    expect(read('certificate', askHere('certificate', other), other)?.keyFits).toBe(false);
    expect(read('certificate', askHere('certificate', none), none)?.keyFits).toBe(false);
  });

  it('gives the key the benefit of the doubt where the host has no openssl', () => {
    const path = made('other');
    const reply = askHere('certificate', path, onlyTools('cat'));
    expect(read('certificate', reply, path)?.keyFits).toBe(true);
  });

  it.each([
    '',
    'not a certificate',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
  ])('is none where the file holds %j', (content) => {
    const path = written(content);
    expect(read('certificate', askHere('certificate', path), path)).toBeNull();
  });

  it('is absent where there is no file', () => {
    expect(read('certificate', askHere('certificate', '/nowhere/x.pem'), '')).toBeNull();
  });
});

describe('the record of an install', () => {
  it('is read from a real server', () => {
    expect(seenOn('debian-12-in-use', 'record', 'jatos')).toEqual({
      format: 1,
      app: 'jatos',
      image: 'jatos/jatos:3.10.4',
      digest: null,
      answers: { name: 'study.example.org', www: true },
      by: 'anna@laptop',
      at: '2026-11-02T10:00:00.000Z',
      version: '0.1.0',
    });
    expect(seenOn('debian-13-fresh', 'record', 'jatos')).toBeNull();
  });

  it.each([
    ['', 'It is not valid JSON.'],
    ['{"format":1,', 'It is not valid JSON.'],
    ['[]', 'It is not a record of ours.'],
    ['null', 'It is not a record of ours.'],
    ['{"answers":7}', 'It is not a record of ours.'],
  ])('is damaged, not absent, where the file holds %j', (stdout, damage) => {
    expect(read('record', { stdout }, 'jatos')).toMatchObject({ damage, app: '', answers: {} });
  });

  it('keeps only answers that a record may hold', () => {
    const stdout = '{"format":1,"answers":{"a":"x","b":false,"c":{"d":1},"e":7}}';
    expect(read('record', { stdout }, 'jatos')?.answers).toEqual({ a: 'x', b: false });
  });

  it('is not taken for absent where it could not be read', () => {
    expect(refusalOf('record', { code: 1 }, 'jatos')).toBe('look.record');
  });
});
