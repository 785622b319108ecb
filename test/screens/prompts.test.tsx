import { afterEach, describe, expect, test } from 'vitest';
import type { Prompt } from '../../source/hosts/host.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stage, strike } from './stage.tsx';
import { KEYS } from './terminal.ts';

afterEach(strike);

const who = { user: 'anna', host: '203.0.113.7' };

const CHANGED: Prompt = {
  ask: 'changed-host-key',
  host: '203.0.113.7',
  keyType: 'ED25519',
  fingerprint: 'SHA256:lO2dKq7mV0aYx3TnH8uWcR5pZs1fJbE4gIiQ6yNvzsI',
  known: {
    fingerprint: 'SHA256:YQdxbWzqPAvqambQP0BGEzdc2n82PpHDF+J/kZQOrMw',
    file: '/home/anna/.ssh/known_hosts',
    line: 3,
  },
};

/** The wizard with a prompt over its first screen. */
async function asked(prompt: Prompt) {
  const { asker, terminal } = stage({});
  await terminal.until('Enter begin');
  const answer = asker.ask(prompt, new AbortController().signal);
  return { terminal, answer };
}

describe('a secret is typed unseen, and given on as a secret:', () => {
  test.each<[string, Prompt, string[]]>([
    [
      'the password of sudo',
      { ask: 'sudo-password', ...who, again: false },
      ['The password of anna for sudo on 203.0.113.7', 'kept in memory until we are done'],
    ],
    [
      'the password of sudo, after a wrong one',
      { ask: 'sudo-password', ...who, again: true },
      ['That was not it. The password of anna for sudo on 203.0.113.7'],
    ],
    [
      'a new password',
      { ask: 'new-password', ...who, repeat: false, problem: null },
      ['A new password for anna on 203.0.113.7', 'the old one has expired'],
    ],
    [
      'a new password, after one that was too simple',
      { ask: 'new-password', ...who, repeat: false, problem: 'It is based on a word.' },
      ['It is based on a word. A new password for anna on 203.0.113.7'],
    ],
    [
      'a new password once more',
      { ask: 'new-password', ...who, repeat: true, problem: null },
      ['The new password once more'],
    ],
    [
      'the password of a login',
      { ask: 'password', ...who, again: false },
      ['The password of anna on 203.0.113.7', 'given to OpenSSH and kept nowhere'],
    ],
  ])('%s', async (_name, prompt, texts) => {
    const { terminal, answer } = await asked(prompt);
    const flat = (shown: string) => shown.replace(/\s+/g, ' ');
    await terminal.until((shown) => texts.every((text) => flat(shown).includes(text)));
    await terminal.press('correct horse', '••••••••');
    await terminal.press(KEYS.enter, 'Enter begin');
    expect(await answer).toEqual(new Secret('correct horse'));
    expect(terminal.written).not.toContain('correct');
  });

  test('Esc leaves it unanswered', async () => {
    const { terminal, answer } = await asked({ ask: 'sudo-password', ...who, again: false });
    await terminal.press('corr', '••••');
    await terminal.press(KEYS.escape, 'Enter begin');
    expect(await answer).toBeNull();
  });
});

describe('a changed host key', () => {
  test('is replaced only by the typed word', async () => {
    const { terminal, answer } = await asked(CHANGED);
    await terminal.until('SHA256:lO2dKq7mV0aYx3TnH8uWcR5pZs1fJbE4gIiQ6yNvzsI');
    await terminal.until('Known (/home/anna/.ssh/known_hosts, line 3)');
    await terminal.until('SHA256:YQdxbWzqPAvqambQP0BGEzdc2n82PpHDF+J/kZQOrMw');
    await terminal.press(KEYS.enter, 'The word is replace.');
    await terminal.press(['yes', KEYS.enter], 'The word is replace.');
    await terminal.press([KEYS.ctrlU, 'replace'], (shown) => !shown.includes('The word is'));
    await terminal.press(KEYS.enter, 'Enter begin');
    expect(await answer).toBe('replace');
  });

  test('stays as it was after Esc', async () => {
    const { terminal, answer } = await asked(CHANGED);
    await terminal.until('shows another key than before');
    await terminal.press(['replace', KEYS.escape], 'Enter begin');
    expect(await answer).toBeNull();
  });

  test('is told in full on a small terminal too, by scrolling', async () => {
    const { terminal } = await asked(CHANGED);
    await terminal.until('shows another key than before');
    for (const [columns, rows] of [
      [40, 12],
      [60, 20],
    ] as const) {
      terminal.resize(columns, rows);
      const rule = ` ${'─'.repeat(columns - 2)}`;
      const frame = await terminal.until((shown) => shown.split('\n').includes(rule));
      expect(frame.length).toBeLessThanOrEqual(rows - 1);
      expect(frame.join(' ')).toContain('If it is the same');
      if (rows === 20) expect(frame.join(' ')).toContain('someone may be answering');
      await terminal.press(Array(10).fill(KEYS.pageDown), 'ssh_host_ed25519_key.pub');
      await terminal.press(Array(10).fill(KEYS.pageUp), 'shows another key');
    }
    expect(terminal.scrollback()).toEqual([]);
  });
});
