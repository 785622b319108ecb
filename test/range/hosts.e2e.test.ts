import { execa } from 'execa';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Host,
  host,
  keyPassphrase,
  operatorCommand,
  rangeUp,
  type Suite,
  type Variant,
} from './range.ts';

const suites: Suite[] = ['bookworm', 'trixie'];
const made: Host[] = [];

beforeAll(() => rangeUp({ apps: [] }, console.log));
afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.remove()));
});

async function newHost(variant: Variant, suite: Suite): Promise<Host> {
  const one = await host(`check-${variant}-${suite}`, { variant, suite, say: console.log });
  made.push(one);
  return one;
}

/** As a person logs in: with the key, or typing the password or passphrase. */
async function ssh({ user, address, keyFile }: Host, secret: string, command: string) {
  const unknown = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const argv = ['ssh', '-i', keyFile, ...unknown, `${user}@${address}`, command];
  const answer = `#!/bin/sh\necho '${secret}'\n`;
  const askpass = `/tmp/range-askpass-${process.pid}`;
  await execa('sh', ['-c', `cat > ${askpass} && chmod 700 ${askpass}`], { input: answer });
  const env = { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' };
  const { file, args, env: own } = await operatorCommand(argv, { env });
  return execa(file, args, { env: own, reject: false });
}

describe.each(suites)('on %s', (suite) => {
  it.each(['root-key', 'port80', 'docker', 'tiny-disk', 'aptlock'] as const)(
    'lets root of %s in with the key',
    async (variant) => {
      const one = await newHost(variant, suite);
      expect((await ssh(one, '', 'whoami')).stdout).toBe('root');
    },
  );

  it('asks for the passphrase of the key', async () => {
    const one = await newHost('key-passphrase', suite);
    expect((await ssh(one, keyPassphrase, 'whoami')).stdout).toBe('root');
    expect((await ssh(one, 'something-else', 'whoami')).exitCode).toBe(255);
  });

  it('asks for the password of root', async () => {
    const one = await newHost('root-password', suite);
    expect((await ssh(one, one.password ?? '', 'whoami')).stdout).toBe('root');
  });

  it('wants a new password when it has expired', async () => {
    const one = await newHost('root-expired', suite);
    const { stderr, exitCode } = await ssh(one, one.password ?? '', 'whoami');
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/password.*(expired|change required)/i);
  });

  it.each(['user-nopasswd', 'cloud'] as const)('gives the user of %s sudo', async (variant) => {
    const one = await newHost(variant, suite);
    if (variant === 'cloud') await one.exec('cloud-init status --wait');
    expect((await ssh(one, '', 'sudo -n whoami')).stdout).toBe('root');
  });

  it('asks the user for a password for sudo', async () => {
    const one = await newHost('user-password', suite);
    expect((await ssh(one, '', 'sudo -n whoami')).stderr).toContain('a password is required');
    const withPassword = `echo ${one.password} | sudo -S -p '' whoami`;
    expect((await ssh(one, '', withPassword)).stdout).toBe('root');
  });

  it('has what the variants promise', async () => {
    const [port80, tiny, locked] = await Promise.all([
      newHost('port80', suite),
      newHost('tiny-disk', suite),
      newHost('aptlock', suite),
    ]);
    expect(await port80.exec('curl -s localhost')).toContain('Welcome to nginx');
    expect(await tiny.exec('df --output=size -m /var/lib/docker | tail -1')).toMatch(/ 300$/);
    await locked.exec('until pgrep -f "sleep [4]0"; do sleep 0.2; done');
    expect(await locked.exec('apt-get check 2>&1 || true')).toContain('Could not get lock');
  });
});
