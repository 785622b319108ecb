import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fishCompletion } from '../../bin/completion/fish.ts';
import { zshCompletion } from '../../bin/completion/zsh.ts';

const IDS = ['app', 'hostname', 'hostname.www'];

let folder = '';
beforeAll(() => {
  const isThere = (shell: string) =>
    execFileSync('sh', ['-c', `command -v ${shell} || true`]).length > 0;
  if (!isThere('zsh') || !isThere('fish'))
    execFileSync('sh', ['-c', 'apt-get update && apt-get install -y zsh fish'], {
      stdio: 'ignore',
    });
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
  writeFileSync(join(folder, '_setup-server'), zshCompletion(IDS));
  writeFileSync(join(folder, 'setup-server.fish'), fishCompletion(IDS));
  writeFileSync(join(folder, 'setup-server'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(folder, 'study one.yaml'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What fish offers for a line, each with its description. */
function fish(line: string): string[] {
  const program = `source setup-server.fish; complete --do-complete ${JSON.stringify(line)}`;
  return run('fish', ['--no-config', '-c', program]);
}

/** What zsh makes of a line when Tab is pressed, typed in a real zsh on a pty. */
function zsh(line: string): string {
  const typed = [
    'bindkey -e; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D',
    // Ctrl-A, Ctrl-E: the completed line becomes the words of a command that prints them.
    `${line}\t\x01print -r -- "<"\x05">"`,
    'exit',
  ];
  const words = ['-qec', 'zsh -f -i', '/dev/null'];
  const input = `${typed.join('\n')}\n`;
  const shown = run('script', words, input).join('\n');
  return /^<(.*)>\s*$/m.exec(shown)?.[1]?.trim() ?? shown;
}

function run(shell: string, words: readonly string[], input = ''): string[] {
  const env = {
    ...process.env,
    HOME: folder,
    PATH: `${folder}:${process.env.PATH}`,
    TERM: 'xterm',
  };
  return execFileSync(shell, [...words], { cwd: folder, encoding: 'utf8', env, input })
    .split('\n')
    .slice(0, -1);
}

test('fish offers flags and commands with what they do', () => {
  expect(fish('setup-server --pl')).toEqual([
    '--plain\tPlain lines and numbered questions, no screens.',
    '--plan\tShow what would be done, ask and change nothing.',
  ]);
  expect(fish('setup-server que')).toEqual([
    'questions\tList every question: the reference for answer files.',
  ]);
  expect(fish('setup-server completion ').filter((line) => !line.startsWith('-'))).toEqual([
    'bash',
    'fish',
    'zsh',
  ]);
});

test('fish offers questions for --set and files for --answers', () => {
  expect(fish('setup-server --set host').map((line) => line.split('\t')[0])).toEqual([
    'hostname.www=',
    'hostname=',
  ]);
  expect(fish('setup-server --answers stu')).toEqual(['study one.yaml']);
});

test('zsh completes flags and commands', () => {
  expect(zsh('setup-server --acm')).toBe('setup-server --acme-directory');
  expect(zsh('setup-server --yes --ver')).toBe('setup-server --yes --version');
  expect(zsh('setup-server que')).toBe('setup-server questions');
  expect(zsh('setup-server questions --j')).toBe('setup-server questions --json');
  expect(zsh('setup-server completion f')).toBe('setup-server completion fish');
});

test('zsh completes questions for --set and files for --answers', () => {
  expect(zsh('setup-server --set ap')).toBe('setup-server --set app=');
  expect(zsh('setup-server --answers stu')).toBe('setup-server --answers study one.yaml');
});
