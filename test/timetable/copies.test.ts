import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lookWhatIsDue, noteCopies } from '../../source/edges/timetable/copies.ts';
import type { TimetableOrder } from '../../source/timetable/order.ts';
import { readTimetableState } from '../../source/timetable/state.ts';

const order = (install: string): TimetableOrder => ({
  ...{ install, label: 'JATOS', every: 'day', time: '03:00', zone: 'UTC' },
  ...{ keep: { daily: 2, weekly: 1 }, since: '2026-11-20T12:00:00Z' },
});

function server() {
  const root = mkdtempSync(join(tmpdir(), 'copies-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [folder, backups] = [join(root, 'state'), join(root, 'backups')];
  mkdirSync(folder);
  const said: string[] = [];
  const round = (now: string) => ({
    ...{ orders: [order('study'), order('other')], folder, backups },
    ...{ notifyFile: join(root, 'notify.json'), now: () => new Date(now) },
    ...{ say: (line: string) => said.push(line), signal: new AbortController().signal },
  });
  const made = (install: string, stamp: string, why: string) => {
    mkdirSync(join(backups, install, stamp), { recursive: true });
    const text = JSON.stringify({ format: 1, install, why });
    writeFileSync(join(backups, install, stamp, 'backup.json'), text);
  };
  const result = (install: string, ...lines: string[]) => {
    mkdirSync(join(folder, 'results'), { recursive: true });
    writeFileSync(join(folder, 'results', install), `${lines.join('\n')}\n`);
  };
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const state = () => readTimetableState(read('state.json'));
  return { round, made, result, read, state, said };
}

const seconds = (time: string) => `${Date.parse(time) / 1000}\n`;

it('are due in the night, one by one, and then not until the next', async () => {
  const { round, result, read, state } = server();
  expect(await lookWhatIsDue(round('2026-11-21T02:00:00Z'), [])).toBe(false);
  expect(read('next')).toBe(seconds('2026-11-21T03:00:00Z'));
  expect(await lookWhatIsDue(round('2026-11-21T03:04:00Z'), [])).toBe(true);
  expect(read('due')).toBe('study\nother\n');
  result('study', 'yes', '2026-11-21T03:04:10Z', '12', '');
  result('other', 'no', '2026-11-21T03:04:30Z', '0', 'There is \u001b[31mno room.');
  expect(await noteCopies(round('2026-11-21T03:05:00Z'))).toBe(false);
  expect(state().installs).toMatchObject({
    study: { last: { at: '2026-11-21T03:04:10Z', restedSeconds: 12 }, trouble: null },
    other: { last: null, trouble: { says: 'There is no room.' }, told: true },
  });
  expect(await lookWhatIsDue(round('2026-11-21T03:10:00Z'), [])).toBe(false);
  expect(read('next')).toBe(seconds('2026-11-22T03:00:00Z'));
});

it('are made at any time where somebody wants one', async () => {
  const { round, read } = server();
  expect(await lookWhatIsDue(round('2026-11-21T12:00:00Z'), ['other', 'nobody'])).toBe(true);
  expect(read('due')).toBe('other\n');
});

it('let old ones go of that install alone, and none where nothing was tried', async () => {
  const { round, made, result, read } = server();
  const stamps = [10, 11, 12, 13].map((day) => `2026-11-${day}T03-00-00Z`);
  for (const stamp of stamps)
    for (const install of ['study', 'other']) made(install, stamp, 'schedule');
  made('study', '2026-11-09T03-00-00Z', 'upgrade');
  made('study', '2026-11-08T03-00-00Z.part', 'schedule');
  await lookWhatIsDue(round('2026-11-14T12:00:00Z'), ['study']);
  result('study', 'yes', '2026-11-13T03:00:00Z', '12', '');
  expect(await noteCopies(round('2026-11-14T12:05:00Z'))).toBe(true);
  expect(read('expired')).toBe('study 2026-11-10T03-00-00Z\nstudy 2026-11-11T03-00-00Z\n');
});

it('that went wrong are told anew in an hour where nobody could be told', async () => {
  const { round, result, read, state } = server();
  writeFileSync(
    round('2026-11-21T03:00:00Z').notifyFile,
    JSON.stringify({ kind: 'webhook', url: { secret: 'http://127.0.0.1:1/' } }),
  );
  result('study', 'no', '2026-11-21T03:04:30Z', '3', 'It did not stop.');
  result('other', 'yes', '2026-11-21T03:04:30Z', '3', '');
  await noteCopies(round('2026-11-21T03:05:00Z'));
  expect(state().installs.study).toMatchObject({ told: false });
  expect(read('next')).toBe(seconds('2026-11-21T04:05:00Z'));
});
