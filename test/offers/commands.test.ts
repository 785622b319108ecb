import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clock } from '../../source/offers/clock.ts';
import { swap } from '../../source/offers/swap.ts';
import { ShellCommand } from '../../source/shell.ts';
import { inShell, onlyTools, ownFolder } from '../facts/ask-here.ts';
import { commandsOf, seen, stepOf } from './given.ts';

const small = { memory: { totalMB: 1700, availableMB: 700, swapMB: 0 } };

/** Programs that write down how they were called, beside those of this machine that are named. */
function programs(stubs: Readonly<Record<string, string>>, ...tools: readonly string[]) {
  const folder = ownFolder();
  const log = join(folder, 'log');
  writeFileSync(log, '');
  for (const [name, script] of Object.entries(stubs)) {
    const text = `#!/bin/sh\necho ${name} "$@" >> ${log}\n${script}\n`;
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
  const path = `${folder}:${onlyTools(...tools)}`;
  return { path, called: () => readFileSync(log, 'utf8').trim().split('\n').filter(Boolean) };
}

describe('the swap file', () => {
  const facts = seen(small);
  const [command = ''] = commandsOf(stepOf(swap, facts, { 'server.swap': true }), facts);

  /** The command itself, on a folder that stands for the server's root. */
  function made(before: { swapfile?: string; fstab?: string; swapon?: string; mkswap?: string }) {
    const root = ownFolder();
    const file = join(root, 'swapfile');
    if (before.swapfile !== undefined) writeFileSync(file, before.swapfile);
    const fstabBefore = before.fstab ?? '/dev/vda1 / ext4 defaults 0 1\n';
    writeFileSync(join(root, 'fstab'), fstabBefore.replaceAll('/swapfile', file));
    const own = command.replaceAll('/etc/fstab', join(root, 'fstab')).replaceAll('/swapfile', file);
    const { swapon = '', mkswap = '' } = before;
    const dd =
      'for each; do case $each in of=*) echo zeros > "$(echo "$each" | cut -c 4-)" ;; esac; done';
    const { path, called } = programs({ dd, mkswap, swapon }, 'rm', 'mv', 'grep', 'cut');
    const { code } = inShell(new ShellCommand(own), path);
    const fstab = readFileSync(join(root, 'fstab'), 'utf8').replaceAll(root, '');
    const calls = called().map((line) => line.replaceAll(root, ''));
    return { code, calls, fstab, content: () => readFileSync(file, 'utf8') };
  }
  const LINE = '/swapfile none swap sw 0 0\n';

  it('is made aside, written down, and used last', () => {
    const { code, calls, fstab } = made({});
    expect(code).toBe(0);
    expect(calls).toEqual([
      'dd if=/dev/zero of=/swapfile.new bs=1M count=1024',
      'mkswap /swapfile.new',
      'swapon /swapfile',
    ]);
    expect(fstab).toBe(`/dev/vda1 / ext4 defaults 0 1\n${LINE}`);
  });

  it('is used, not written over, where it is there already', () => {
    const { code, calls, fstab, content } = made({ swapfile: 'theirs', fstab: LINE });
    expect([code, calls, fstab]).toEqual([0, ['swapon /swapfile'], LINE]);
    expect(content()).toBe('theirs');
  });

  it('is not written down where it could not be made', () => {
    const { code, calls, fstab } = made({ mkswap: 'exit 1' });
    expect(code).not.toBe(0);
    expect(calls).not.toContain('swapon /swapfile');
    expect(fstab).not.toContain('swapfile');
  });

  it('that the kernel does not take is a failure', () => {
    expect(made({ swapon: 'exit 255' }).code).not.toBe(0);
  });
});

describe('the clock', () => {
  it.each([
    [7200, 1_790_000_000 - 7200],
    [-86_400, 1_790_000_000 + 86_400],
  ])('that is %i seconds ahead is set back by that', (aheadSeconds, then) => {
    const facts = seen({
      clock: { aheadSeconds },
      timeSync: { synchronised: false, program: 'chronyd', running: false },
    });
    const commands = commandsOf(stepOf(clock, facts, { 'server.clock': true }), facts);
    const { path, called } = programs({
      date: '[ "$1" != +%s ] || echo 1790000000',
      systemctl: '',
      timedatectl: 'echo yes',
    });
    for (const command of commands) expect(inShell(new ShellCommand(command), path).code).toBe(0);
    expect(called()).toEqual([
      'date +%s',
      `date -u -s @${then}`,
      'systemctl enable chronyd',
      'systemctl restart chronyd',
      'timedatectl show -p NTPSynchronized --value',
    ]);
  });
});
