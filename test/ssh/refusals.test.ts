import { describe, expect, it } from 'vitest';
import { readDebugLines } from '../../source/edges/ssh/debug-lines.ts';
import { endedAtHostKey, forgetCommand, parseChangedKey } from '../../source/edges/ssh/host-key.ts';
import { type FailedLogin, judgeLogin } from '../../source/edges/ssh/refusal.ts';
import { noClient } from '../../source/edges/ssh/refusal-network.ts';
import { parseSettings } from '../../source/edges/ssh/settings.ts';
import { fingerprintOfLine } from '../../source/hosts/host-key-fingerprint.ts';

const target = { host: 'example.org', user: 'root', port: '', keyFile: '', configFile: '' };
const settings = parseSettings('user root\nhostname example.org\nport 22\n');

function judge(says: string, more: Partial<FailedLogin> = {}) {
  return judgeLogin({
    ...{ target, settings, says, status: 255, accepted: false, declined: [], passwordGiven: false },
    ...{
      changed: changedKeyIn(says),
      keyForm: null,
      person: { name: 'anna', platform: 'linux' },
      ...more,
    },
  });
}

function changedKeyIn(says: string) {
  const said = parseChangedKey(says);
  return said && { ...said, knownFingerprint: 'SHA256:old' };
}

function codeOf(says: string, more: Partial<FailedLogin> = {}): string {
  const judged = judge(says, more);
  return 'trouble' in judged ? judged.trouble.code : judged.fact.refusal;
}

const warning = [
  '@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@',
  '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
  '@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@',
  'IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!',
  'The fingerprint for the ED25519 key sent by the remote host is',
  'SHA256:YQdxbWzqPAvqambQP0BGEzdc2n82PpHDF+J/kZQOrMw.',
  'Please contact your system administrator.',
  'Add correct host key in /home/anna/.ssh/known_hosts to get rid of this message.',
  'Offending ED25519 key in /home/anna/.ssh/known_hosts:3',
  'Host key for example.org has changed and you have requested strict checking.',
  'Host key verification failed.',
].join('\n');

describe('what OpenSSH says, in every version', () => {
  it.each([
    [
      'ssh: Could not resolve hostname example.org: Name or service not known',
      'ssh.name-not-found',
    ],
    [
      'ssh: Could not resolve hostname example.org: nodename nor servname provided, or not known',
      'ssh.name-not-found',
    ],
    ['ssh: connect to host example.org port 22: Connection refused', 'ssh.refused'],
    ['ssh: connect to host example.org port 22: Connection timed out', 'ssh.timed-out'],
    ['ssh: connect to host example.org port 22: Operation timed out', 'ssh.timed-out'],
    ['Connection timed out during banner exchange', 'ssh.timed-out'],
    ['ssh: connect to host example.org port 22: No route to host', 'ssh.unreachable'],
    ['ssh: connect to host example.org port 22: Network is unreachable', 'ssh.unreachable'],
    ['kex_exchange_identification: Connection closed by remote host', 'ssh.hung-up'],
    ['kex_exchange_identification: read: Connection reset by peer', 'ssh.hung-up'],
    ['Connection closed by 203.0.113.7 port 22', 'ssh.hung-up'],
    [
      'Unable to negotiate with 203.0.113.7 port 22: no matching host key type found. Their offer: ssh-rsa',
      'ssh.too-old',
    ],
    [
      'Received disconnect from 203.0.113.7 port 22:2: Too many authentication failures\nDisconnected from 203.0.113.7 port 22',
      'ssh.too-many-keys',
    ],
    [warning, 'ssh.host-key-changed'],
    [
      'No ED25519 host key is known for example.org and you have requested strict checking.\nHost key verification failed.',
      'ssh.host-key-unknown',
    ],
    ['/home/anna/.ssh/config: line 3: Bad configuration option: usr', 'ssh.configuration'],
    ['Bad owner or permissions on /home/anna/.ssh/config', 'ssh.configuration'],
    ['root@example.org: Permission denied (publickey).', 'key-refused'],
    [
      'root@example.org: Permission denied (publickey,password,keyboard-interactive).',
      'key-refused',
    ],
    [
      'Load key "/home/anna/.ssh/id_rsa": invalid format\nroot@example.org: Permission denied (publickey).',
      'key-refused',
    ],
    ['something new', 'ssh.failed'],
    ['', 'ssh.failed'],
  ])('%s', (says, code) => {
    expect(codeOf(says)).toBe(code);
  });

  it('counts only by its own exit status: what a server says can not pass for it', () => {
    const says = 'ssh: connect to host example.org port 22: Connection refused';
    expect(codeOf(says, { status: 1, accepted: true })).toBe('ssh.no-shell');
  });

  it('explains the key that was named, not those tried by habit', () => {
    const says =
      'Load key "/keys/a.ppk": error in libcrypto\nroot@example.org: Permission denied (publickey).';
    const named = { ...target, keyFile: '/keys/a.ppk' };
    expect(codeOf(says, { target: named })).toBe('ssh.key-unreadable');
  });

  it('names the port that the configuration leads to', () => {
    const judged = judge('ssh: connect to host 203.0.113.7 port 2222: Connection refused', {
      settings: { ...settings, port: '2222' },
    });
    expect('trouble' in judged && judged.trouble.what).toBe(
      'example.org, port 2222: nothing there takes logins.',
    );
  });
});

describe('a key that others may read', () => {
  const next = (says: string, platform: NodeJS.Platform) => {
    const judged = judge(says, { person: { name: 'anna', platform } });
    return 'trouble' in judged ? judged.trouble.next : [];
  };

  it('is mended by a command of this system', () => {
    expect(next("Permissions 0644 for '/keys/my key' are too open.", 'linux')).toEqual([
      "Make it yours alone: chmod 600 '/keys/my key'",
    ]);
    // OpenSSH on Windows tells no number.
    expect(next("Permissions for 'C:\\Users\\anna\\key.pem' are too open.", 'win32')).toEqual([
      'Make it yours alone: icacls "C:\\Users\\anna\\key.pem" /inheritance:r /grant:r "anna:R"',
    ]);
  });
});

describe('a key that could not be used', () => {
  it.each([
    [
      'sign_and_send_pubkey: signing failed for ED25519-SK "/k/id_sk": device not found',
      'ssh.security-key',
    ],
    [
      'sign_and_send_pubkey: signing failed for ECDSA-SK "/k/id_sk" from agent: agent refused operation',
      'ssh.security-key',
    ],
    [
      'sign_and_send_pubkey: signing failed for RSA "anna@laptop" from agent: agent refused operation',
      'ssh.key-unused',
    ],
  ])('%s', (says, code) => {
    expect(codeOf(`${says}\nroot@h: Permission denied (publickey).`)).toBe(code);
  });

  it('explains nothing where a password was asked for after it', () => {
    const says = 'sign_and_send_pubkey: signing failed for ED25519-SK "/k/id_sk": device not found';
    const password = { ask: 'password', user: 'root', host: 'example.org', again: true } as const;
    expect(codeOf(says, { declined: [password] })).toBe('ssh.password-wrong');
  });
});

describe('the account', () => {
  it.each([
    ['Please login as the user "ubuntu" rather than the user "root".', 'other-user'],
    ['Please login as the user "NONE" rather than the user "root".', 'ssh.no-shell'],
    ['Please login as the user "$(id)" rather than the user "root".', 'ssh.no-shell'],
    ['Please login as the user "-oProxyCommand=id" rather than the user "root".', 'ssh.no-shell'],
    [
      'WARNING: Your password has expired.\nPassword change required but no TTY available.',
      'ssh.password-expired',
    ],
    [
      'You are required to change your password immediately (administrator enforced).',
      'ssh.password-expired',
    ],
    ['This account is currently not available.', 'ssh.no-shell'],
    ['This service allows sftp connections only.', 'ssh.no-shell'],
  ])('%s', (says, code) => {
    expect(codeOf(says, { status: 1, accepted: true })).toBe(code);
  });
});

describe('a changed host key', () => {
  it('is believed only of OpenSSH itself', () => {
    const accept = 'debug1: SSH2_MSG_SERVICE_ACCEPT received\n';
    const says = (text: string, status: number | null = 255) => endedAtHostKey(text, status);
    expect(says(`debug1: x\n${warning}\r\n`)).toEqual({ first: true, last: true });
    // Of a server behind a jump host that let us in.
    expect(says(`${accept}${warning}\n`)).toEqual({ first: false, last: true });
    // Of a jump host.
    const lost = 'Connection closed by UNKNOWN port 65535\n';
    expect(says(`${warning}\n${lost}`)).toEqual({ first: true, last: false });
    // In a banner.
    const neither = { first: false, last: false };
    expect(says(`${accept}${warning}\nroot@h: Permission denied.\n`)).toEqual(neither);
    expect(says(`${accept}${warning}\n`, null)).toEqual(neither);
  });

  it('is read with its place in known_hosts', () => {
    expect(parseChangedKey(warning)).toEqual({
      keyType: 'ED25519',
      name: 'example.org',
      shown: 'SHA256:YQdxbWzqPAvqambQP0BGEzdc2n82PpHDF+J/kZQOrMw',
      file: '/home/anna/.ssh/known_hosts',
      line: 3,
    });
    expect(parseChangedKey('Permission denied (publickey).')).toBeNull();
  });

  it('shows both fingerprints and the command', () => {
    const judged = judge(warning);
    const trouble = 'trouble' in judged ? judged.trouble : null;
    expect(trouble?.why).toContain(
      'was SHA256:old and is now SHA256:YQdxbWzqPAvqambQP0BGEzdc2n82PpHDF+J/kZQOrMw (ED25519).',
    );
    expect(trouble?.next?.[0]).toContain('type replace');
    expect(trouble?.next?.[1]).toMatch(/: ssh-keygen -R example\.org$/);
  });

  it('is forgotten in the file where it stands', () => {
    expect(forgetCommand('[::1]:2222', '/home/a/.ssh/known_hosts')).toBe(
      "ssh-keygen -R '[::1]:2222'",
    );
    expect(forgetCommand('web', '/etc/my hosts')).toBe("ssh-keygen -f '/etc/my hosts' -R web");
  });

  it('has its old fingerprint computed as ssh-keygen prints it', () => {
    const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
    // GitHub's key and fingerprint, as published.
    const published = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';
    expect(fingerprintOfLine(`github.com ssh-ed25519 ${key}`)).toBe(published);
    expect(fingerprintOfLine(`@cert-authority * ssh-ed25519 ${key} a comment`)).toBe(published);
    expect(fingerprintOfLine('# a comment')).toBeNull();
  });
});

describe('unanswered prompts', () => {
  it('tell a wrong passphrase from a missing one', () => {
    const says = 'root@example.org: Permission denied (publickey).';
    const declined = (again: boolean) => ({
      declined: [{ ask: 'passphrase' as const, keyFile: '/k', again }],
    });
    expect(codeOf(says, declined(false))).toBe('ssh.passphrase-missing');
    expect(codeOf(says, declined(true))).toBe('ssh.passphrase-wrong');
  });

  it('after a wrong password are one, whether OpenSSH or we gave up', () => {
    const password = { ask: 'password' as const, user: 'root', host: 'example.org' };
    const declined = [{ ...password, again: true }];
    expect(codeOf('', { declined, status: null })).toBe('ssh.password-wrong');
    const says = 'root@example.org: Permission denied (publickey,password).';
    expect(codeOf(says, { passwordGiven: true })).toBe('ssh.password-wrong');
    const many = 'Received disconnect from 203.0.113.7: Too many authentication failures';
    expect(codeOf(many, { passwordGiven: true })).toBe('ssh.password-wrong');
  });

  it('for a password are a refused key: the server would take another way', () => {
    const says = 'root@example.org: Permission denied (publickey,password).';
    const declined = [
      { ask: 'password' as const, user: 'root', host: 'example.org', again: false },
    ];
    expect(codeOf(says, { declined, status: null })).toBe('key-refused');
    expect(codeOf('', { declined, status: null })).toBe('key-refused');
  });
});

describe('the lines of ssh -v', () => {
  const lines = [
    'OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026',
    'debug1: Connecting to jump.example.org [198.51.100.1] port 22.',
    'debug1: Server host key: ssh-ed25519 SHA256:jump',
    'Authenticated to jump.example.org ([198.51.100.1]:22) using "publickey".',
    'debug1: Server host key: ssh-ed25519 SHA256:target',
    "Warning: Permanently added 'example.org' (ED25519) to the list of known hosts.",
    'root@example.org: Permission denied (publickey).\r',
  ];

  it('give the fingerprint of the last server, and the messages alone', () => {
    expect(readDebugLines(lines.join('\n'))).toEqual({
      fingerprint: 'SHA256:target',
      accepted: false,
      password: false,
      rest: 'root@example.org: Permission denied (publickey).',
    });
  });

  it('tell when that one accepted the login', () => {
    const text = [
      ...lines.slice(0, -1),
      'Authenticated to example.org (via proxy) using "publickey".',
    ];
    expect(readDebugLines(text.join('\n'))).toMatchObject({ accepted: true, password: false });
  });

  it('tell that a password opened it, not the key of a jump host before', () => {
    const by = (method: string) => [...lines.slice(0, -1), `Authenticated to a using "${method}".`];
    expect(readDebugLines(by('password').join('\n')).password).toBe(true);
    expect(readDebugLines(by('keyboard-interactive').join('\n')).password).toBe(true);
  });
});

it.each(['linux', 'darwin', 'win32'] as const)('says how to get OpenSSH on %s', (platform) => {
  expect(noClient(platform)).toMatchObject({ code: 'ssh.no-client', next: [expect.any(String)] });
});
