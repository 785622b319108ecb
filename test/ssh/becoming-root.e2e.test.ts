import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { query } from '../../source/facts/facts.ts';
import { lookOnHost } from '../../source/facts/look-on-host.ts';
import type { Connection, Prompt } from '../../source/hosts/host.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sh } from '../../source/shell.ts';
import { type Host, hostPassword, rangeUp, type Suite } from '../range/range.ts';
import { RealHosts, troubleOf } from './real-host.ts';

let real: RealHosts;

beforeAll(async () => {
  await rangeUp();
  real = await RealHosts.make();
});
afterEach(() => real.tidy());
afterAll(() => real.leave());

const right = () => new Secret(hostPassword);
const silent = () => null;

describe('a user who gives a password to sudo', () => {
  it('is asked once', async () => {
    const server = await withSudo('trixie');
    const { connection, prompts } = await real.enter(withKey(server), right);
    expect(await loginOf(connection)).toMatchObject({ user: 'deploy', root: 'sudo-password' });
    const many = Array.from({ length: 12 }, () => connection.run(sh`id -u`, { root: true }));
    expect((await Promise.all(many)).map(({ stdout }) => stdout)).toEqual(Array(12).fill('0\n'));
    await connection.reconnect();
    await carriesAll(connection);
    expect(prompts).toEqual([
      { ask: 'sudo-password', user: 'deploy', host: server.address, again: false },
    ]);
    const seen = await connection.run(
      sh`grep -las ${hostPassword} /proc/[0-9]*/cmdline /proc/[0-9]*/environ /var/log/*.log; journalctl -q --no-pager`,
      { root: true },
    );
    expect(seen.stdout.split('\n').filter((line) => line.includes(hostPassword))).toEqual([]);
    expect(seen.stdout).not.toMatch(/^\/(proc|var)/m);
  });

  it('is not asked where the password was given for the login', async () => {
    const server = await withSudo('trixie');
    const { connection, prompts } = await real.enter(real.target(server), right);
    await carriesAll(connection);
    expect(prompts.map(({ ask }) => ask)).toEqual(['password']);
  });

  it('hears that it was wrong, three times at most, and may try again', async () => {
    const server = await withSudo('trixie');
    let answer = 'wrong';
    const prompts: Prompt[] = [];
    const { connection } = await real.enter(withKey(server), () => answer, prompts);
    expect(await loginOf(connection)).toMatchObject({ root: 'no', why: 'wrong-password' });
    expect(prompts.map((each) => 'again' in each && each.again)).toEqual([false, true, true]);
    const trouble = await troubleOf(connection.run(sh`id`, { root: true }));
    expect(trouble.code).toBe('ssh.no-root');
    expect(prompts).toHaveLength(3);
    answer = hostPassword;
    expect(await loginOf(connection)).toMatchObject({ root: 'sudo-password' });
    await carriesAll(connection);
  });

  it('may need a terminal for it, which changes nothing else', async () => {
    const server = await withSudo('bookworm');
    await server.exec("echo 'Defaults requiretty' > /etc/sudoers.d/tty");
    const { connection, prompts } = await real.enter(withKey(server), right);
    expect(await loginOf(connection)).toMatchObject({ root: 'sudo-password' });
    await carriesAll(connection);
    expect(prompts).toHaveLength(1);
    await server.exec("echo 'deploy ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/z");
    const { connection: other } = await real.enter(withKey(server), silent);
    expect(await loginOf(other)).toMatchObject({ root: 'sudo' });
    await carriesAll(other);
  });

  it('is understood by the new sudo (sudo-rs), whose words are others', async () => {
    const server = await withSudo('trixie');
    await server.exec(
      'apt-get update -qq && apt-get install -y -qq sudo-rs >/dev/null && ln -sf "$(command -v sudo-rs || echo /usr/lib/cargo/bin/sudo)" /usr/local/bin/sudo && sudo --version 2>&1 | grep -q sudo-rs',
    );
    const { connection, prompts } = await real.enter(withKey(server), right);
    expect(await loginOf(connection)).toMatchObject({ root: 'sudo-password' });
    await carriesAll(connection);
    expect(prompts).toHaveLength(1);
  });
});

describe('a user without sudo', () => {
  it('acts as root with doas, where that wants no password', async () => {
    const server = await withoutSudo('apt-get update -qq && apt-get install -y -qq opendoas');
    await server.exec("echo 'permit nopass deploy as root' > /etc/doas.conf");
    const { connection, prompts } = await real.enter(withKey(server), silent);
    expect(await loginOf(connection)).toMatchObject({ root: 'doas' });
    await carriesAll(connection);
    expect(prompts).toEqual([]);
  });

  it('gets the one command to send to whoever runs the server, and it helps', async () => {
    const server = await withoutSudo('true');
    const { connection, prompts } = await real.enter(withKey(server), silent);
    expect(await loginOf(connection)).toMatchObject({ root: 'no', why: 'no-program' });
    expect(prompts).toEqual([]);
    const trouble = await troubleOf(connection.run(sh`id`, { root: true }));
    const command = trouble.next?.at(-1)?.replace(/^.*to be run as root: /, '') ?? '';
    await server.exec(`apt-get update -qq; ${command}`);
    expect(await loginOf(connection)).toMatchObject({ root: 'sudo' });
    await carriesAll(connection);
  });
});

async function withSudo(suite: Suite): Promise<Host> {
  return await real.born('sudo', { variant: 'user-password', suite });
}

async function withoutSudo(then: string): Promise<Host> {
  const server = await withSudo('trixie');
  await server.exec(`SUDO_FORCE_REMOVE=yes dpkg --purge sudo && ${then} >/dev/null`);
  return server;
}

function withKey(server: Host) {
  return real.target(server, { keyFile: server.keyFile });
}

async function loginOf(connection: Connection) {
  const { signal } = new AbortController();
  for await (const { value } of lookOnHost(connection, [query('login', 'h')], signal)) return value;
  throw new Error('Nothing was seen.');
}

/** Both outputs apart, the exit status, and standard input: long, binary, to its end. */
async function carriesAll(connection: Connection): Promise<void> {
  const text = `${'x'.repeat(10_000)}\n\x03\x04\x1a\r\n\tend`;
  const stdin = new Secret(text);
  const reply = await connection.run(sh`id -u; cat; echo err >&2; exit 3`, { root: true, stdin });
  expect(reply).toEqual({ code: 3, stdout: `0\n${text}`, stderr: 'err\n' });
}
