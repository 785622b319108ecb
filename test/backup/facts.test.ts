import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backupsProbe } from '../../source/facts/installs/backups.ts';
import { changeProbe } from '../../source/facts/installs/change.ts';
import { dataSizeProbe } from '../../source/facts/machine/data-size.ts';
import { SAYS } from '../../source/facts/probe.ts';
import { STATE } from '../../source/paths.ts';
import type { ShellCommand } from '../../source/shell.ts';

const STAMP = '2026-11-29T03-40-10Z';
const asked = { before: 0, after: 0 };
const backup = {
  ...{ format: 1, install: 'study', app: 'jatos', at: '2026-11-29T03:40:10Z', by: 'anna' },
  ...{ version: '0.1.0', why: 'upgrade' },
  images: [{ container: 'study', image: 'jatos/jatos:3', id: 'sha256:1', digest: null }],
  sources: [{ kind: 'volume', source: 'study-data' }],
  record: null,
};
const change = {
  ...{ format: 1, kind: 'upgrade', state: 'begun', backup: STAMP, restoring: null },
  from: backup.images,
  to: { study: 'jatos/jatos:4' },
  ...{ at: '2026-11-29T03:40:10Z', by: 'anna' },
};

function server() {
  const root = mkdtempSync(join(tmpdir(), 'facts-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    const whole = join(root, path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, text);
  };
  const ask = (command: ShellCommand) => {
    const text = command.text.replaceAll(STATE, join(root, STATE));
    const { status, stdout } = spawnSync('dash', ['-c', text], { encoding: 'utf8' });
    return { code: status ?? -1, stdout };
  };
  return { write, ask };
}

describe('the copies of an install', () => {
  it('are seen where they are complete, and say what they are', () => {
    const { write, ask } = server();
    const json = JSON.stringify(backup, null, 2);
    write(`${STATE}/backups/study/${STAMP}/backup.json`, json);
    write(`${STATE}/backups/study/2026-11-29T04-00-00Z.part/backup.json`, json);
    write(`${STATE}/backups/study/2026-11-29T05-00-00Z/SHA256SUMS`, '');
    write(`${STATE}/backups/study/2026-11-29T06-00-00Z/backup.json`, 'half of a {');
    const seen = backupsProbe.parse(ask(backupsProbe.command('study')), 'study', asked);
    expect(seen).toEqual([{ ...backup, stamp: STAMP, sizeKB: expect.any(Number) }]);
  });

  it('are seen with the answers of several lines that they remember', () => {
    const { write, ask } = server();
    const answers = { 'image.folders': '/data\n/logs', 'image.command': 'echo "\\t" $x' };
    const record = { format: 1, answers, app: 'image', image: 'ghost:5', digest: null };
    const whole = { ...backup, record: { ...record, by: 'anna', at: '', version: '' } };
    write(`${STATE}/backups/study/${STAMP}/backup.json`, JSON.stringify(whole));
    const seen = backupsProbe.parse(ask(backupsProbe.command('study')), 'study', asked);
    expect(seen).toMatchObject([{ stamp: STAMP, record: { answers } }]);
  });

  it('are none where there never was one, and none of another install', () => {
    const { write, ask } = server();
    const reply = ask(backupsProbe.command('study'));
    expect(reply.code).toBe(SAYS.absent);
    expect(backupsProbe.parse(reply, 'study', asked)).toEqual([]);
    const other = JSON.stringify({ ...backup, install: 'other' });
    write(`${STATE}/backups/study/${STAMP}/backup.json`, other);
    expect(backupsProbe.parse(ask(backupsProbe.command('study')), 'study', asked)).toEqual([]);
  });
});

describe('a change that was begun', () => {
  const seen = ({ ask }: ReturnType<typeof server>) =>
    changeProbe.parse(ask(changeProbe.command('study')), 'study', asked);

  it('is what was noted, and whether the data were put back since', () => {
    const host = server();
    expect(seen(host)).toBeNull();
    host.write(`${STATE}/changes/study.json`, `${JSON.stringify(change)}\n`);
    expect(seen(host)).toEqual({ ...change, restored: null });
    host.write(`${STATE}/changes/study.restored`, `${STAMP}\n`);
    expect(seen(host)).toEqual({ ...change, restored: STAMP });
  });

  it.each(['', 'half of a {', '{"format":1,"kind":"other","state":"begun"}'])(
    'is not taken for none where the note can not be read: %s',
    (text) => {
      const host = server();
      host.write(`${STATE}/changes/study.json`, text);
      expect(() => seen(host)).toThrow(/noted about an upgrade of study is damaged/);
    },
  );
});

it('the size of data is that of all places together', () => {
  const stdout = '1500\t/var/lib/docker/volumes/a/_data\n700\t/srv/b\n';
  expect(dataSizeProbe.parse({ code: 0, stdout }, '[]', asked)).toEqual({ megabytes: 3 });
  const away = `${stdout}unseen The volume c lies outside.\n`;
  expect(dataSizeProbe.parse({ code: 0, stdout: away }, '[]', asked)).toEqual({
    ...{ megabytes: 3, unseen: 'The volume c lies outside.' },
  });
});
