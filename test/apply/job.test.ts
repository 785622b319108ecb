import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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

function follow(command: ShellCommand, takenUp = false) {
  const job = asJob(command, at('jobs'), takenUp);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', job.text], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Follows a job from a process group of its own, as a connection does that will be cut. */
function followFromAfar(command: ShellCommand) {
  const child = spawn('sh', ['-c', asJob(command, at('jobs'), false).text], {
    detached: true,
    stdio: 'ignore',
  });
  return { cut: () => process.kill(-(child.pid as number), 'SIGKILL') };
}

/** A file of the one job that there is; where there is none, of none. */
const jobFile = (name: string) => {
  const [job = 'none'] = existsSync(at('jobs')) ? readdirSync(at('jobs')) : [];
  return join(at('jobs'), job, name);
};

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
    expect(follow(command, true)).toMatchObject({ status: 0, stdout: 'first\nlast\n' });
    expect(count()).toBe(1);
  });

  describe('that ended while nobody followed', () => {
    /** Gives the command that came to its end. */
    const ended = async (code: number) => {
      const command = sh`printf x >> ${at('runs')}; until [ -e ${at('go')} ]; do sleep 0.05; done; echo done; exit ${code}`;
      const connection = followFromAfar(command);
      await vi.waitUntil(() => count() === 1, { timeout: 60_000 });
      connection.cut();
      writeFileSync(at('go'), '');
      await vi.waitUntil(() => existsSync(jobFile('status')), { timeout: 60_000 });
      return command;
    };

    it.each([0, 4])('is told when it is taken up, and not run again (%i)', async (code) => {
      const command = await ended(code);
      expect(follow(command, true)).toMatchObject({ status: code, stdout: 'done\n' });
      expect(count()).toBe(1);
    });

    it('is run again by whoever does not know of it: what it did may be undone since', async () => {
      expect(follow(await ended(0))).toMatchObject({ status: 0, stdout: 'done\n' });
      expect(count()).toBe(2);
    });
  });

  it('that was told already is not begun by whoever takes it up', () => {
    const command = sh`printf x >> ${at('runs')}`;
    follow(command);
    expect(follow(command, true).status).toBe(INTERRUPTED);
    expect(count()).toBe(1);
  });

  it("is not taken for going on where its number is another program's by now", () => {
    const command = sh`printf x >> ${at('runs')}`;
    const other = spawn('sleep', ['600']);
    try {
      const job = /job=(\S+)/.exec(asJob(command, at('jobs'), false).text)?.[1] ?? '';
      mkdirSync(job, { recursive: true });
      writeFileSync(join(job, 'output'), '');
      writeFileSync(join(job, 'pid'), `${other.pid}\n`);
      expect(follow(command, true).status).toBe(INTERRUPTED);
      expect(count()).toBe(0);
    } finally {
      other.kill();
    }
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
    const job = spawn('sh', ['-c', asJob(command, at('jobs'), false).text], { stdio: 'ignore' });
    await vi.waitUntil(() => count() === 1, { timeout: 60_000 });
    const ended = new Promise((resolve) => job.on('exit', resolve));
    const runner = readFileSync(jobFile('pid'), 'utf8');
    process.kill(Number(runner), 'SIGKILL');
    process.kill(Number(readFileSync(at('pid'), 'utf8')), 'SIGKILL');
    expect(await ended).toBe(INTERRUPTED);
  });
});
