import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import { troubleOf } from './real-host.ts';
import { PASSPHRASE, startSshd, type TestServer } from './sshd.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startSshd();
  await (await enter(server.keyFile('plain'))).close();
});
afterAll(() => server.stop());

const enter = (keyFile: string) =>
  openSsh(server.target({ keyFile }), async ({ ask }) => {
    if (ask === 'passphrase') return PASSPHRASE;
    return ask === 'host-key' ? 'yes' : null;
  });

async function written(name: string, text: string | Buffer): Promise<string> {
  const path = join(server.folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

describe('a key file that OpenSSH can not read is told apart:', () => {
  it.each<[string, (key: string) => string, RegExp, RegExp]>([
    [
      'putty.ppk',
      () => 'PuTTY-User-Key-File-3: ssh-ed25519\n',
      /PuTTY/,
      /puttygen .*putty-openssh/,
    ],
    ['crlf', (key) => key.replaceAll('\n', '\r\n'), /as Windows writes/, /perl -pi -e 's\/\\r\/\//],
    ['half', (key) => key.slice(0, 200), /part of it is missing/, /as a whole/],
    ['bom', (key) => `\uFEFF${key}`, /before its first line/, /as a whole/],
    ['one-line', (key) => key.replaceAll('\n', ''), /part of it is missing/, /line ends/],
    ['empty', () => '', /empty/, /again/],
    [
      'ssh2',
      () => '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA\n',
      /ssh\.com/,
      /ssh-keygen -i/,
    ],
    ['notes.txt', () => 'my password is on the fridge\n', /does not begin as keys do/, /path/],
  ])('%s', async (name, change, why, next) => {
    const key = await readFile(server.keyFile('plain'), 'utf8');
    const keyFile = await written(name, change(key));
    const trouble = await troubleOf(enter(keyFile));
    expect(trouble.code).toBe('ssh.key-unreadable');
    expect(trouble.what).toContain(keyFile);
    expect(trouble.why).toMatch(why);
    expect(trouble.next?.[0] + (trouble.next?.[1] ?? '')).toMatch(next);
  });

  it('the public half, though its name does not tell', async () => {
    const keyFile = await written('id', await readFile(`${server.keyFile('plain')}.pub`));
    const trouble = await troubleOf(enter(keyFile));
    expect(trouble.why).toContain('public half');
  });

  it('a folder', async () => {
    const keyFile = join(server.folder, 'folder');
    await mkdir(keyFile, { mode: 0o755 });
    const trouble = await troubleOf(enter(keyFile));
    expect([trouble.code, trouble.why]).toEqual(['ssh.key-unreadable', 'It is a folder.']);
  });

  it('a kind that this OpenSSH does not know', async () => {
    const keyFile = join(server.folder, 'ed448');
    await execa('openssl', ['genpkey', '-algorithm', 'ed448', '-out', keyFile]);
    await chmod(keyFile, 0o600);
    const trouble = await troubleOf(enter(keyFile));
    expect(trouble.why).toContain('of a kind that this OpenSSH does not know');
  });
});

describe('the command that mends a key file', () => {
  it('works for line ends of Windows', async () => {
    const key = await readFile(server.keyFile('plain'), 'utf8');
    const keyFile = await written("it's mine", key.replaceAll('\n', '\r\n'));
    const { next } = await troubleOf(enter(keyFile));
    await execa('sh', ['-c', next?.[0]?.replace('Mend that: ', '') ?? 'false']);
    await (await enter(keyFile)).close();
  });

  it('works for permissions', async () => {
    const keyFile = join(server.folder, 'my key');
    await copyFile(server.keyFile('plain'), keyFile);
    await chmod(keyFile, 0o644);
    const trouble = await troubleOf(enter(keyFile));
    expect(trouble.code).toBe('ssh.key-permissions');
    await execa('sh', ['-c', trouble.next?.[0]?.replace('Make it yours alone: ', '') ?? 'false']);
    await (await enter(keyFile)).close();
  });
});

it.each([
  ['PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
  ['PKCS8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8']],
])('an encrypted key in the format %s is opened by its passphrase', async (name, options) => {
  const keyFile = join(server.folder, name);
  await execa('ssh-keygen', ['-q', ...options, '-N', PASSPHRASE, '-f', keyFile]);
  await letIn(`${keyFile}.pub`);
  const connection = await enter(keyFile);
  expect(connection.fact.open).toBe(true);
  await connection.close();
});

it('a key of a security key that is not plugged in is told so', async () => {
  const { file, line } = await securityKey();
  await writeFile(`${file}.pub`, line, { mode: 0o600 });
  await letIn(`${file}.pub`);
  const trouble = await troubleOf(enter(file));
  expect(trouble.code).toBe('ssh.security-key');
  expect(trouble.what).toContain(file);
});

it('too many keys are told so, with what to do', async () => {
  const strict = await startSshd(['MaxAuthTries 2']);
  try {
    const config = join(strict.folder, 'many');
    const own = await readFile(join(strict.folder, 'ssh_config'), 'utf8');
    const keys = ['stranger', 'other', 'third'];
    for (const name of keys.slice(1))
      await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(strict.folder, name)]);
    const tried = keys.map((name) => `  IdentityFile ${join(strict.folder, name)}\n`).join('');
    await writeFile(config, own.replace('  IdentityFile none', tried));
    const target = strict.target({ keyFile: '', configFile: config });
    const trouble = await troubleOf(openSsh(target, async () => 'yes'));
    expect(trouble.code).toBe('ssh.too-many-keys');
    expect(trouble.next?.[0]).toContain('ssh.key');
  } finally {
    await strict.stop();
  }
});

async function letIn(publicKey: string): Promise<void> {
  const file = join(server.folder, 'authorized_keys');
  await writeFile(file, `${await readFile(file, 'utf8')}${await readFile(publicKey, 'utf8')}\n`);
}

/** A private key as `ssh-keygen -t ed25519-sk` writes it (PROTOCOL.key, PROTOCOL.u2f), of no device. */
async function securityKey(): Promise<{ file: string; line: string }> {
  const text = (value: string | Buffer) => {
    const bytes = Buffer.from(value as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const kind = 'sk-ssh-ed25519@openssh.com';
  const point = Buffer.alloc(32, 7);
  const half = Buffer.concat([text(kind), text(point), text('ssh:')]);
  const secret = Buffer.concat([
    ...[number(1), number(1), text(kind), text(point), text('ssh:')],
    ...[Buffer.from([1]), text(Buffer.alloc(64, 9)), text(''), text('anna')],
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (secret.length % 8)) % 8);
  const all = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[text('none'), text('none'), text(''), number(1), text(half)],
    text(Buffer.concat([secret, padding])),
  ]);
  const lines = all.toString('base64').replace(/.{70}/g, '$&\n');
  const armour = (word: string) => `-----${word} OPENSSH PRIVATE KEY-----\n`;
  const file = await written('id_ed25519_sk', `${armour('BEGIN')}${lines}\n${armour('END')}`);
  return { file, line: `${kind} ${half.toString('base64')} anna\n` };
}
