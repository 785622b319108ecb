import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeHostKey, takeHostKey } from '../../source/clouds/own-host-key.ts';
import type { ProviderId } from '../../source/clouds/provider/provider.ts';
import { newHostKey } from '../../source/edges/clouds/new-host-key.ts';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import { sh } from '../../source/shell.ts';
import { visitor } from '../front/visitor.ts';
import { begun, only, wrong } from '../job/messages.ts';
import { type Ran, started } from '../job/operator.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { type AtProvider, atProvider } from './at-provider.ts';

const WANTED = {
  digitalocean: {
    ...{
      region: 'fra1',
      size: 's-1vcpu-2gb',
      cost: ' costs $12 a month',
      firewall: 'setup-server-study',
    },
    outside: 'addresses',
  },
  hetzner: {
    ...{ region: 'fsn1', size: 'cx23', cost: ' costs €4.75 a month', firewall: 'study' },
    outside: '0.0.0.0/0',
  },
};

/** How sshd comes to run: on Ubuntu since 22.10, where somebody chose that, and where its unit has another name. */
const MANNERS = {
  'systemd gives it its socket': 'systemctl enable --now ssh.socket',
  'it is started for each who comes': [
    "printf '[Socket]\\nListenStream=22\\nAccept=yes\\n' >/etc/systemd/system/sshd.socket",
    "printf '[Service]\\nRuntimeDirectory=sshd\\nRuntimeDirectoryPreserve=yes\\nExecStart=-/usr/sbin/sshd -i\\nStandardInput=socket\\nKillMode=process\\n' >/etc/systemd/system/sshd@.service",
    'systemctl daemon-reload && systemctl start sshd.socket',
  ].join(' && '),
  'its unit is called sshd': [
    'cp /usr/lib/systemd/system/ssh.service /etc/systemd/system/sshd.service',
    'systemctl daemon-reload && systemctl mask ssh.service && systemctl start sshd.service',
  ].join(' && '),
};
const OFF =
  'systemctl disable --now ssh.service ssh.socket 2>/dev/null; systemctl stop sshd.socket 2>/dev/null';

beforeAll(() => rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] }));

describe.each(Object.keys(WANTED) as ProviderId[])('an app at %s, from no server to two', (id) => {
  const { region, size, cost, firewall, outside } = WANTED[id];
  const HOSTNAME = `z-${id}.range.test`;
  const SECOND = `z-${id}-range-test-2`;
  const BALANCER = `z-${id}-range-test-balancer`;
  let hosts: readonly Host[];
  let provider: AtProvider;
  let launch: readonly string[];

  beforeAll(async () => {
    hosts = await Promise.all(
      [`z-${id}-a`, `z-${id}-b`].map((name) =>
        host(name, { suite: 'trixie', variant: 'docker', disk: 'tmpfs' }),
      ),
    );
    provider = await atProvider(id, hosts);
    await dns.set(HOSTNAME, hosts[0]?.address ?? '');
    const file = await provider.operator.answers({
      ...{ app: 'image', install: 'hello', 'image.reference': 'example/hello:1' },
      ...{ 'image.port': '8080', 'image.folders': '', hostname: HOSTNAME },
      ...{ 'host.kind': id, [`${id}.region`]: region, [`${id}.name`]: 'study' },
      ...{ [`${id}.size`]: size, 'certificate.terms': true },
    });
    launch = ['--answers', file, '--yes', '--json'];
    return async () => {
      await provider.stop();
      await dns.del(HOSTNAME);
      await Promise.all(hosts.map((each) => each.remove()));
    };
  });

  const run = (words: readonly string[]) => provider.operator.run(words, provider);
  const answersAt = async () =>
    await Promise.all(
      hosts.map(
        async ({ address }) => (await visitor(address).visit(`https://${HOSTNAME}/`)).status,
      ),
    );

  it('gets its server once, though the run is killed, and answers there', async () => {
    const running = await provider.operator.start(launch, provider);
    await Promise.race([running.until(started(`${id}.identity`)), running.ended]);
    running.child.kill('SIGKILL');
    await running.ended;
    const ran = await run(launch);
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).not.toContain(`${id}.create`);
    expect(provider.company.machines).toHaveLength(1);
    const { status } = await visitor(hosts[0]?.address ?? '').visit(`https://${HOSTNAME}/`);
    expect(status).toBe(200);
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(provider.token);
    await expectOwnKey(0, ran);
  });

  it('gets another one beside it by a single run, and a balancer in front, and both reach each other', async () => {
    const settings = {
      ...{ 'swarm.from': id, 'swarm.new': '1', [`${id}.size`]: size },
      ...{ 'swarm.stateless': 'yes', 'swarm.open': 'yes', 'swarm.balancer': 'yes' },
    };
    const ran = await run([
      ...['grow', HOSTNAME, '--yes', '--json'],
      ...Object.entries(settings).flatMap(([each, value]) => ['--set', `${each}=${value}`]),
    ]);
    expect(wrong(ran)).toEqual([]);
    expect(JSON.stringify(only(ran, 'plan')[0])).toContain(cost);
    expect(await answersAt()).toEqual([200, 200]);
    const { firewalls, machines } = provider.company;
    const between = firewalls.find(({ name }) => name.endsWith('-cluster')) ?? { rules: [] };
    const rules = JSON.stringify('rules' in between ? between.rules : between.inbound_rules);
    expect(rules).toContain('7946');
    expect(rules).not.toContain(outside);
    for (const { id: machine } of machines)
      expect(JSON.stringify(between)).toContain(String(machine));
    const known = provider.company.balancers.map((each) =>
      'targets' in each ? each.targets : each.droplet_ids,
    );
    expect(known).toEqual([machines.map((machine) => machine.id)]);
    expect(JSON.stringify(only(ran, 'receipt').at(-1))).toContain(
      `let ${HOSTNAME} lead to ${provider.company.balancers[0]?.ip}, the load balancer`,
    );
    await expectOwnKey(1, ran);
  });

  it('goes back to the first one, and what was made for it is gone', async () => {
    const { company } = provider;
    // A second try finds done what the first one did.
    if (company.machines.length > 1) {
      const words = ['shrink', HOSTNAME, '--set', 'swarm.delete=yes', '--yes', '--json'];
      const ran = await run(words);
      expect(wrong(ran)).toEqual([]);
      expect(only(ran, 'receipt').at(-1)?.headline).toBe(`Gone: ${SECOND} and ${BALANCER}`);
    }
    expect(company.machines.map(({ name }) => name)).toEqual(['study']);
    expect(company.firewalls.map(({ name }) => name)).toEqual([firewall]);
  });

  it('leaves nothing behind that costs money, once its server is deleted', async () => {
    const words = ['launch', id, '--remove', 'study', '--confirm', 'study'];
    expect(wrong(await run([...words, '--yes', '--json']))).toEqual([]);
    const { machines, firewalls, addresses, keys, balancers, undocumented } = provider.company;
    const all = [machines, firewalls, addresses, keys, balancers, undocumented];
    expect(all).toEqual([[], [], [], [], [], []]);
  });

  /** The key that it was made with is nowhere any more, opens nothing, and was never taken for its own. */
  async function expectOwnKey(number: number, ran: Ran): Promise<void> {
    const [server, given] = [hosts[number], provider.given[number]];
    if (!server || given === undefined) throw new Error('There is no such server.');
    const { ed25519_private: secret, ed25519_public: first } = parse(given).ssh_keys;
    const own = (await server.read('/etc/ssh/ssh_host_ed25519_key.pub')).split(' ')[1] ?? '';
    const known = await readFile(join(provider.operator.home, '.ssh', 'known_hosts'), 'utf8');
    expect(known).toContain(own);
    expect(known).not.toContain(first.split(' ')[1]);
    // The first two lines of every such key are the same.
    const [, , , line = ''] = secret.split('\n');
    expect(line).toMatch(/^[\w+/=]{40,}$/);
    for (const text of [ran.stdout, ran.stderr]) expect(text).not.toContain(line);
    const { home, folder } = provider.operator;
    // 1: looked everywhere, and found nothing.
    expect(spawnSync('grep', ['-rF', line, home, folder]).status).toBe(1);
    expect(await server.succeeds(`grep -rqF '${line}' /etc /root /tmp /var/lib/setup-server`)).toBe(
      false,
    );
    const entered = async (key: string) => {
      const target = {
        host: server.address,
        user: 'root',
        port: '',
        keyFile: server.keyFile,
        configFile: '',
      };
      const connection = await openSsh(target, async () => null, { hostKeys: [key] });
      await connection.close();
      return connection.fact.open;
    };
    expect(await entered(own)).toBe(true);
    await expect(entered(first.split(' ')[1])).rejects.toMatchObject({
      code: 'ssh.host-key-changed',
    });
  }
});

describe('a new machine', () => {
  const { publicKey, userData } = newHostKey();
  let server: Host;
  const enter = async (key: string) => {
    const target = { host: server.address, user: server.user, port: '', configFile: '' };
    return await openSsh({ ...target, keyFile: server.keyFile }, async () => null, {
      hostKeys: [key],
    });
  };

  beforeAll(async () => {
    const options = { suite: 'trixie', variant: 'cloud', userData: userData.reveal() } as const;
    server = await host('z-host-key', options);
    return () => server.remove();
  });

  it('has the key that it was made with, and no other, before anybody can come in', async () => {
    const connection = await enter(publicKey);
    await connection.close();
    expect(connection.fact.open).toBe(true);
    const files = 'cd /etc/ssh && ls ssh_host_* && cloud-init schema --system';
    expect(await server.exec(files)).toMatch(/^ssh_host_ed25519_key\nssh_host_ed25519_key.pub\n/);
  });

  it.each(Object.entries(MANNERS))('takes a key of its own where %s', async (_, commands) => {
    await server.exec(`${OFF}; ${commands}; rm -f /etc/ssh/setup-server-host-key*`);
    const shown = async () =>
      (await server.read('/etc/ssh/ssh_host_ed25519_key.pub')).split(' ')[1] ?? '';
    const former = await shown();
    const before = await enter(former);
    try {
      await server.exec(makeHostKey(former).text);
      const own = (await server.read('/etc/ssh/setup-server-host-key.pub')).split(' ')[1] ?? '';
      await server.exec(takeHostKey(own).text);
      const after = await enter(own);
      await after.close();
      expect(after.fact.open).toBe(true);
      expect(await shown()).toBe(own);
      expect(own).not.toBe(former);
      const asked = { signal: new AbortController().signal, timeoutSeconds: 60 };
      expect(await before.run(sh`echo here`, asked)).toMatchObject({ stdout: 'here\n' });
      // It can be taken once more.
      await server.exec(takeHostKey(own).text);
    } finally {
      await before.close();
    }
  });
});
