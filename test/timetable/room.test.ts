import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import { copyCommands } from '../../source/timetable/copy-script.ts';
import { goal } from '../core/example-goal.ts';

const GB = 1024 * 1024;

/** What the check before a copy says on a server with such a disk and so much data (KB). */
function checked(diskKB: number, freeKB: number, dataKB: number) {
  const programs = mkdtempSync(join(tmpdir(), 'room-'));
  onTestFinished(() => rmSync(programs, { recursive: true, force: true }));
  const program = (name: string, text: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  program('docker', ':');
  program('install', ':');
  program('du', `printf '${dataKB}\\t/srv/study\\n'`);
  program('df', `printf 'Filesystem\\n/dev/vda1 ${diskKB} 0 ${freeKB} 0%% /\\n'`);
  const sources = [{ kind: 'folder' as const, source: '/srv/study' }];
  const { text } = copyCommands(goal, sources, new Facts(), '1.0.0');
  const env = { PATH: `${programs}:${process.env.PATH}` };
  const { status, stderr } = spawnSync('sh', ['-c', text, 'sh', 'check'], { env });
  return { status, stderr: String(stderr) };
}

it('leaves the apps a tenth of a small disk, and no more than some gigabytes of a large one', () => {
  expect(checked(20 * GB, 5 * GB, 1 * GB)).toEqual({ status: 0, stderr: '' });
  expect(checked(20 * GB, 3 * GB, 1 * GB)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('3372 MB are needed, 3072 MB are free'),
  });
  expect(checked(1000 * GB, 7 * GB, 1 * GB)).toEqual({ status: 0, stderr: '' });
});
