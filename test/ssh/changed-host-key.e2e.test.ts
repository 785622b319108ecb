import { readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import { answeringAsker } from '../../source/hosts/answering-asker.ts';
import type { Asker, ChangedHostKey, Connection, Prompt } from '../../source/hosts/host.ts';
import type { SshTarget } from '../../source/hosts/ssh-target.ts';
import { host, hostPassword, rangeUp } from '../range/range.ts';
import { RealHosts, troubleOf } from './real-host.ts';
import { startSshd, type TestServer } from './sshd.ts';

describe('a server that shows another key than before', () => {
  let server: TestServer;
  let before: string;
  let known: string;
  const open: Connection[] = [];

  beforeAll(async () => {
    server = await startSshd();
    await enter(server.target(), async () => 'yes');
    before = await server.fingerprint();
    await server.newHostKey();
    known = await server.knownHosts();
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close();
    await writeFile(join(server.folder, 'known_hosts'), known);
  });
  afterAll(() => server.stop());

  async function enter(target: SshTarget, asker: Asker) {
    const prompts: Prompt[] = [];
    const connection = await openSsh(target, async (prompt, signal) => {
      prompts.push(prompt);
      return await asker(prompt, signal);
    });
    open.push(connection);
    return { connection, prompts };
  }

  it('is asked about with both fingerprints, and taken when that is wished', async () => {
    const { connection, prompts } = await enter(server.target(), async () => 'replace');
    const fingerprint = await server.fingerprint();
    const file = join(server.folder, 'known_hosts');
    expect(prompts).toEqual([
      {
        ask: 'changed-host-key',
        host: `[127.0.0.1]:${server.port}`,
        keyType: 'ED25519',
        fingerprint,
        known: { fingerprint: before, file, line: 1 },
      },
    ]);
    expect(connection.fact).toEqual({ open: true, user: 'root', fingerprint });
    expect(await readFile(`${file}.old`, 'utf8')).toBe(known);

    const again = await enter(server.target(), async () => null);
    expect(again.prompts).toEqual([]);
    expect(again.connection.fact).toMatchObject({ open: true, fingerprint });
  });

  it.each(['yes', 'REPLACE', '', null])('is not taken by %j, and nothing changes', async (word) => {
    const logins = await server.logged('Accepted publickey');
    const trouble = await troubleOf(enter(server.target(), async () => word));
    expect(trouble.code).toBe('ssh.host-key-changed');
    expect(trouble.why).toContain(`was ${before} and is now ${await server.fingerprint()}`);
    expect(trouble.next).toContain(
      `Where nobody can be asked, put this into the answers file: ssh.fingerprint: ${await server.fingerprint()} (swarm.fingerprints where it is a further server)`,
    );
    expect(await server.knownHosts()).toBe(known);
    expect(await server.logged('Accepted publickey')).toEqual(logins);
  });

  it('is taken unattended only by the very fingerprint', async () => {
    const unattended = (fingerprint: string) =>
      enter(server.target(), answeringAsker({ 'ssh.fingerprint': fingerprint }));
    expect(await troubleOf(unattended(before))).toMatchObject({ code: 'ssh.host-key-changed' });
    expect(await troubleOf(unattended(''))).toMatchObject({ code: 'ssh.host-key-changed' });
    expect(await server.knownHosts()).toBe(known);
    const { connection } = await unattended(await server.fingerprint());
    expect(connection.fact.open).toBe(true);
  });

  it('is not believed to, where a server only says so after its key was confirmed', async () => {
    const banner = join(server.folder, 'banner');
    const forger = await startSshd([`Banner ${banner}`]);
    const file = join(forger.folder, 'known_hosts');
    const forged = [
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
      'The fingerprint for the ED25519 key sent by the remote host is\nSHA256:forged.',
      `Offending ED25519 key in ${file}:1`,
      'Host key for github.com has changed and you have requested strict checking.',
      'Host key verification failed.',
    ].join('\n');
    const prompts: Prompt[] = [];
    try {
      await writeFile(banner, `${forged}\n`);
      await (await enter(forger.target(), async () => 'yes')).connection.close();
      const kept = `github.com ssh-ed25519 AAAA\n${await forger.knownHosts()}`;
      await writeFile(file, kept);
      const target = forger.target({ keyFile: forger.keyFile('stranger') });
      const opening = openSsh(target, async (prompt) => {
        prompts.push(prompt);
        return 'replace';
      });
      expect((await troubleOf(opening)).code).not.toBe('ssh.host-key-changed');
      expect(prompts).toEqual([]);
      expect(await forger.knownHosts()).toBe(kept);
    } finally {
      await forger.stop();
    }
  });

  it('is not even asked about where the configuration is strict', async () => {
    const config = join(server.folder, 'strict');
    const own = await readFile(join(server.folder, 'ssh_config'), 'utf8');
    await writeFile(config, `StrictHostKeyChecking yes\n${own}`);
    const prompts: Prompt[] = [];
    const opening = openSsh(server.target({ configFile: config }), async (prompt) => {
      prompts.push(prompt);
      return 'replace';
    });
    expect((await troubleOf(opening)).code).toBe('ssh.host-key-changed');
    expect(prompts).toEqual([]);
  });

  it('is forgotten in every file that knows it, hashed names and a linked file too', async () => {
    const [first, second] = ['known_hosts', 'known_hosts2'].map((name) =>
      join(server.folder, name),
    );
    const real = join(server.folder, 'kept elsewhere');
    await writeFile(second ?? '', `other.example.org ssh-ed25519 AAAA\n${known}`);
    await execa('ssh-keygen', ['-H', '-f', second ?? '']);
    await rename(first ?? '', real);
    await symlink(real, first ?? '');
    const config = join(server.folder, 'two');
    const own = await readFile(join(server.folder, 'ssh_config'), 'utf8');
    await writeFile(config, own.replace(/(UserKnownHostsFile) .*/, `$1 ${first} ${second}`));
    const target = server.target({ configFile: config });
    const { connection, prompts } = await enter(target, async () => 'replace');
    expect(connection.fact.open).toBe(true);
    expect(prompts).toHaveLength(1);
    expect(await readFile(real, 'utf8')).not.toContain(known.split(' ')[2]?.trim());
    expect((await readFile(second ?? '', 'utf8')).trim().split('\n')).toHaveLength(1);
    expect(await server.knownHosts()).toContain('ssh-ed25519');
  });
});

describe('a droplet that was created anew at the same address', () => {
  let real: RealHosts;

  beforeAll(async () => {
    await rangeUp();
    real = await RealHosts.make();
  });
  afterAll(() => real.leave());

  it('lets in again after the typed word, with its password, and also as a jump host', async () => {
    const address = '198.51.100.61';
    const first = await host('w-again', { variant: 'root-password', address });
    const inner = await real.born('w-inner', { variant: 'root-password' });
    const configFile = join(real.folder, 'through');
    await writeFile(
      configFile,
      [
        `Host ${inner.address}\n  ProxyJump root@${address}`,
        `Host *\n  UserKnownHostsFile ${real.folder}/known\n  GlobalKnownHostsFile /dev/null`,
        '  IdentitiesOnly yes\n  IdentityFile none',
      ].join('\n'),
    );
    const through = real.target(inner, { configFile });
    const { connection } = await real.enter(through, () => hostPassword);
    expect(connection.fact.open).toBe(true);
    await connection.close();
    await first.remove();

    const second = await real.born('w-again', { variant: 'root-password', address });
    const answer = (prompt: Prompt) =>
      prompt.ask === 'changed-host-key' ? 'replace' : hostPassword;
    const anew = await real.enter(through, answer);
    expect(anew.connection.fact).toMatchObject({ open: true, user: 'root' });
    const asked = anew.prompts.filter(({ ask }) => ask === 'changed-host-key') as ChangedHostKey[];
    const shown = await second.exec('cat /etc/ssh/ssh_host_*_key.pub | ssh-keygen -lf -');
    expect(asked.map((each) => each.host)).toEqual([address]);
    expect(shown).toContain(asked[0]?.fingerprint);
  });
});
