import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { publicKeyIn } from '../../source/edges/ssh/own-public-key.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { ConnectionFact } from '../../source/facts/network/connection.ts';
import { sshHost } from '../../source/hosts/ssh.ts';
import { Secret } from '../../source/secrets/secret.ts';

const answers: Answers = { server: 'root@203.0.113.7' };
const publicKey = { text: 'ssh-ed25519 AAAAC3Nz anna@laptop', from: '~/.ssh/id_ed25519.pub' };
const came = { open: true, user: 'root', fingerprint: null } as const;
const [question] = sshHost.afterwards ?? [];

function saw(fact: ConnectionFact): Facts {
  const [wanted] = sshHost.looks(answers);
  return new Facts(wanted ? [{ query: wanted, value: fact }] : []);
}

describe('the offer to put the own key on the server', () => {
  it('is made after a password, where there is a key, and not otherwise', () => {
    const asked = (fact: ConnectionFact) => question?.when?.(answers, saw(fact));
    expect(asked({ ...came, password: true, publicKey })).toBe(true);
    expect(asked({ ...came, password: true })).toBe(false);
    expect(asked(came)).toBe(false);
  });

  it('is not taken up where nobody is asked', () => {
    const facts = saw({ ...came, password: true, publicKey });
    if (question?.kind !== 'confirm') throw new Error('It is a question with yes and no.');
    expect(question.suggestion?.(answers, facts)).toBe(true);
    const unattended = { ...answers, 'ssh.password': new Secret('given') };
    expect(question.suggestion?.(unattended, facts)).toBe(false);
  });

  it('leads to a key in the goal only by a yes', () => {
    const facts = saw({ ...came, password: true, publicKey });
    const key = (yes: boolean) => sshHost.loginKey?.({ ...answers, 'ssh.install-key': yes }, facts);
    expect(key(true)).toEqual({ user: 'root', publicKey: publicKey.text, from: publicKey.from });
    expect(key(false)).toBeUndefined();
    const later = { ...answers, 'ssh.install-key': true };
    expect(sshHost.loginKey?.(later, saw(came))).toBeUndefined();
  });
});

it.each([
  ['ssh-ed25519 AAAAC3Nz anna@laptop\n', 'ssh-ed25519 AAAAC3Nz anna@laptop'],
  ['sk-ssh-ed25519@openssh.com AAAAGnNr\r\n', 'sk-ssh-ed25519@openssh.com AAAAGnNr'],
  ['# a comment\nssh-rsa AAAAB3Nz== a b\n', 'ssh-rsa AAAAB3Nz== a b'],
  ['command="rm -rf /" ssh-rsa AAAAB3Nz', null],
  ['ssh-rsa AAAAB3Nz \x1b[2J', null],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\n', null],
  ['', null],
])('%j holds the public key %j', (text, key) => {
  expect(publicKeyIn(text)).toBe(key);
});
