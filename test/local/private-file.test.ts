import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { openPrivateFile, replaceFile } from '../../source/edges/local/private-file.ts';

let path: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'private-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  path = join(folder, 'key.list');
});

it('is for the person alone, and never one that is there', async () => {
  const file = await openPrivateFile(path, 'linux');
  await file.writeFile('secret');
  await file.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(openPrivateFile(path, 'linux')).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(path, 'utf8')).toBe('secret');
});

it('is not left where Windows can not close it to others', async () => {
  // No icacls is found here.
  await expect(openPrivateFile(path, 'win32')).rejects.toMatchObject({
    trouble: { code: 'file.not-private' },
  });
  expect(existsSync(path)).toBe(false);
});

it('replaces one that others could read, and leaves nothing beside it', async () => {
  writeFileSync(path, 'before', { mode: 0o644 });
  await replaceFile(path, 'after');
  expect(readFileSync(path, 'utf8')).toBe('after');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(path, '..'))).toEqual(['key.list']);
});
