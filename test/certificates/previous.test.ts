import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  bestPrevious,
  keepPresent,
  type PreviousCertificate,
  previousFolder,
  restorePrevious,
  stampOf,
  tooOld,
} from '../../source/certificates/previous.ts';
import type { ShellCommand } from '../../source/shell.ts';

const at = (minute: number) => new Date(Date.UTC(2031, 1, 3, 4, minute, 6));

describe('in a folder', () => {
  let folder: string;
  beforeEach(() => {
    // A space and a quote, as a folder's name may have.
    folder = join(mkdtempSync(join(tmpdir(), 'previous-')), "it's here");
    mkdirSync(folder);
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  const run = async ({ text }: ShellCommand) =>
    (await execa('sh', ['-c', text], { reject: false })).exitCode;
  const write = (generation: number) => {
    for (const file of ['key.pem', 'fullchain.pem', 'authority']) {
      writeFileSync(join(folder, file), `${file} ${generation}`, { mode: 0o600 });
    }
  };
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const kept = () => readdirSync(previousFolder(folder)).sort();

  test('the last three are kept, whole, for root alone', async () => {
    for (const generation of [1, 2, 3, 4, 5]) {
      write(generation);
      expect(await run(keepPresent(folder, at(generation)))).toBe(0);
    }
    expect(kept()).toEqual([3, 4, 5].map((minute) => stampOf(at(minute))));
    expect(read(`previous/${stampOf(at(3))}/key.pem`)).toBe('key.pem 3');
    expect(read(`previous/${stampOf(at(3))}/authority`)).toBe('authority 3');
    expect(statSync(previousFolder(folder)).mode & 0o777).toBe(0o700);
    expect(read('key.pem')).toBe('key.pem 5');
  });

  test('one is put back as it was', async () => {
    write(1);
    await run(keepPresent(folder, at(1)));
    write(2);
    expect(await run(restorePrevious(folder, stampOf(at(1)), at(3)))).toBe(0);
    expect(['key.pem', 'fullchain.pem', 'authority'].map(read)).toEqual([
      'key.pem 1',
      'fullchain.pem 1',
      'authority 1',
    ]);
    expect(readdirSync(folder).sort()).toEqual([
      'authority',
      'fullchain.pem',
      'key.pem',
      'previous',
    ]);
  });

  test('one that is not there changes nothing', async () => {
    write(1);
    expect(await run(restorePrevious(folder, stampOf(at(9)), at(3)))).toBe(90);
    expect(read('key.pem')).toBe('key.pem 1');
  });

  test('the same minute twice, and a keeping that was cut off, do no harm', async () => {
    write(1);
    await run(keepPresent(folder, at(1)));
    mkdirSync(join(previousFolder(folder), '.new'));
    write(2);
    expect(await run(keepPresent(folder, at(1)))).toBe(0);
    expect(kept()).toEqual([stampOf(at(1))]);
    expect(read(`previous/${stampOf(at(1))}/key.pem`)).toBe('key.pem 2');
  });

  test('without a certificate, or without the folder, nothing is kept', async () => {
    expect(await run(keepPresent(folder, at(1)))).toBe(0);
    expect(await run(keepPresent(join(folder, 'nowhere'), at(1)))).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('the oldest have to go', () => {
  expect(tooOld(['2031-02', '2031-04', '2031-01', '2031-03'])).toEqual(['2031-01']);
  expect(tooOld(['2031-02'])).toEqual([]);
});

test('a stamp is a name for a folder, and sorts by time', () => {
  expect(stampOf(at(5))).toBe('2031-02-03T04-05-06Z');
});

describe('the best one to go back to', () => {
  const one = (stamp: string, more: Partial<PreviousCertificate> = {}): PreviousCertificate => ({
    stamp,
    names: ['a.org', 'www.a.org'],
    until: '2031-06-01T00:00:00Z',
    keyFits: true,
    ...more,
  });
  const best = (...kept: PreviousCertificate[]) => bestPrevious(kept, ['a.org'], at(0))?.stamp;

  test('is the newest that still holds for the names', () => {
    expect(best(one('2031-01-01'), one('2031-01-03'), one('2031-01-02'))).toBe('2031-01-03');
    expect(best(one('1'), one('2', { until: '2031-01-01T00:00:00Z' }))).toBe('1');
    expect(best(one('1'), one('2', { keyFits: false }))).toBe('1');
    expect(best(one('1'), one('2', { names: ['b.org'] }))).toBe('1');
  });

  test('is none where none holds', () => {
    expect(best()).toBeUndefined();
    expect(best(one('1', { keyFits: false }))).toBeUndefined();
  });
});
