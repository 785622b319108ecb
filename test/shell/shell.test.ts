import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { inOrder, quote, sh } from '../../source/shell.ts';
import { HOSTILE } from './hostile-strings.ts';

const print = sh`printf '%s\\0'`;

function wordsSeenBy(shell: string, text: string): string[] {
  const output = execFileSync(shell, ['-c', text], { encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

describe.each(['sh', 'bash'])('a command in a real %s', (shell) => {
  it.each(HOSTILE.map((word) => [JSON.stringify(word), word]))('carries %s unharmed', (_, word) => {
    expect(wordsSeenBy(shell, sh`${print} ${word}`.text)).toEqual([word]);
  });

  it('carries a list as so many words', () => {
    expect(wordsSeenBy(shell, sh`${print} ${HOSTILE}`.text)).toEqual(HOSTILE);
  });

  it('carries words through a shell within a shell', () => {
    const inner = sh`${print} ${HOSTILE}`;
    expect(wordsSeenBy(shell, sh`sh -c ${inner.text}`.text)).toEqual(HOSTILE);
  });
});

describe('sh', () => {
  it('leaves plain words as they are, for people to read', () => {
    expect(sh`install -d -m ${'0755'} ${'/etc/setup-server'}`.text).toBe(
      'install -d -m 0755 /etc/setup-server',
    );
  });

  it('takes numbers, and commands as they are', () => {
    expect(sh`${sh`sleep ${1}`} && ${sh`true`}`.text).toBe('sleep 1 && true');
  });

  it("takes the source code's indentation away, but not a value's", () => {
    const value = '      indented\n      twice';
    const command = sh`
      if true; then
        echo ${value}
      fi
    `;
    expect(command.text).toBe(`if true; then\n  echo '${value}'\nfi`);
  });

  it('refuses a NUL, which no shell can carry', () => {
    expect(() => quote('a\0b')).toThrow(TypeError);
  });

  it('refuses an escape that would make the command silently empty', () => {
    const template = Object.assign([undefined as unknown as string], { raw: ["printf '\\342'"] });
    expect(() => sh(template)).toThrow(SyntaxError);
  });

  it('ends a sequence at its first failure', () => {
    const both = inOrder(sh`false`, sh`echo second`);
    expect(() => execFileSync('sh', ['-c', both.text], { stdio: 'pipe' })).toThrow();
  });
});
