import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandNamed } from '../../bin/command-line/declaration.ts';
import { bashCompletion } from '../../bin/completion/bash.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
  writeFileSync(join(folder, 'script'), bashCompletion(['app', 'hostname', 'hostname.www']));
  writeFileSync(join(folder, 'study one.yaml'), '');
  writeFileSync(join(folder, 'study.yaml'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers after these words, by the function that `complete -p` names. */
function offered(...words: readonly string[]): string[] {
  const program = `
    source ./script
    found=$(complete -p setup-server)
    [[ $found =~ -F\\ ([^ ]+) ]]
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    "\${BASH_REMATCH[1]}"
    [ "\${#COMPREPLY[@]}" -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const args = ['--norc', '-c', program, 'bash', 'setup-server', ...words];
  return execFileSync('bash', args, options).split('\n').slice(0, -1);
}

const flags = (command: string) =>
  (commandNamed(command)?.flags ?? []).flatMap(({ name, short }) => [
    `--${name}`,
    ...(short ? [`-${short}`] : []),
  ]);

test('The first word is a flag or a command', () => {
  expect(offered('').sort()).toEqual(
    [
      ...flags(''),
      'doctor',
      'env',
      'status',
      'renew',
      'certificate',
      'adopt',
      'hosts',
      'questions',
      'completion',
      'stop',
      'drain',
      'logs',
      'config',
      'history',
      'shell',
      'menu',
      'remove',
      'start',
      'launch',
      'upgrade',
      'move',
      'grow',
      'shrink',
      'backup',
      'restore',
    ].sort(),
  );
  expect(offered('que')).toEqual(['questions']);
  expect(offered('--pl')).toEqual(['--plan', '--plain']);
});

test('A later word is no command', () => {
  expect(offered('--yes', '').sort()).toEqual(flags('').sort());
});

test('A command offers its own words', () => {
  expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish', '--help', '-h']);
  expect(offered('questions', '--')).toEqual(['--json', '--help']);
});

test('A file is offered where one is wanted, spaces and all', () => {
  expect(offered('--answers', 'stu').sort()).toEqual(['study one.yaml', 'study.yaml']);
  expect(offered('-a', 'study.')).toEqual(['study.yaml']);
});

test('A file is offered behind = too, which bash takes as a word of its own', () => {
  expect(offered('--answers', '=', 'study.')).toEqual(['study.yaml']);
  expect(offered('--answers', '=').sort()).toEqual(['script', 'study one.yaml', 'study.yaml']);
});

test('Questions are offered for --set, and nothing for what only the person knows', () => {
  expect(offered('--set', 'host')).toEqual(['hostname=', 'hostname.www=']);
  expect(offered('--set', 'app', '=', 'j')).toEqual([]);
  expect(offered('--acme-directory', '')).toEqual([]);
});
