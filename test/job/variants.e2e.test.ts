import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  dns,
  faults,
  type Host,
  type HostOptions,
  host,
  hostPassword,
  keyPassphrase,
  rangeUp,
} from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran, type Running } from './operator.ts';

const HOSTNAME = 'variants.range.test';
const NAME = 'variants';
const APP = { app: 'image', 'image.reference': 'example/hello:1', 'image.port': '8080' };

let operator: Operator;
const born: Host[] = [];

beforeAll(async () => {
  await rangeUp({ suites: ['bookworm', 'trixie'] });
});
afterEach(async () => {
  if (born.length > 0) await faults.heal(NAME);
  for (const each of born.splice(0)) await each.remove();
});

async function birth(options: HostOptions, name = NAME): Promise<Host> {
  const server = await host(name, { disk: 'tmpfs', ...options });
  born.push(server);
  return server;
}

/** The whole job, unattended. */
async function setUp(server: Host, more: object = {}): Promise<Ran> {
  return await (await begin(server, more)).ended;
}

async function begin(server: Host, more: object = {}): Promise<Running> {
  await dns.set(HOSTNAME, server.address);
  operator = await newOperator();
  const answers = { ...APP, ...(await answersFor(server, HOSTNAME)), ...more };
  return await operator.start(['--answers', await operator.answers(answers), '--yes', '--json']);
}

async function again(answers: object, args: readonly string[] = []): Promise<Ran> {
  const file = await operator.answers(answers);
  return await operator.run(['--answers', file, '--yes', '--json', ...args]);
}

async function expectToServe(ran: Ran): Promise<void> {
  expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
  expect(page.stderr).toBe('');
  expect(JSON.parse(page.stdout)).toMatchObject({ app: 'hello' });
}

describe.each(['bookworm', 'trixie'] as const)(
  'the whole job on %s as it is handed over',
  (suite) => {
    it('with Docker already there, which is left as it is', async () => {
      const server = await birth({ variant: 'docker', suite });
      const packages = () => server.exec("dpkg-query -l 'docker*' containerd runc");
      const before = await packages();
      const ran = await setUp(server);
      await expectToServe(ran);
      expect(await packages()).toBe(before);
      expect(
        ran.events.filter((each) => each.type === 'started').map(({ step }) => step),
      ).not.toContain('docker.install');
    });
  },
);

describe('the whole job on a server', () => {
  it('while it installs its own updates, whose program is named', async () => {
    const server = await birth({ variant: 'aptlock', suite: 'bookworm', lockSeconds: 600 });
    // Before that, its apt fetches lists, and lets go for a moment.
    await server.exec('until cat /proc/[0-9]*/comm 2>/dev/null | grep -qx sleep; do :; done');
    const running = await begin(server);
    await running.until(
      ({ type, step, text }) =>
        type === 'progress' &&
        step === 'server.ready' &&
        /apt.* is using the package manager/.test(String(text)),
    );
    await server.exec('pkill -x sleep');
    await expectToServe(await running.ended);
  });

  it("while its provider's own first setup runs", async () => {
    const server = await birth({
      variant: 'cloud',
      suite: 'trixie',
      userData: '#!/bin/sh\nsleep 12; touch /root/first-boot-is-over',
    });
    const ran = await setUp(server);
    await expectToServe(ran);
    expect(await server.succeeds('test -e /root/first-boot-is-over')).toBe(true);
  });

  it('with a password for root, as some providers mail it', async () => {
    const server = await birth({ variant: 'root-password', suite: 'bookworm', docker: true });
    const ran = await setUp(server, { 'ssh.key': 'none', 'ssh.password': hostPassword });
    await expectToServe(ran);
  });

  it('with a key that has a passphrase', async () => {
    const server = await birth({ variant: 'key-passphrase', suite: 'trixie', docker: true });
    const wanted = { 'ssh.key': server.keyFile, 'ssh.passphrase': keyPassphrase };
    await expectToServe(await setUp(server, wanted));
  });

  it('behind another one, through which it is reached by an alias', async () => {
    const gate = await birth({ variant: 'root-key' }, `${NAME}-gate`);
    const server = await birth({ variant: 'docker', suite: 'bookworm' });
    await onlyFrom(server, gate);
    operator = await newOperator();
    const configuration = join(operator.folder, 'ssh-config');
    await writeFile(
      configuration,
      [
        ...['Host study', `HostName ${server.address}`, 'User root', 'Port 2222', 'ProxyJump gate'],
        ...['Host gate', `HostName ${gate.address}`, 'User root'],
        ...['Host *', `IdentityFile ${server.keyFile}`, 'IdentitiesOnly yes'],
        'StrictHostKeyChecking no',
        `UserKnownHostsFile ${operator.folder}/known_hosts`,
      ].join('\n'),
    );
    await dns.set(HOSTNAME, server.address);
    const answers = { ...APP, server: 'study', hostname: HOSTNAME, 'certificate.terms': true };
    await expectToServe(await again(answers, ['--ssh-config', configuration]));
  });

  it('at the end of a slow line', async () => {
    const server = await birth({ variant: 'docker', suite: 'bookworm' });
    await faults.slow(NAME, '30mbit');
    await expectToServe(await setUp(server));
  });
});

describe('a server on which it cannot work out', () => {
  it.each(['bookworm', 'trixie'] as const)(
    'tells before anything is changed that the disk is too small (%s)',
    async (suite) => {
      const server = await birth({ variant: 'tiny-disk', suite, diskMegabytes: 40 });
      const ran = await setUp(server);
      expect(ran.code).toBe(1);
      const stops = ran.events.filter(({ status }) => status === 'stops').map(({ text }) => text);
      expect(stops.join('\n')).toMatch(/disk/);
      expect(ran.events.filter(({ type }) => type === 'started')).toEqual([]);
      expect(await server.succeeds('command -v docker')).toBe(false);
    },
  );

  it('goes on from there once the server is back on the internet', async () => {
    const server = await birth({ variant: 'root-key', suite: 'bookworm' });
    await faults.dropout(NAME);
    const ran = await setUp(server);
    expect(ran.code).toBe(1);
    const told = ran.events.filter(({ type }) => type === 'failed' || type === 'trouble');
    expect(told).toMatchObject([{ trouble: { code: 'server.offline' } }]);
    expect(await server.succeeds('test -e /etc/setup-server')).toBe(false);
    await faults.heal(NAME);
    await expectToServe(await again({ ...APP, ...(await answersFor(server, HOSTNAME)) }));
  });
});

/** Its SSH answers on port 2222, and only to the gate. */
async function onlyFrom(server: Host, gate: Host): Promise<void> {
  await server.exec('echo Port 2222 > /etc/ssh/sshd_config.d/0.conf; systemctl restart ssh');
  const rule = (more: string) => `iptables -A INPUT -p tcp --dport 2222 ${more}`;
  await server.exec(`${rule(`-s ${gate.address} -j ACCEPT`)}; ${rule('-j DROP')}`);
}
