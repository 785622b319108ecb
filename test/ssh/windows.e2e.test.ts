import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abilitiesOn, socketPath } from '../../source/edges/ssh/abilities.ts';
import { ASKPASS_PRELOAD, askpassFiles } from '../../source/edges/ssh/askpass-program.ts';
import { serveAskpass } from '../../source/edges/ssh/askpass-server.ts';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import { askpassVariables, ownFileCommand } from '../../source/edges/ssh/windows.ts';
import type { Prompt } from '../../source/hosts/host.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sh } from '../../source/shell.ts';
import { PASSPHRASE, startSshd, type TestServer } from './sshd.ts';

describe('what OpenSSH on Windows can do', () => {
  it.each([
    ['OpenSSH_for_Windows_8.1p1, LibreSSL 3.0.2', false],
    ['OpenSSH_for_Windows_8.6p1, LibreSSL 3.4.3', true],
    ['OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2', true],
    ['OpenSSH_for_Windows_10.0p2 Win32-OpenSSH-GitHub, LibreSSL 4.2.0', true],
    // Of Git for Windows.
    ['OpenSSH_9.9p1, OpenSSL 3.2.4 11 Feb 2025', true],
    ['OpenSSH_8.4p1', false],
    ['', false],
  ])('is told by its version: %s', (version, askpass) => {
    expect(abilitiesOn('win32', version)).toEqual({ multiplex: false, askpass });
    expect(abilitiesOn('linux', version)).toEqual({ multiplex: true, askpass: true });
  });

  it('is reached by named pipes', () => {
    expect(socketPath('/run/x-abc', 'docker.sock', 'linux')).toBe('/run/x-abc/docker.sock');
    const folder = 'C:\\Users\\anna\\AppData\\Local\\Temp\\setup-server-abc';
    const pipe = '\\\\.\\pipe\\setup-server-abc-docker.sock';
    expect(socketPath(folder, 'docker.sock', 'win32')).toBe(pipe);
    const files = askpassFiles('node.exe', pipe).map(({ content }) => content);
    expect(files.join('')).toContain(`.connect(${JSON.stringify(pipe)})`);
  });

  it('has its program for prompts in variables, with a path that Node reads back', () => {
    const preload = 'C:\\Users\\Anna B\\Temp\\x\\preload.cjs';
    expect(askpassVariables('C:\\Program Files\\nodejs\\node.exe', preload)).toEqual({
      SSH_ASKPASS: 'C:\\Program Files\\nodejs\\node.exe',
      NODE_OPTIONS: '--require "C:/Users/Anna B/Temp/x/preload.cjs"',
    });
  });

  it('has its own command for a key that others may read', () => {
    expect(ownFileCommand('C:\\k.pem', 'Anna B')).toBe(
      'icacls "C:\\k.pem" /inheritance:r /grant:r "Anna B:R"',
    );
  });
});

describe('the program for prompts of Windows, here', () => {
  let folder: string;
  const prompts: { text: string; hint: string; client: number }[] = [];
  let stop: () => void;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'a folder '));
    const socket = socketPath(folder, 'askpass.sock', 'linux');
    for (const { name, content, mode } of askpassFiles(process.execPath, socket))
      await writeFile(join(folder, name), content, { mode });
    stop = await serveAskpass(folder, async (call) => {
      prompts.push(call);
      return call.text.includes('decline') ? null : new Secret('the answer');
    });
  });
  afterAll(async () => {
    stop();
    await rm(folder, { recursive: true });
  });

  const ask = (...words: string[]) => {
    const { SSH_ASKPASS = '', ...env } = askpassVariables(
      process.execPath,
      join(folder, ASKPASS_PRELOAD),
    );
    return execa(SSH_ASKPASS, words, { env, reject: false, stdin: 'ignore' });
  };

  it.each([
    "Enter passphrase for key '/home/anna/.ssh/id': ",
    'The authenticity of host "h" can\'t be established.\nSHA256:a/b+c\\d.\n(yes/no/[fingerprint])? ',
    '(root@h) ../../"quoted" & | > %PATH% $(id) `id` ^ 日本 ',
  ])('gets %j unharmed', async (text) => {
    const { stdout, stderr, exitCode } = await ask(text);
    expect([stdout, stderr, exitCode]).toEqual(['the answer', '', 0]);
    expect(prompts.at(-1)).toEqual({ text, hint: '', client: process.pid });
  });

  it('fails where nobody answers', async () => {
    const { stdout, exitCode } = await ask('(root@h) decline this ');
    expect([stdout, exitCode]).toEqual(['', 1]);
  });

  it('lets alone a Node that OpenSSH starts for something else', async () => {
    const script = join(folder, 'proxy.js');
    await writeFile(script, 'console.log(process.argv.length)');
    const count = prompts.length;
    expect((await ask(script)).stdout).toBe('2');
    expect((await ask(script, 'more')).stdout).toBe('3');
    expect(prompts).toHaveLength(count);
  });
});

describe('a server, in the way of Windows', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(() => server.stop());

  it('is logged in to with a host key, a wrong passphrase and a right one', async () => {
    const prompts: Prompt[] = [];
    const target = server.target({ keyFile: server.keyFile('locked') });
    const connection = await openSsh(
      target,
      async (prompt) => {
        prompts.push(prompt);
        if (prompt.ask === 'host-key') return 'yes';
        return 'again' in prompt && prompt.again ? new Secret(PASSPHRASE) : 'wrong';
      },
      { platform: 'win32' },
    );
    expect(connection.fact).toMatchObject({ open: true, user: 'root' });
    const replies = await Promise.all([connection.run(sh`echo one`), connection.run(sh`echo two`)]);
    expect(replies.map(({ stdout }) => stdout)).toEqual(['one\n', 'two\n']);
    expect(prompts.map((prompt) => ('again' in prompt ? prompt.again : prompt.ask))).toEqual([
      'host-key',
      false,
      true,
    ]);
    await connection.close();
  });

  it('asks about a changed host key too', async () => {
    await server.newHostKey();
    const connection = await openSsh(
      server.target(),
      async ({ ask }) => (ask === 'changed-host-key' ? 'replace' : null),
      { platform: 'win32' },
    );
    expect(connection.fact).toMatchObject({ open: true, fingerprint: await server.fingerprint() });
    await connection.close();
  });
});
