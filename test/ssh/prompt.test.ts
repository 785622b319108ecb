import { describe, expect, it } from 'vitest';
import { parsePrompt } from '../../source/edges/ssh/prompt.ts';

const login = { user: 'root', host: 'example.org' };
const parse = (text: string, hint = '', again = false) => parsePrompt({ text, hint, again }, login);

const fingerprint = 'SHA256:lO2dGVz7aVqCq5Pw4yBbGFcbPrWQ8bQxRhCg1wDlzsI';

describe('the question for a host key', () => {
  it.each([
    [
      'OpenSSH 7.9',
      `The authenticity of host '203.0.113.7 (203.0.113.7)' can't be established.
ECDSA key fingerprint is ${fingerprint}.
Are you sure you want to continue connecting (yes/no)? `,
      '203.0.113.7',
      'ECDSA',
    ],
    [
      'OpenSSH 8.4',
      `The authenticity of host 'example.org (203.0.113.7)' can't be established.
ECDSA key fingerprint is ${fingerprint}.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `,
      'example.org',
      'ECDSA',
    ],
    [
      'OpenSSH 9.2',
      `The authenticity of host '[127.0.0.1]:2222 ([127.0.0.1]:2222)' can't be established.
ED25519 key fingerprint is ${fingerprint}.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `,
      '[127.0.0.1]:2222',
      'ED25519',
    ],
    [
      'OpenSSH 9.6, with other names',
      `The authenticity of host 'new.example.org (2001:db8::7)' can't be established.
ED25519 key fingerprint is ${fingerprint}.
This host key is known by the following other names/addresses:
    ~/.ssh/known_hosts:1: old.example.org
    ~/.ssh/known_hosts:4: [hashed name]
Are you sure you want to continue connecting (yes/no/[fingerprint])? `,
      'new.example.org',
      'ED25519',
    ],
    [
      'OpenSSH 9.2, with DNS',
      `The authenticity of host 'example.org (203.0.113.7)' can't be established.
RSA key fingerprint is ${fingerprint}.
No matching host key fingerprint found in DNS.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `,
      'example.org',
      'RSA',
    ],
    [
      'OpenSSH 10.1',
      `The authenticity of host 'example.org (203.0.113.7)' can't be established.
ED25519 key fingerprint is: ${fingerprint}
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `,
      'example.org',
      'ED25519',
    ],
    [
      'a jump in ssh_config, without address',
      `The authenticity of host 'inner.example.org (<no hostip for proxy command>)' can't be established.
ED25519 key fingerprint is ${fingerprint}.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `,
      'inner.example.org',
      'ED25519',
    ],
  ])('of %s is understood', (_, text, host, keyType) => {
    expect(parse(text)).toEqual({ ask: 'host-key', host, keyType, fingerprint });
  });
});

describe('the question for a passphrase', () => {
  it.each([
    ["Enter passphrase for key '/home/anna/.ssh/id_ed25519': ", '/home/anna/.ssh/id_ed25519'],
    ["Enter passphrase for key '/home/anna/my keys/it's.pem': ", "/home/anna/my keys/it's.pem"],
    ['Enter passphrase for /home/anna/.ssh/id_rsa: ', '/home/anna/.ssh/id_rsa'],
  ])('%s names its key file', (text, keyFile) => {
    expect(parse(text)).toEqual({ ask: 'passphrase', keyFile, again: false });
    expect(parse(text, '', true)).toEqual({ ask: 'passphrase', keyFile, again: true });
  });
});

describe('the question for a password', () => {
  it.each([
    ["anna@203.0.113.7's password: ", 'anna', '203.0.113.7'],
    ["anna@corp.example@203.0.113.7's password: ", 'anna@corp.example', '203.0.113.7'],
    ['(anna@203.0.113.7) Password: ', 'anna', '203.0.113.7'],
    ['Password: ', 'root', 'example.org'],
  ])('%s says whose', (text, user, host) => {
    expect(parse(text)).toEqual({ ask: 'password', user, host, again: false });
  });
});

describe('anything else', () => {
  it.each([
    '(anna@203.0.113.7) Verification code:',
    'Enter PIN for ED25519-SK key /home/anna/.ssh/id_ed25519_sk:',
    "anna@203.0.113.7's old password:",
    'Enter new password:',
  ])('%s is passed on in its own words', (text) => {
    expect(parse(`${text} `)).toEqual({ ask: 'other', text, echo: false });
  });

  it('is a notice where no answer is wanted', () => {
    const text = `Confirm user presence for key ED25519-SK ${fingerprint}`;
    expect(parse(text, 'none')).toEqual({ ask: 'notice', text });
  });

  it('does nothing to the terminal', () => {
    expect(parse('\x1b]0;title\x07Code\x1b[2J: ')).toEqual({
      ask: 'other',
      text: 'Code:',
      echo: false,
    });
  });

  it('is not a host key without the question at its end', () => {
    const text = `The authenticity of host 'a (b)' can't be established.\nRSA key fingerprint is ${fingerprint}.`;
    expect(parse(text).ask).toBe('other');
  });
});
