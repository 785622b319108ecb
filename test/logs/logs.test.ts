import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HidingInLogs } from '../../source/logs/hide-in-logs.ts';
import { clusterLogCommand } from '../../source/logs/log-command.ts';
import {
  concerns,
  inTimeOrder,
  type LogLine,
  OnlyNew,
  readLogLine,
} from '../../source/logs/log-line.ts';
import { readLogWish } from '../../source/logs/log-wish.ts';
import { LogLines } from '../../source/output/log-lines.ts';
import { Secret } from '../../source/secrets/secret.ts';

const line = (text: string, changes: Partial<LogLine> = {}): LogLine => ({
  container: 'study',
  at: '2026-11-21T10:00:00.000000001Z',
  text,
  ...changes,
});

describe('a line of a log', () => {
  it('is read as Docker prints it, whatever it says', () => {
    const read = readLogLine('study-db 2026-11-21T10:00:00.123456789Z  ready | for "x"');
    expect(read).toEqual({
      container: 'study-db',
      at: '2026-11-21T10:00:00.123456789Z',
      text: ' ready | for "x"',
    });
    expect(readLogLine('study 2026-11-21T10:00:00.1Z')?.text).toBe('');
    expect(readLogLine('Cannot connect to the Docker daemon')).toBeUndefined();
  });

  it('of the web server concerns the app whose name was asked for', () => {
    const front = (text: string) => line(text, { container: 'setup-server-front' });
    const names = ['study.example.org', '*.lab.example.org'];
    const visit = (name: string) =>
      front(`203.0.113.0 [2026-11-21T10:00:00+00:00] ${name} "GET / " 200 5 0.001`);
    expect(concerns(visit('study.example.org'), names)).toBe(true);
    expect(concerns(visit('a.lab.example.org'), names)).toBe(true);
    expect(concerns(visit('other.example.org'), names)).toBe(false);
    const mistake =
      'connect() failed, server: other.example.org, request: "GET / HTTP/2.0", host: "other.example.org"';
    expect(concerns(front(mistake), names)).toBe(false);
    expect(concerns(front('signal process started'), names)).toBe(true);
    expect(concerns(line('host: "other.example.org"'), names)).toBe(true);
  });

  it('stands in the order of time among those of others, and only the last ones count', () => {
    const at = (nano: number) => `2026-11-21T10:00:00.00000000${nano}Z`;
    const lines = [
      line('c', { at: at(3) }),
      line('a', { at: at(1) }),
      line('b', { at: at(2), container: 'study-db' }),
    ];
    expect(inTimeOrder(lines, 2).map(({ text }) => text)).toEqual(['b', 'c']);
  });

  it('is told once, though the end was read again after a restart', () => {
    const only = new OnlyNew();
    const [one, two] = [line('one'), line('two', { at: '2026-11-21T10:00:01.000000000Z' })];
    expect([one, two, one, two].map((each) => only.isNew(each))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(only.isNew({ ...one, container: 'study-db' })).toBe(true);
  });

  it('says when and who, in columns', () => {
    const lines = new LogLines();
    const shown = [
      line('up', { container: 'study-database' }),
      line('GET /', { container: 'setup-server-front' }),
    ].map((each) => lines.text(each));
    expect(shown[0]).toMatch(/^2026-11-2\d \d\d:\d\d:00 {2}study-database \| up$/);
    expect(shown[1]).toMatch(/ {2}front {10}\| GET \/$/);
  });
});

describe('what copies on several servers write', () => {
  it('is read line by line, each with the part, its number and its server', () => {
    const folder = mkdtempSync(join(tmpdir(), 'logs-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const docker = `#!/bin/sh
case "$*" in
  'service ls '*) printf 'study_app\\nstudy_front\\n' ;;
  *study_app) echo "2026-11-21T10:00:00.5Z q1w2.2@n0de2    | 10.0.0.1 | GET /" ;;
  *study_front) echo "2026-11-21T10:00:01.5Z e3r4.0@n0de1    | " ;;
esac
`;
    writeFileSync(join(folder, 'docker'), docker, { mode: 0o755 });
    const { text } = clusterLogCommand('study', readLogWish({ follow: false }));
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const { stdout } = spawnSync('sh', ['-c', text], { encoding: 'utf8', env });
    const [app, front] = stdout.trim().split('\n').map(readLogLine);
    const at = '2026-11-21T10:00:00.5Z';
    expect(app).toEqual({ container: 'app.2@n0de2', at, text: '10.0.0.1 | GET /' });
    expect(front).toMatchObject({ container: 'front.0@n0de1', text: '' });
  });
});

describe('what is secret', () => {
  const hiding = new HidingInLogs(
    [['MAIL_PASSWORD', new Secret('hunter2hunter2')]],
    [new Secret('typed-sudo-password')],
  );
  const shown = (text: string, container = 'study') => hiding.line(line(text, { container })).text;

  it('is hidden by value, by name and by form; addresses stay', () => {
    expect(shown('connecting with hunter2hunter2')).toBe('connecting with [secret]');
    expect(shown('sudo: typed-sudo-password')).not.toContain('typed-sudo');
    expect(shown('MAIL_PASSWORD=abc')).not.toContain('abc');
    expect(shown('Authorization: Bearer abcdefgh')).not.toContain('abcdefgh');
    expect(shown('mail to anna@example.org from 203.0.113.7')).toBe(
      'mail to anna@example.org from 203.0.113.7',
    );
  });

  it('is hidden where a key goes over several lines, and no other container with it', () => {
    expect(shown('-----BEGIN PRIVATE KEY-----')).toBe('[secret]');
    expect(shown('MIIEvQ plain looking')).toBe('[secret]');
    expect(shown('a line of the database', 'study-db')).toBe('a line of the database');
    expect(shown('-----END PRIVATE KEY----- done')).not.toContain('MIIE');
    expect(shown('the next line')).toBe('the next line');
  });
});

describe('what is asked for', () => {
  const since = (text: string) => readLogWish({ since: text, follow: false }).since;

  it.each([
    ['90s', '90s'],
    ['10m', '10m'],
    ['3d', '72h'],
    ['1w', '168h'],
    ['2026-11-21T08:30Z', '2026-11-21T08:30:00.000Z'],
  ])('%s is a time that Docker takes', (text, wanted) => {
    expect(since(text)).toBe(wanted);
  });

  it('a day begins where this computer is', () => {
    expect(since('2026-11-21')).toBe(new Date(2026, 10, 21).toISOString());
  });

  it.each(['yesterday', '5', '-3d', '2026-13-01', '2026-11-21; rm'])('%s is none', (text) => {
    expect(() => since(text)).toThrow(/--since/);
  });

  it('is all that fits where a time or a text narrows it, else the last of it', () => {
    expect(readLogWish({ follow: false }).count).toBe(200);
    expect(readLogWish({ follow: false, search: 'x' }).count).toBeGreaterThan(10_000);
    expect(readLogWish({ follow: false, search: 'x', lines: '5' }).count).toBe(5);
    expect(() => readLogWish({ follow: false, lines: '0' })).toThrow(/--lines/);
  });
});
