import { expect, it } from 'vitest';
import type { Prompt } from '../../source/hosts/host.ts';
import type { Lines } from '../../source/output/lines.ts';
import { askerInLines } from '../../source/output/prompt-in-lines.ts';
import { Secret } from '../../source/secrets/secret.ts';

const CHANGED: Prompt = {
  ask: 'changed-host-key',
  host: '203.0.113.7',
  keyType: 'ED25519',
  fingerprint: 'SHA256:new',
  known: { fingerprint: 'SHA256:old', file: '/home/anna/.ssh/known_hosts', line: 3 },
};

it.each([
  ['replace', 'replace'],
  [' replace ', 'replace'],
  ['yes', null],
  ['', null],
  [null, null],
])('a changed host key is answered by %j as %j, in lines', async (typed, expected) => {
  const shown: string[] = [];
  const lines: Lines = { say: (text) => void shown.push(text), ask: async () => typed };
  expect(await askerInLines(lines)(CHANGED, new AbortController().signal)).toBe(expected);
  expect(shown.slice(0, 3)).toEqual([
    '203.0.113.7 shows another key than before:',
    '  Now (ED25519): SHA256:new',
    '  Known (/home/anna/.ssh/known_hosts, line 3): SHA256:old',
  ]);
});

const who = { user: 'root', host: '203.0.113.7' };

it.each<[string, Prompt, string[]]>([
  [
    'a password that was wrong',
    { ask: 'password', ...who, again: true },
    ['That was not right.', '? Password of root at 203.0.113.7 (not shown): '],
  ],
  [
    'the password of sudo',
    { ask: 'sudo-password', user: 'anna', host: 'h', again: false },
    [
      'To install software, anna must give a password to sudo.',
      '? Password of anna for sudo at h (not shown): ',
    ],
  ],
  [
    'a new password',
    { ask: 'new-password', ...who, repeat: false, problem: null },
    [
      '203.0.113.7 wants a new password for root: the old one has expired.',
      '? New password (not shown): ',
    ],
  ],
  [
    'a new password, where the server refused one',
    { ask: 'new-password', ...who, repeat: false, problem: 'BAD\x1b[2J PASSWORD' },
    ['BAD PASSWORD', '? New password (not shown): '],
  ],
  [
    'the new password once more',
    { ask: 'new-password', ...who, repeat: true, problem: null },
    ['? The same once more (not shown): '],
  ],
  [
    'a code that was wrong',
    { ask: 'other', text: 'Code:', echo: false, again: true },
    ['That was not right.', '? Code: '],
  ],
])('%s is asked for unseen, in lines', async (_, prompt, expected) => {
  const shown: string[] = [];
  const lines: Lines = {
    say: (text) => void shown.push(text),
    ask: async (question, options) => {
      shown.push(`? ${question}`);
      return options?.secret ? 'typed' : 'not secret';
    },
  };
  const answer = await askerInLines(lines)(prompt, new AbortController().signal);
  expect(answer instanceof Secret && answer.reveal()).toBe('typed');
  expect(shown).toEqual(expected);
});
