import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { SshTarget } from '../../source/hosts/ssh-target.ts';

/** A real sshd on loopback for the user that runs the tests, with a home, keys and known_hosts of its own. */
export interface TestServer {
  readonly folder: string;
  readonly home: string;
  readonly port: string;
  /** Lines of sshd's log that hold the text. */
  readonly logged: (text: string) => Promise<string[]>;
  readonly target: (changes?: Partial<SshTarget>) => SshTarget;
  readonly keyFile: (name: KeyName) => string;
  readonly fingerprint: () => Promise<string>;
  /** Gives the server another host key, as if it had been created anew. */
  readonly newHostKey: () => Promise<void>;
  readonly knownHosts: () => Promise<string>;
  readonly forgetHost: () => Promise<void>;
  /** Cuts every connection; the service itself goes on. */
  readonly cutConnections: () => Promise<void>;
  /** Ends the service and every connection; the files stay. */
  readonly end: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export type KeyName = 'plain' | 'locked' | 'stranger';
/** Another one in each process: a test looks for it among the arguments of all that run. */
export const PASSPHRASE = `open sesame, "quoted" and $more ${process.pid}.`;

/** `lines` are added to sshd_config. */
export async function startSshd(lines: readonly string[] = []): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ssh-test-'));
  const home = join(folder, 'home');
  const port = String(await freePort());
  await mkdir(home);
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true });
  await Promise.all([
    generateKey(join(folder, 'host_key')),
    generateKey(join(folder, 'plain')),
    generateKey(join(folder, 'locked'), PASSPHRASE),
    generateKey(join(folder, 'stranger')),
  ]);
  const keys = ['plain', 'locked'].map((name) => readFile(join(folder, `${name}.pub`), 'utf8'));
  await writeFile(join(folder, 'authorized_keys'), (await Promise.all(keys)).join(''));
  await writeFile(
    join(folder, 'sshd_config'),
    [
      ...lines,
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${folder}/host_key`,
      `AuthorizedKeysFile ${folder}/authorized_keys`,
      `PidFile ${folder}/sshd.pid`,
      `SetEnv HOME=${home}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
    ].join('\n'),
  );
  // What a person could have in ~/.ssh/config, in a file of its own.
  await writeFile(
    join(folder, 'ssh_config'),
    [
      `Host nickname`,
      `  HostName 127.0.0.1`,
      `  Port ${port}`,
      `  IdentityFile ${folder}/plain`,
      'Host *',
      `  UserKnownHostsFile ${folder}/known_hosts`,
      '  GlobalKnownHostsFile /dev/null',
      '  IdentitiesOnly yes',
      '  IdentityFile none',
    ].join('\n'),
  );
  const daemon = spawn('/usr/sbin/sshd', [
    '-D',
    '-f',
    `${folder}/sshd_config`,
    '-E',
    `${folder}/log`,
  ]);
  const log = () => readFile(`${folder}/log`, 'utf8').catch(() => '');
  await until(async () => (await log()).includes('Server listening'));
  const logged = async (text: string) =>
    (await log()).split('\n').filter((line) => line.includes(text));
  const over = new Promise((resolve) => daemon.once('exit', resolve));
  const end = async () => {
    await killChildren(daemon.pid ?? 0);
    daemon.kill();
    await over;
  };
  return {
    folder,
    home,
    port,
    logged,
    keyFile: (name) => join(folder, name),
    target: (changes) => ({
      ...{ host: '127.0.0.1', user: '', port, keyFile: join(folder, 'plain') },
      configFile: join(folder, 'ssh_config'),
      ...changes,
    }),
    fingerprint: async () => {
      const { stdout } = await execa('ssh-keygen', ['-lf', join(folder, 'host_key.pub')]);
      return stdout.split(' ')[1] ?? '';
    },
    newHostKey: async () => {
      await rm(join(folder, 'host_key'));
      await generateKey(join(folder, 'host_key'));
      const count = (await logged('Server listening')).length;
      daemon.kill('SIGHUP');
      await until(async () => (await logged('Server listening')).length > count);
    },
    knownHosts: () => readFile(join(folder, 'known_hosts'), 'utf8').catch(() => ''),
    forgetHost: () => rm(join(folder, 'known_hosts'), { force: true }),
    cutConnections: () => killChildren(daemon.pid ?? 0),
    end,
    stop: async () => {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for a state, for as long as the test may last. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

export async function writeBashrc(server: TestServer, text: string): Promise<void> {
  await writeFile(join(server.home, '.bashrc'), text);
}

async function generateKey(path: string, passphrase = ''): Promise<void> {
  await rm(`${path}.pub`, { force: true });
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'test', '-f', path]);
  await chmod(path, 0o600);
}

/** Every process that descends from this one, itself not. */
async function killChildren(parent: number): Promise<void> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,ppid=,comm='], { reject: false });
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const childrenOf = (id: string): string[] =>
    rows.filter(([, ppid]) => ppid === id).flatMap(([pid = '']) => [pid, ...childrenOf(pid)]);
  const servers = childrenOf(String(parent)).filter((id) =>
    rows.some(([pid, , name]) => pid === id && name?.startsWith('sshd')),
  );
  for (const id of servers) {
    try {
      process.kill(Number(id), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
