import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asJob, INTERRUPTED } from '../../source/apply/job.ts';
import { type ShellCommand, sh } from '../../source/shell.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'job-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

function follow(command: ShellCommand) {
  const job = asJob(command, at('jobs'));
  const { status, stdout, stderr } = spawnSync('sh', ['-c', job.text], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Follows a job from a process group of its own, as a connection does that will be cut. */
function followFromAfar(command: ShellCommand) {
  const child = spawn('sh', ['-c', asJob(command, at('jobs')).text], {
    detached: true,
    stdio: 'ignore',
  });
  return { cut: () => process.kill(-(child.pid as number), 'SIGKILL') };
}

const count = () => (existsSync(at('runs')) ? readFileSync(at('runs'), 'utf8').length : 0);

describe('a job', () => {
  it('gives the output and the exit code of its command', () => {
    expect(follow(sh`echo one; echo two >&2; exit ${3}`)).toMatchObject({
      status: 3,
      stdout: 'one\ntwo\n',
    });
  });

  it('goes on when the one who follows it is gone, and is picked up again, not run twice', async () => {
    const command = sh`
      printf x >> ${at('runs')}
      echo first
      until [ -e ${at('go')} ]; do sleep 0.05; done
      echo last
    `;
    const connection = followFromAfar(command);
    await vi.waitUntil(() => count() === 1, { timeout: 60_000 });
    connection.cut();
    writeFileSync(at('go'), '');
    expect(follow(command)).toMatchObject({ status: 0, stdout: 'first\nlast\n' });
    expect(count()).toBe(1);
  });

  it('that ended well while nobody followed is not run again', async () => {
    const command = sh`printf x >> ${at('runs')}; until [ -e ${at('go')} ]; do sleep 0.05; done; touch ${at('end')}`;
    const connection = followFromAfar(command);
    await vi.waitUntil(() => count() === 1, { timeout: 60_000 });
    connection.cut();
    writeFileSync(at('go'), '');
    await vi.waitUntil(() => existsSync(at('end')), { timeout: 60_000 });
    expect(follow(command).status).toBe(0);
    expect(count()).toBe(1);
  });

  it('that failed is run again', () => {
    const command = sh`printf x >> ${at('runs')}; exit 1`;
    follow(command);
    expect(follow(command).status).toBe(1);
    expect(count()).toBe(2);
  });

  it('that ran to its end in sight is run again the next time', () => {
    const command = sh`printf x >> ${at('runs')}`;
    follow(command);
    follow(command);
    expect(count()).toBe(2);
  });

  it('whose process vanished says so', async () => {
    const command = sh`echo $$ > ${at('pid')}; printf x >> ${at('runs')}; exec sleep 600`;
    const job = spawn('sh', ['-c', asJob(command, at('jobs')).text], { stdio: 'ignore' });
    await vi.waitUntil(() => count() === 1, { timeout: 60_000 });
    const ended = new Promise((resolve) => job.on('exit', resolve));
    const runner = readFileSync(
      spawnSync('sh', ['-c', `echo ${at('jobs')}/*/pid`], { encoding: 'utf8' }).stdout.trim(),
      'utf8',
    );
    process.kill(Number(runner), 'SIGKILL');
    process.kill(Number(readFileSync(at('pid'), 'utf8')), 'SIGKILL');
    expect(await ended).toBe(INTERRUPTED);
  });
});
