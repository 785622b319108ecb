import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { takeUpFrontCommand } from '../../source/front/container.ts';

/** What is asked of a front whose two workers are told to end after so many looks at them. */
function takenUp(looks: number, reload = ':') {
  const programs = mkdtempSync(join(tmpdir(), 'reload-'));
  onTestFinished(() => rmSync(programs, { recursive: true, force: true }));
  const asked = join(programs, 'asked');
  const program = (name: string, text: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  program('sleep', ':');
  program(
    'docker',
    `shift 2; echo "$1" >>${asked}
    [ "$1" = ps ] || { ${reload}; exit; }
    echo 'PID   USER     TIME  COMMAND'
    echo '    1 root      0:00 nginx: master process nginx -c nginx.conf'
    grep -qx nginx ${asked} || { echo '    7 nginx     0:00 nginx: worker process'; exit; }
    end=; [ $(grep -cx ps ${asked}) -le ${looks} ] || end=' is shutting down'
    echo "    7 nginx     0:00 nginx: worker process$end"
    echo '   17 nginx     0:00 nginx: worker process'`,
  );
  const env = { PATH: `${programs}:${process.env.PATH}` };
  const { status, stderr } = spawnSync('sh', ['-c', takeUpFrontCommand().text], { env });
  const words = readFileSync(asked, 'utf8').trim().split('\n');
  return { status, stderr: String(stderr), words };
}

it('is done once no worker from before takes visitors any more', () => {
  const { words, ...ended } = takenUp(5);
  expect(ended).toEqual({ status: 0, stderr: '' });
  expect(words).toEqual(['ps', 'nginx', ...Array(5).fill('ps')]);
});

it('does not wait for one that does not end for ever', () => {
  const { status, words } = takenUp(1000);
  expect(status).toBe(0);
  expect(words.length).toBeLessThan(100);
});

it('says that nginx could not be asked', () => {
  const { words, ...ended } = takenUp(1000, 'echo no such container >&2; exit 3');
  expect(ended).toEqual({ status: 3, stderr: 'no such container\n' });
  expect(words).toEqual(['ps', 'nginx']);
});
