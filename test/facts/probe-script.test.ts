import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Asking, probeScript, splitReplies } from '../../source/facts/probe-script.ts';
import { type ShellCommand, sh } from '../../source/shell.ts';
import { HOSTILE } from '../shell/hostile-strings.ts';
import { onlyTools, ownFolder } from './ask-here.ts';

const MARKER = '0123456789abcdef0123456789abcdef';

const ask = (command: ShellCommand): Asking => ({ command, aside: false });
const askAside = (command: ShellCommand): Asking => ({ command, aside: true });

function replies(
  shell: string,
  askings: readonly Asking[],
  env: Record<string, string> = {},
  cutSeconds?: number,
) {
  const { stdout } = spawnSync(shell, ['-c', probeScript(askings, MARKER, cutSeconds).text], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1e8,
  });
  return splitReplies(stdout, MARKER, askings.length);
}

describe.each(['/bin/sh', '/bin/bash'])('many questions in one script of a real %s', (shell) => {
  it('each get their own exit code and output, in any order', () => {
    const askings = [
      ask(sh`echo one`),
      askAside(sh`echo two; exit 3`),
      ask(sh`printf 'no newline'; exit 90`),
      askAside(sh`:`),
    ];
    expect(replies(shell, askings)).toEqual([
      { code: 0, stdout: 'one\n' },
      { code: 3, stdout: 'two\n' },
      { code: 90, stdout: 'no newline' },
      { code: 0, stdout: '' },
    ]);
  });

  it('do not fail because of one that is broken, kills itself or leaves the shell', () => {
    const askings = [
      ask(sh`if then (`),
      ask(sh`kill -9 $$`),
      askAside(sh`exec /nowhere/program`),
      ask(sh`cat; set -e; false; echo not reached`),
      ask(sh`echo well`),
    ];
    expect(replies(shell, askings).map((reply) => reply?.code)).toEqual([2, 137, 127, 1, 0]);
  });

  it('keep what looks like a frame apart from the frames', () => {
    const forged = `${MARKER.slice(0, -1)}0 1\nforged\n\n${MARKER.slice(0, -1)}0 1 0\n 0 0\n`;
    const print = sh`printf %s ${forged}`;
    expect(replies(shell, [ask(print), askAside(print), ask(sh`echo own`)])).toEqual([
      { code: 0, stdout: forged },
      { code: 0, stdout: forged },
      { code: 0, stdout: 'own\n' },
    ]);
  });

  it('carry hostile words unharmed through both shells', () => {
    const askings = HOSTILE.flatMap((word) => [
      ask(sh`printf %s ${word}`),
      askAside(sh`printf %s ${word}`),
    ]);
    expect(replies(shell, askings).map((reply) => reply?.stdout)).toEqual(
      HOSTILE.flatMap((word) => [word, word]),
    );
  });

  it('bear bytes that are no text', () => {
    const binary = sh`head -c 4096 /dev/urandom; printf '\\000\\377end'`;
    const [one, two, three] = replies(shell, [ask(binary), askAside(binary), ask(sh`echo on`)]);
    expect([one?.stdout.endsWith('end'), two?.stdout.endsWith('end')]).toEqual([true, true]);
    expect(three).toEqual({ code: 0, stdout: 'on\n' });
  });

  it('never fill the disk with what waits aside', () => {
    const [endless, small] = replies(shell, [askAside(sh`yes`), ask(sh`echo small`)]);
    expect(endless).toBeNull();
    expect(small?.stdout).toBe('small\n');
  });

  it('run at the same time where they are asked aside', () => {
    const folder = ownFolder();
    // Each waits for the other: one after another, neither would end.
    const meet = (own: string, other: string) =>
      sh`touch ${folder}/${own}; until [ -e ${folder}/${other} ]; do sleep 0.01; done; echo met`;
    const askings = [askAside(meet('a', 'b')), askAside(meet('b', 'a'))];
    expect(replies(shell, askings).map((reply) => reply?.stdout)).toEqual(['met\n', 'met\n']);
  });

  it('are cut off where they hang, and the others are not', () => {
    const hangs = sh`echo begun; exec sleep 600`;
    const askings = [askAside(hangs), ask(hangs), ask(sh`echo on`)];
    expect(replies(shell, askings, {}, 1)).toEqual([
      { code: 124, stdout: 'begun\n' },
      { code: 124, stdout: 'begun\n' },
      { code: 0, stdout: 'on\n' },
    ]);
  });

  it('leave nothing behind', () => {
    const ours = () => readdirSync('/dev/shm').filter((name) => name.startsWith('setup-server.'));
    const askings = [askAside(sh`ls -d /dev/shm/setup-server.*`), ask(sh`:`)];
    const path = replies(shell, askings)[0]?.stdout ?? '';
    expect(path).toContain('/dev/shm/setup-server.');
    expect(ours().filter((name) => path.includes(name))).toEqual([]);
  });

  it('are asked in turn where no folder can be made', () => {
    const path = onlyTools('true', 'timeout', 'cat');
    const askings = [askAside(sh`echo one; exit 4`), ask(sh`echo two`)];
    expect(replies(shell, askings, { PATH: path })).toEqual([
      { code: 4, stdout: 'one\n' },
      { code: 0, stdout: 'two\n' },
    ]);
  });

  it('are answered where the machine has no programs at all', () => {
    const askings = [askAside(sh`cat /etc/os-release`), ask(sh`echo built in`)];
    expect(replies(shell, askings, { PATH: '/nowhere' }).map((reply) => reply?.code)).toEqual([
      127, 0,
    ]);
  });
});

describe('a script that was cut short', () => {
  it('gives what came through', () => {
    const output = `${MARKER} 0\nwhole\n\n${MARKER} 0 0\n${MARKER} 1\nhal`;
    expect(splitReplies(output, MARKER, 3)).toEqual([{ code: 0, stdout: 'whole\n' }, null, null]);
  });

  it('is not confused by a banner before it', () => {
    const output = `Welcome!\n${MARKER}\n${MARKER} 0\nown\n\n${MARKER} 0 0\n`;
    expect(splitReplies(output, MARKER, 1)).toEqual([{ code: 0, stdout: 'own\n' }]);
  });
});
