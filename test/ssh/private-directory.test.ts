import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Limit } from '../../source/edges/ssh/limit.ts';
import { makePrivateDirectory } from '../../source/edges/ssh/private-directory.ts';

let place: string;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'p-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

it('can be entered by us alone, and goes with everything in it', async () => {
  const { path, remove } = await makePrivateDirectory([place]);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(path)) {
    expect((await stat(join(path, name))).mode & 0o077).toBe(0);
  }
  remove();
  expect(existsSync(path)).toBe(false);
});

it('is made elsewhere where a place is missing, is no folder, or is too long for a socket', async () => {
  const long = join(place, 'x'.repeat(80));
  const good = join(place, 'good');
  await mkdir(long);
  await mkdir(good);
  await writeFile(join(place, 'file'), '');
  const { path, remove } = await makePrivateDirectory([
    join(place, 'missing'),
    join(place, 'file'),
    long,
    good,
  ]);
  expect(path.startsWith(`${good}/`)).toBe(true);
  expect(await readdir(long)).toEqual([]);
  remove();
});

it('says what to do where there is no place at all', async () => {
  await expect(makePrivateDirectory([join(place, 'missing')])).rejects.toMatchObject({
    code: 'ssh.no-private-directory',
  });
});

it('lets so many through at once, the others in their order', async () => {
  const limit = new Limit(2);
  const entered: number[] = [];
  const leave: (() => void)[] = [];
  const all = [0, 1, 2, 3].map(async (each) => {
    leave[each] = await limit.enter();
    entered.push(each);
  });
  await Promise.all(all.slice(0, 2));
  expect(entered).toEqual([0, 1]);
  leave[1]?.();
  leave[1]?.();
  await all[2];
  expect(entered).toEqual([0, 1, 2]);
  leave[0]?.();
  await all[3];
  expect(entered).toEqual([0, 1, 2, 3]);
});
