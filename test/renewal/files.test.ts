import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  copyPair,
  keepPair,
  mendPair,
  presentCertificate,
} from '../../source/edges/renewal/certificate-pair.ts';
import { textOf, writeFiles, writeFilesAnyhow } from '../../source/edges/renewal/files.ts';
import { SELF_SIGNED } from '../outside/self-signed.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renewal-'));
});
afterEach(() => rm(folder, { recursive: true }));

const file = (name: string) => join(folder, name);
const pair = async (key = SELF_SIGNED.key) => {
  await writeFile(file('key.pem'), key, { mode: 0o600 });
  await writeFile(file('fullchain.pem'), SELF_SIGNED.cert);
};
const anotherKey = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;

describe('files', () => {
  it('are written with their modes, and leave nothing beside', async () => {
    await writeFiles([
      { path: file('deep/a'), mode: '600', text: 'A' },
      { path: file('deep/b'), mode: '644', text: 'B' },
    ]);
    expect((await readdir(file('deep'))).sort()).toEqual(['a', 'b']);
    expect((await stat(file('deep/a'))).mode & 0o777).toBe(0o600);
    expect((await stat(file('deep/b'))).mode & 0o777).toBe(0o644);
  });

  it('stay as they are where one of them cannot be written', async () => {
    await writeFile(file('a'), 'old');
    await mkdir(file('b.new'));
    await writeFile(file('b.new/in-the-way'), '');
    const wanted = [
      { path: file('a'), mode: '644', text: 'new' },
      { path: file('b'), mode: '644', text: 'new' },
    ] as const;
    await expect(writeFiles(wanted)).rejects.toMatchObject({ code: 'file.not-written' });
    expect(await readFile(file('a'), 'utf8')).toBe('old');
    expect((await readdir(folder)).sort()).toEqual(['a', 'b.new']);
    await writeFilesAnyhow(wanted);
    expect(await readFile(file('a'), 'utf8')).toBe('new');
  });

  it('that are not there are null', async () => {
    expect(await textOf(file('none'))).toBeNull();
    await expect(textOf(folder)).rejects.toMatchObject({ code: 'file.not-read' });
  });
});

describe('a certificate and its key', () => {
  it('are read', async () => {
    await pair();
    expect(await presentCertificate(folder)).toMatchObject({
      keyFits: true,
      names: expect.arrayContaining(['localhost', 'a.example']),
    });
  });

  it('are none, or do not fit', async () => {
    expect(await presentCertificate(folder)).toBeNull();
    await pair(anotherKey());
    expect((await presentCertificate(folder))?.keyFits).toBe(false);
    await writeFile(file('fullchain.pem'), 'no certificate');
    expect(await presentCertificate(folder)).toBeNull();
  });

  it('are mended where the second of them was still to be moved', async () => {
    await pair();
    await writeFile(file('fullchain.pem.new'), SELF_SIGNED.cert);
    expect(await mendPair(folder), 'a pair that fits').toBe(false);
    await writeFile(file('fullchain.pem'), 'of another key');
    expect(await mendPair(folder)).toBe(true);
    expect((await presentCertificate(folder))?.keyFits).toBe(true);
    expect(await mendPair(folder)).toBe(false);
  });

  it('are left alone where what waits is of no use either', async () => {
    await pair(anotherKey());
    await writeFile(file('fullchain.pem.new'), SELF_SIGNED.cert);
    expect(await mendPair(folder)).toBe(false);
  });

  it('are kept, the newest three of them, and can be put back', async () => {
    await pair();
    const times = [1, 2, 3, 4].map((day) => new Date(Date.UTC(2027, 0, day)));
    const kept = [];
    for (const at of times) kept.push(await keepPair(folder, at));
    expect((await readdir(file('previous'))).length).toBe(3);
    expect(kept.at(-1)).toBe(file('previous/2027-01-04T00-00-00Z'));
    await writeFile(file('key.pem'), anotherKey());
    await copyPair(kept.at(-1) ?? '', folder);
    expect((await presentCertificate(folder))?.keyFits).toBe(true);
  });
});
