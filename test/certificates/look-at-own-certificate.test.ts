import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookAtOwnCertificate } from '../../source/edges/local/own-certificate.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { ownCertificate } from '../../source/facts/certificates/own-certificate.ts';
import { makePki, type OwnPki } from './own-pki.ts';

let pki: OwnPki;
let folder: string;
beforeAll(async () => {
  pki = await makePki();
  folder = await mkdtemp(join(tmpdir(), 'own-files-'));
});
afterAll(() => {
  pki.remove();
  rmSync(folder, { recursive: true });
});

const fileWith = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const look = (chain: string, key: string, ...names: string[]) =>
  lookAtOwnCertificate(ownCertificate({ chain, key, names }).subject);
const troubleOf = async (attempt: Promise<unknown>) => {
  const error = await attempt.catch((caught) => caught);
  expect(error).toBeInstanceOf(ExpectedError);
  return (error as ExpectedError).trouble;
};

it('reads files that fit, says until when they are good, and shows no key', async () => {
  const chain = fileWith('chain.pem', pki.read('site.pem') + pki.read('middle.pem'));
  const key = fileWith('key.pem', pki.read('site.key'));
  const found = await look(chain, key, 'a.example.org', '*.b.example.org');
  expect(found.chain).toBe(pki.read('site.pem') + pki.read('middle.pem'));
  expect(found.key.reveal()).toBe(pki.read('site.key'));
  expect(found.finding).toMatchObject({
    status: 'good',
    text: expect.stringMatching(/valid until/),
  });
  expect(JSON.stringify(found)).not.toContain('PRIVATE KEY');
});

it('refuses files that do not fit, with what to do, and from where they were read', async () => {
  const chain = fileWith('chain.pem', pki.read('site.pem') + pki.read('middle.pem'));
  const key = fileWith('other.pem', pki.read('other.key'));
  const trouble = await troubleOf(look(chain, key, 'c.example.org'));
  expect(trouble.code).toBe('own-files.not-good');
  expect(trouble.why).toContain(key);
  expect(trouble.why).toContain('c.example.org');
});

it.each([
  ['/nowhere/chain.pem', 'There is no such file.'],
  [tmpdir(), 'It is a folder.'],
])('says why %s could not be read', async (path, why) => {
  expect(await troubleOf(look(path, path))).toMatchObject({ code: 'own-files.not-read', why });
});
