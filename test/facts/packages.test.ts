import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { holdersOf } from '../../source/facts/packages.ts';
import { inShell, ownFolder } from './ask-here.ts';
import { read, refusalOf, seenOn } from './captured.ts';

const TOLD = '--told\n';

/** Another process that holds a lock on a file until the test ends; its id. */
async function lockedByAnother(file: string): Promise<number> {
  const child = spawn('flock', ['--no-fork', file, 'sh', '-c', 'echo held; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    child.kill();
  });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

describe('the package manager', () => {
  it('is free on real servers', () => {
    expect(seenOn('debian-12-in-use', 'packages')).toEqual({ busy: null, interrupted: false });
    expect(seenOn('debian-13-fresh', 'packages')).toEqual({ busy: null, interrupted: false });
  });

  it('is busy while a process holds its lock, by that name and id', async () => {
    const file = join(ownFolder(), 'lock-frontend');
    writeFileSync(file, '');
    const before = inShell(holdersOf([file, '/nowhere/lock']));
    expect(before.stdout).toBe('');
    const pid = await lockedByAnother(file);
    const { stdout } = inShell(holdersOf(['/nowhere/lock', file]));
    expect(stdout).toBe(`busy ${pid} sleep\n`);
    expect(read('packages', { stdout: `${stdout}${TOLD}` }).busy).toEqual({
      program: 'sleep',
      pid,
    });
  });

  it('is not busy because its lock file lies there', () => {
    const file = join(ownFolder(), 'lock');
    writeFileSync(file, '');
    expect(inShell(holdersOf([file])).stdout).toBe('');
  });

  it('gives unattended-upgrades the name that the kernel cuts off', () => {
    const stdout = `busy 812 unattended-upgr\n${TOLD}`;
    expect(read('packages', { stdout }).busy?.program).toBe('unattended-upgrades');
  });

  it.each([
    ['updates that were not written down', 'update /var/lib/dpkg/updates/0001\n'],
    [
      'packages that were unpacked only',
      'audit The following packages have been unpacked but not yet configured.\n',
    ],
    [
      'packages that were half configured',
      'audit The following packages are only half configured, probably due to problems\n',
    ],
  ])('was interrupted where there are %s', (_, traces) => {
    expect(read('packages', { stdout: `${traces}${TOLD}` }).interrupted).toBe(true);
    const busy = `busy 7 dpkg\n${traces}${TOLD}`;
    expect(read('packages', { stdout: busy }).interrupted).toBe(false);
  });

  it('was not interrupted because of complaints that no repair ends', () => {
    const stdout = `audit The following packages are missing the md5sums control file\naudit  foo\n${TOLD}`;
    expect(read('packages', { stdout }).interrupted).toBe(false);
  });

  it('is not taken for free where the reply was cut short', () => {
    expect(refusalOf('packages', { code: 124 })).toBe('look.packages');
  });
});
