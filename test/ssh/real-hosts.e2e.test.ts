import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import type { Connection } from '../../source/hosts/host.ts';
import type { SshTarget } from '../../source/hosts/ssh-target.ts';
import { sh } from '../../source/shell.ts';
import { faults, type Host, host, keyPassphrase, rangeUp, type Variant } from '../range/range.ts';

let folder: string;
const hosts: Host[] = [];
const open: Connection[] = [];

beforeAll(async () => {
  await rangeUp();
  folder = await mkdtemp(join(tmpdir(), 'ssh-e2e-'));
  await writeFile(
    join(folder, 'config'),
    `Host *\n  UserKnownHostsFile ${folder}/known\n  GlobalKnownHostsFile /dev/null\n`,
  );
});
afterEach(async () => {
  for (const connection of open.splice(0)) await connection.close();
  for (const each of hosts.splice(0)) await each.remove();
  await rm(join(folder, 'known'), { force: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the Docker engine of a host', () => {
  it('answers on a socket here, which outlives a new login', async () => {
    const connection = await enter(await born('docker'));
    const socket = await connection.dockerSocket();
    expect(await get(socket, '/_ping')).toBe('OK');
    await connection.reconnect();
    expect(await get(socket, '/_ping')).toBe('OK');
    expect(await connection.dockerSocket()).toBe(socket);
    const sessions = await connection.run(sh`pgrep -fc 'docker system dial-stdi[o]'`);
    expect(sessions.stdout).toBe('0\n');
  });

  it('answers through its own client where sshd forwards no sockets', async () => {
    const server = await born('docker');
    await server.exec(
      "echo 'AllowStreamLocalForwarding no' > /etc/ssh/sshd_config.d/0.conf; systemctl reload ssh",
    );
    await answersToMany(await enter(server));
  });

  it('answers through its own client as root where the user may not touch its socket', async () => {
    const server = await born('docker');
    const key = 'install -d -o ubuntu -m 700 /home/ubuntu/.ssh; install -o ubuntu -m 600';
    await server.exec(
      `useradd -m -s /bin/bash ubuntu; ${key} /root/.ssh/authorized_keys /home/ubuntu/.ssh/; echo 'ubuntu ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/ubuntu`,
    );
    const connection = await enter(server, { user: 'ubuntu' });
    await answersToMany(connection);
    await server.exec('usermod -aG docker ubuntu');
    await connection.reconnect();
    expect((await connection.run(sh`id -nG`)).stdout).toContain('docker');
    expect(await get(await connection.dockerSocket(), '/_ping')).toBe('OK');
    const sessions = await connection.run(sh`pgrep -fc 'docker system dial-stdi[o]'`);
    expect(sessions.stdout).toBe('0\n');
  });

  it('that is not there is said so, and is found once it is', async () => {
    const server = await born('docker');
    await server.exec('systemctl stop docker.socket docker');
    const connection = await enter(server);
    await expect(connection.dockerSocket()).rejects.toMatchObject({ code: 'docker.no-answer' });
    await server.exec('systemctl start docker');
    expect(await get(await connection.dockerSocket(), '/_ping')).toBe('OK');
  });

  async function answersToMany(connection: Connection): Promise<void> {
    const socket = await connection.dockerSocket();
    const all = await Promise.all(Array.from({ length: 20 }, () => get(socket, '/version')));
    expect(all.map((text) => typeof JSON.parse(text).ApiVersion)).toEqual(
      Array.from({ length: 20 }, () => 'string'),
    );
  }
});

describe('becoming root', () => {
  it('goes by sudo where that wants no password, and keeps standard input and output', async () => {
    const connection = await enter(await born('user-nopasswd'));
    expect(connection.fact).toMatchObject({ open: true, user: 'ubuntu' });
    expect((await connection.run(sh`id -un`)).stdout).toBe('ubuntu\n');
    const command = sh`id -un; echo "$HOME $LC_ALL"; cat; echo err >&2; exit 6`;
    expect(await connection.run(command, { root: true, stdin: 'in\n' })).toEqual({
      code: 6,
      stdout: 'root\n/root C\nin\n',
      stderr: 'err\n',
    });
  });

  it('ends what root runs when it is given up', async () => {
    const connection = await enter(await born('user-nopasswd'));
    const given = new AbortController();
    const running = connection.run(sh`echo begun; sleep 31.4159 & sleep 31.4159`, {
      root: true,
      signal: given.signal,
      onLine: () => given.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
    const left = async () => (await connection.run(sh`pgrep -fc '31.415[9]'`)).stdout;
    await expect.poll(left).toBe('0\n');
  });

  it('is refused where nobody gives sudo a password, with what to ask for', async () => {
    const connection = await enter(await born('user-password'));
    await expect(connection.run(sh`id -un`, { root: true })).rejects.toMatchObject({
      code: 'ssh.no-root',
      trouble: {
        next: [
          expect.any(String),
          expect.any(String),
          expect.stringContaining("echo 'deploy ALL=(ALL)"),
        ],
      },
    });
  });
});

it('opens a key with its passphrase on a real host', async () => {
  const connection = await enter(await born('key-passphrase'));
  expect(connection.fact).toMatchObject({ open: true, user: 'root' });
});

it('says so where the first password has expired', async () => {
  const server = await born('root-key');
  await server.exec('chage -d 0 root');
  await expect(enter(server)).rejects.toMatchObject({ code: 'ssh.password-expired' });
});

it('notices a dead line, and goes on after it', async () => {
  const server = await born('root-key');
  const connection = await enter(server);
  const running = connection.run(sh`echo begun; sleep 120`, {
    onLine: () => void faults.drop(server.name),
  });
  await expect(running).rejects.toMatchObject({ code: 'ssh.connection-lost' });
  await faults.heal(server.name);
  expect((await connection.run(sh`echo again`)).stdout).toBe('again\n');
});

async function born(variant: Variant): Promise<Host> {
  const server = await host(`ssh-${variant}`, { variant, suite: 'trixie' });
  hosts.push(server);
  return server;
}

async function enter(server: Host, changes: Partial<SshTarget> = {}): Promise<Connection> {
  const target = {
    ...{ host: server.address, user: server.user, port: '', keyFile: server.keyFile },
    ...{ configFile: join(folder, 'config'), ...changes },
  };
  const connection = await openSsh(target, async (prompt) => {
    if (prompt.ask === 'host-key') return 'yes';
    return prompt.ask === 'passphrase' ? keyPassphrase : null;
  });
  open.push(connection);
  return connection;
}

function get(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve(text));
    });
    asked.on('error', reject).end();
  });
}
