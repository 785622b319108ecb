import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../source/hosts/index.ts';
import { sshHost } from '../../source/hosts/ssh.ts';
import { parseServer } from '../../source/hosts/ssh-target.ts';
import { sh } from '../../source/shell.ts';
import { type Host, hostPassword, rangeUp } from '../range/range.ts';
import { RealHosts, troubleOf } from './real-host.ts';
import { startSshd } from './sshd.ts';

let real: RealHosts;

beforeAll(async () => {
  await rangeUp();
  real = await RealHosts.make();
});
afterEach(() => real.tidy());
afterAll(() => real.leave());

describe('a server that only another one reaches', () => {
  it('is reached through that one by an alias, on its own port, with a password for each', async () => {
    const [jump, inner] = await Promise.all([
      real.born('jump', { variant: 'root-password' }),
      real.born('inner', { variant: 'root-password' }),
    ]);
    const innerPassword = 'another password';
    await inner.exec(`echo 'root:${innerPassword}' | chpasswd`);
    await inner.exec('echo Port 2222 > /etc/ssh/sshd_config.d/0.conf; systemctl restart ssh');
    await closeToAllBut(inner, jump);
    const configFile = join(real.folder, 'jumping');
    await writeFile(
      configFile,
      [
        'Host behind',
        ...[`HostName ${inner.address}`, 'Port 2222', 'User root', 'ProxyJump gate'],
        'Host gate',
        ...[`HostName ${jump.address}`, 'User root'],
        'Host *',
        ...[`UserKnownHostsFile ${real.folder}/known`, 'GlobalKnownHostsFile /dev/null'],
        ...['IdentitiesOnly yes', 'IdentityFile none', 'ConnectTimeout 8'],
      ].join('\n'),
    );

    const directly = { host: inner.address, user: 'root', port: '2222', keyFile: '', configFile };
    expect((await troubleOf(real.enter(directly, () => null))).code).toBe('ssh.timed-out');

    const target = { host: 'behind', user: '', port: '', keyFile: '', configFile };
    // A person types longer than the server's first words may take (ConnectTimeout).
    const slowly = { after: 9000 };
    const { connection, prompts } = await real.enter(
      target,
      (prompt) =>
        prompt.ask === 'password' && prompt.host.includes(inner.address)
          ? innerPassword
          : hostPassword,
      [],
      slowly,
    );
    expect(connection.fact).toMatchObject({
      open: true,
      user: 'root',
      password: true,
      fingerprint: (await inner.exec(FINGERPRINT)).split(' ')[1],
    });
    await connection.reconnect();
    expect((await connection.run(sh`hostname`)).stdout).toBe('inner\n');
    expect(prompts).toEqual([
      { ask: 'password', user: 'root', host: jump.address, again: false },
      { ask: 'password', user: 'root', host: inner.address, again: false },
    ]);
  });
});

describe('an IPv6 address', () => {
  it('leads to a server, with a port, as it is typed', async () => {
    const server = await startSshd(['ListenAddress ::1']);
    try {
      const answers = {
        server: `[::1]:${server.port}`,
        'ssh.key': server.keyFile('plain'),
        'ssh.config': join(server.folder, 'ssh_config'),
      };
      expect(parseServer(answers.server).host).toBe('::1');
      const { signal } = new AbortController();
      const shown: string[] = [];
      const connection = await connect(
        sshHost.address(answers),
        async (prompt) => {
          if (prompt.ask === 'host-key') shown.push(prompt.host);
          return 'yes';
        },
        signal,
      );
      expect(connection.fact.open).toBe(true);
      expect(shown).toEqual([`[::1]:${server.port}`]);
      const { stdout } = await connection.run(sh`echo "$SSH_CONNECTION"`);
      expect(stdout).toMatch(new RegExp(`^::1 \\d+ ::1 ${server.port}\n$`));
      await connection.close();
    } finally {
      await server.stop();
    }
  });
});

const FINGERPRINT = 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub';

/** What the host would send to any other address goes nowhere. */
async function closeToAllBut(server: Host, other: Host): Promise<void> {
  await server.exec(`
    device=$(ip -o route get ${other.address} | sed 's/.* dev \\([^ ]*\\) .*/\\1/')
    ip route add ${other.address}/32 dev "$device"
    ip route add blackhole 0.0.0.0/1; ip route add blackhole 128.0.0.0/1
    ip route del "$(ip -o route show scope link proto kernel dev "$device" | cut -d' ' -f1)"
  `);
}
