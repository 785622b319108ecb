import { dirname } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled } from '../job/bundle.ts';
import { ADMIN_PASSWORD } from '../job/operator.ts';
import { engineEnvironment } from '../range/engine.ts';
import { hostContainer } from '../range/host.ts';
import { dns, type Host, host, hostPassword, rangeUp } from '../range/range.ts';

/*
 * The program runs on the server itself, as somebody does who works there in the provider's console.
 */

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

describe.each([
  { user: 'root', variant: 'docker', suite: 'trixie' },
  { user: 'deploy', variant: 'user-password', suite: 'bookworm' },
] as const)('this computer as the host, as $user on $suite', ({ user, variant, suite }) => {
  const hostname = `w-local-${user}.range.test`;
  let server: Host;

  beforeAll(async () => {
    await rangeUp({ suites: [suite] });
    server = await host(`w-local-${user}`, { variant, suite, disk: 'tmpfs' });
    await dns.set(hostname, server.address);
    await copyIn(process.execPath, '/opt/node');
    await copyIn(dirname(await bundled()), '/opt/setup-server');
    await server.exec('chmod -R a+rX /opt');
  });
  afterAll(() => server.remove());

  async function copyIn(from: string, to: string): Promise<void> {
    const path = `${hostContainer(server.name)}:${to}`;
    await execa('docker', ['cp', from, path], { env: await engineEnvironment() });
  }

  /** Runs the program there, with no terminal and nobody to ask. */
  async function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const home = user === 'root' ? '/root' : `/home/${user}`;
    const env = { HOME: home, NODE_EXTRA_CA_CERTS: CERTIFICATES, ...environment };
    const ran = await execa(
      'docker',
      [
        'exec',
        ...Object.keys(env).flatMap((name) => ['-e', name]),
        ...['-u', user, '-w', home, hostContainer(server.name)],
        ...['/opt/node', '/opt/setup-server/setup-server.js', ...args, '--json'],
      ],
      { env: { ...env, ...(await engineEnvironment()) }, reject: false },
    );
    const events = ran.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return { code: ran.exitCode, stderr: ran.stderr, events };
  }

  const ANSWERS = {
    app: 'jatos',
    'host.kind': 'local',
    hostname,
    'certificate.terms': 'yes',
  };
  const SET = Object.entries(ANSWERS).flatMap(([id, value]) => ['--set', `${id}=${value}`]);
  const ADMIN = { SETUP_SERVER_JATOS_ADMIN_PASSWORD: ADMIN_PASSWORD };
  const PASSWORD = {
    ...ADMIN,
    ...(user !== 'root' && { SETUP_SERVER_SUDO_PASSWORD: hostPassword }),
  };

  const asks = user === 'root' ? 'needs no password' : 'says which password is missing';
  it(asks, async () => {
    const ran = await run([...SET, '--plan'], ADMIN);
    if (user === 'root') return expect(ran.code).toBe(2);
    const [found] = ran.events.filter(
      ({ type, status }) => type === 'finding' && status === 'stops',
    );
    expect(JSON.stringify([found, ran.events.at(-2)])).toContain('SETUP_SERVER_SUDO_PASSWORD');
    expect(ran.code).toBe(1);
  });

  it('is set up without a login, to an app that answers over verified TLS', async () => {
    const ran = await run([...SET, '--yes'], PASSWORD);
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    const page = await server.exec(`curl -sS --cacert ${CERTIFICATES} https://${hostname}/ping`);
    expect(page).toBe('pong');
  });

  it('is left alone the second time', async () => {
    const ran = await run([...SET, '--yes'], PASSWORD);
    expect(ran.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
    expect(ran.code).toBe(0);
  });

  it('holds nothing secret in what it remembers', async () => {
    const home = user === 'root' ? '/root' : `/home/${user}`;
    const kept = await server.read(`${home}/.local/state/setup-server/hosts.json`);
    expect(JSON.parse(kept).hosts).toMatchObject([
      { address: 'local:', installs: [{ install: 'jatos', app: 'JATOS', names: [hostname] }] },
    ]);
    expect(kept).not.toContain(hostPassword);
  });
});
