import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sendCommand } from '../../source/backup/send.ts';
import { receiveCopy } from '../../source/edges/local/received-copy.ts';
import { STATE } from '../../source/paths.ts';

const STAMP = '2026-11-29T03-40-10Z';

/** A copy on a server, as it is sent from there. */
function sent(spoil: (folder: string) => void = () => {}) {
  const root = mkdtempSync(join(tmpdir(), 'received-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, STATE, 'backups/study', STAMP);
  mkdirSync(folder, { recursive: true });
  const data = 'x'.repeat(100_000);
  const sum = createHash('sha256').update(data).digest('hex');
  writeFileSync(join(folder, 'backup.json'), '{}');
  writeFileSync(join(folder, 'data-1.tar.gz'), data);
  writeFileSync(join(folder, 'SHA256SUMS'), `${sum}  data-1.tar.gz\n`);
  spoil(folder);
  const text = sendCommand('study', STAMP).text.replaceAll(STATE, join(root, STATE));
  const { stdout } = spawnSync('sh', ['-c', text], { encoding: 'utf8', maxBuffer: 1e8 });
  const path = join(root, 'study.tar');
  return { path, lines: stdout.trimEnd().split('\n') };
}

async function* told(lines: readonly string[], code = 0): AsyncGenerator<string, number> {
  yield* lines;
  return code;
}

it('is one file for the person alone, read back against the sums of the server', async () => {
  const { path, lines } = sent();
  const bytes = await receiveCopy(path, told(lines), () => {});
  expect(statSync(path).size).toBe(bytes);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const listed = spawnSync('tar', ['-tf', path], { encoding: 'utf8' }).stdout;
  expect(listed).toContain(`${STAMP}/data-1.tar.gz`);
});

it.each([
  ['was cut off', (lines: string[]) => lines.slice(0, lines.length / 2), 0],
  ['was given up by the server', (lines: string[]) => lines, 1],
  [
    'was altered on its way',
    (lines: string[]) => lines.map((line, at) => (at === 900 ? `AAAA${line.slice(4)}` : line)),
    0,
  ],
])('is not kept where it %s', async (_what, alter, code) => {
  const { path, lines } = sent();
  await expect(receiveCopy(path, told(alter(lines), code), () => {})).rejects.toThrow(
    /did not arrive as a whole/,
  );
  expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, false]);
});

it('is not kept where the server has lost a part of it', async () => {
  const { path, lines } = sent((folder) => rmSync(join(folder, 'data-1.tar.gz')));
  await expect(receiveCopy(path, told(lines), () => {})).rejects.toThrow(/as a whole/);
  expect(existsSync(path)).toBe(false);
});
