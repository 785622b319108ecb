import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  holdersOf,
  namedIn,
  packagesUser,
  pacmanLock,
} from '../../source/facts/machine/packages.ts';
import { inShell, onlyTools, ownFolder } from './ask-here.ts';
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
    expect(stdout).toMatch(new RegExp(`^busy ${pid} \\d+ sleep\n$`));
    expect(read('packages', { stdout: `${stdout}${TOLD}` }).busy).toMatchObject({
      program: 'sleep',
      pid,
    });
  });

  it('is not busy because its lock file lies there', () => {
    const file = join(ownFolder(), 'lock');
    writeFileSync(file, '');
    expect(inShell(holdersOf([file])).stdout).toBe('');
  });

  it('is busy by a lock that is reached through a link, as rpm keeps its own on Fedora', async () => {
    const folder = ownFolder();
    const [file, link] = [join(folder, '.rpm.lock'), join(folder, 'link')];
    writeFileSync(file, '');
    symlinkSync(file, link);
    const pid = await lockedByAnother(file);
    expect(inShell(holdersOf([link])).stdout).toMatch(new RegExp(`^busy ${pid} \\d+ sleep\n$`));
  });

  it('is busy while the process lives that wrote its id, as dnf 4 and zypper do', () => {
    const file = join(ownFolder(), 'zypp.pid');
    for (const nobody of ['', '\n', '4194304999\n', 'zypper\n', '../1\n']) {
      writeFileSync(file, nobody);
      expect(inShell(namedIn([file])).stdout).toBe('');
    }
    writeFileSync(file, `${process.pid}\n`);
    const told = new RegExp(`^busy ${process.pid} \\d+ \\S.*\n$`);
    expect(inShell(namedIn(['/nowhere.pid', file])).stdout).toMatch(told);
    // dnf 4 writes no newline.
    writeFileSync(file, `${process.pid}`);
    expect(inShell(namedIn([file])).stdout).toMatch(told);
  });

  it('was interrupted where pacman left its lock behind, unless pacman runs', () => {
    const file = join(ownFolder(), 'db.lck');
    const tools = onlyTools('cat', 'cut', 'sed');
    expect(inShell(pacmanLock(file), tools).stdout).toBe('');
    writeFileSync(file, '');
    const left = inShell(pacmanLock(file), tools).stdout;
    expect(left).toBe('lck\n');
    expect(read('packages', { stdout: `${left}${TOLD}` })).toEqual({
      busy: null,
      interrupted: true,
    });
    const running = ownFolder();
    writeFileSync(join(running, 'pidof'), `#!/bin/sh\necho ${process.pid}\n`, { mode: 0o755 });
    const busy = inShell(pacmanLock(file), `${running}:${tools}`).stdout;
    expect(read('packages', { stdout: `${busy}${TOLD}` })).toMatchObject({
      busy: { pid: process.pid },
      interrupted: false,
    });
  });

  it('tells since when, as the host counts', () => {
    const stdout = `busy 812 65 dnf\n${TOLD}`;
    expect(read('packages', { stdout }).busy).toEqual({
      program: 'dnf',
      pid: 812,
      forSeconds: 65,
    });
    expect(packagesUser({ program: 'dnf', pid: 812, forSeconds: 59 })).toBe('dnf');
    expect(packagesUser({ program: 'dnf', pid: 812, forSeconds: 65 })).toBe(
      'dnf, for 1 minute now',
    );
    expect(packagesUser({ program: 'apk', pid: null, forSeconds: 600 })).toBe(
      'apk, for 10 minutes now',
    );
    expect(packagesUser({ program: 'apk', pid: null })).toBe('apk');
  });

  it('gives unattended-upgrades the name that the kernel cuts off', () => {
    const stdout = `busy 812 65 unattended-upgr\n${TOLD}`;
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
    const busy = `busy 7 0 dpkg\n${traces}${TOLD}`;
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
