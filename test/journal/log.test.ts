import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ServerLog } from '../../source/journal/log.ts';
import { localConnection } from '../local-connection.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('keeps what happened on the server, one JSON line each, for root only', async () => {
  const log = new ServerLog(localConnection(folder), 'study');
  const at = new Date('2026-11-21T12:00:00Z');
  log.note({ type: 'started', step: 'docker.install', title: 'Install Docker' }, at, 'anna@laptop');
  log.note(
    { type: 'progress', step: 'docker.install', text: '…', fraction: 0.5 },
    at,
    'anna@laptop',
  );
  log.note({ type: 'finished', step: 'docker.install', seconds: 11 }, at, 'anna@laptop');
  await log.flush();
  const file = join(folder, 'var/lib/setup-server/log/study.log');
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    {
      at: at.toISOString(),
      by: 'anna@laptop',
      type: 'started',
      step: 'docker.install',
      title: 'Install Docker',
    },
    {
      at: at.toISOString(),
      by: 'anna@laptop',
      type: 'finished',
      step: 'docker.install',
      seconds: 11,
    },
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('does not stop the work when it cannot be written', async () => {
  const connection = { ...localConnection(folder), run: () => Promise.reject(new Error('gone')) };
  const log = new ServerLog(connection, 'study');
  log.note({ type: 'done', outcome: 'complete', changed: 0 }, new Date(), 'anna@laptop');
  await expect(log.flush()).resolves.toBeUndefined();
});
