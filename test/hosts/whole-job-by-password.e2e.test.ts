import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answersFor, newOperator, type Operator } from '../job/operator.ts';
import { dns, type Host, host, hostPassword, rangeUp } from '../range/range.ts';

const HOSTNAME = 'by-password.range.test';

let server: Host;
let operator: Operator;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'] });
  const options = { variant: 'user-password', suite: 'trixie', disk: 'tmpfs' } as const;
  // How Docker gets there by sudo is seen in `secrets`.
  server = await host('by-password', { ...options, docker: true });
  await dns.set(HOSTNAME, server.address);
  // A key that the server does not know.
  operator = await newOperator({ key: false });
  const key = join(operator.home, '.ssh', 'id_ed25519');
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
});
afterAll(() => server.remove());

it('does the whole job unattended with a password for the login and for sudo, then by key', async () => {
  const answers = await operator.answers({
    ...{ app: 'image', 'image.reference': 'example/hello:1', 'image.port': '8080' },
    ...(await answersFor(server, HOSTNAME)),
    'ssh.install-key': true,
  });
  const first = await operator.run(['--answers', answers, '--yes', '--json'], {
    env: { SETUP_SERVER_SSH_PASSWORD: hostPassword },
  });
  expect(first.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
  expect(first.code, first.stderr).toBe(0);
  expect(`${first.stdout}${first.stderr}`).not.toContain(hostPassword);
  const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
  expect(page.stderr).toBe('');
  const kept = await server.exec(
    `grep -rls ${hostPassword} /etc/setup-server /var/lib/setup-server /home || true`,
  );
  expect(kept).toBe('');

  const second = await operator.run(['--answers', answers, '--plan', '--json'], {
    env: { SETUP_SERVER_SUDO_PASSWORD: hostPassword },
  });
  expect(second.events.filter(({ type }) => type === 'trouble')).toEqual([]);
  expect(second.code).toBe(0);
});
