import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ca, faults, type Host, host, operatorCommand, operatorHome, rangeUp } from './range.ts';

let server: Host;
let home: string;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: [] }, console.log);
  server = await host('fault-check');
  home = await operatorHome();
});
afterAll(() => server?.remove());

async function asOperator(argv: string[], container = false) {
  const { file, args, env } = await operatorCommand(argv, { home, container });
  return execa(file, args, { env, reject: false });
}

const ssh = (command: string) =>
  asOperator(['ssh', '-o', 'StrictHostKeyChecking=accept-new', `root@${server.address}`, command]);

it.each(['rst', 'sshkill'] as const)(
  'breaks a session by %s, and lets the next one in',
  async (fault) => {
    const session = ssh('echo in > /tmp/in; sleep 60');
    await server.exec('until [ -e /tmp/in ]; do sleep 0.1; done; rm /tmp/in');
    await faults[fault]('fault-check');
    expect((await session).exitCode).toBe(255);
    expect((await ssh('true')).exitCode).toBe(0);
  },
);

it('takes only the way out, and leaves SSH', async () => {
  const registry = 'curl -s -o /dev/null -m 2 https://registry-1.docker.io/v2/';
  await faults.dropout('fault-check');
  expect((await ssh(registry)).exitCode).toBe(28);
  await faults.heal('fault-check');
  expect((await ssh(registry)).exitCode).toBe(0);
});

it('slows the link down', async () => {
  await faults.slow('fault-check', '8mbit');
  const started = Date.now();
  await ssh('head -c 2000000 /dev/urandom');
  expect(Date.now() - started).toBeGreaterThan(1500);
  await faults.heal('fault-check');
});

it('keeps a host from itself, and others not', async () => {
  const page = ['curl', '-s', '-o', '/dev/null', '-m', '1', `http://${server.address}/`];
  await server.exec('cd /srv && (setsid python3 -m http.server 80 >/dev/null 2>&1 &)');
  const itself = `until ${page.join(' ')}; do sleep 0.1; done`;
  await server.exec(itself);
  await faults.hairpin('fault-check');
  expect((await ssh(page.join(' '))).exitCode).toBe(28);
  expect((await asOperator(page)).exitCode).toBe(0);
  await faults.heal('fault-check');
  expect((await ssh(page.join(' '))).exitCode).toBe(0);
});

it('reboots', async () => {
  await server.exec('touch /root/still-there');
  await faults.reboot('fault-check');
  expect((await ssh('ls /root')).stdout).toBe('still-there');
});

it('lets a CA be stopped and started, and everybody trusts its new root', async () => {
  const before = await ca.root('other');
  const directory = ['curl', '-sS', '-m', '2', ca.directory.other];
  await ca.stop('other');
  expect((await asOperator(directory)).exitCode).toBe(7);
  await ca.start('other');
  await ca.pause('other');
  expect((await asOperator(directory)).exitCode).toBe(28);
  await ca.resume('other');
  expect((await asOperator(directory)).exitCode).toBe(0);
  const root = await ca.root('other');
  expect(root).not.toBe(before);
  expect((await asOperator(['cat', '/etc/ssl/certs/ca-certificates.crt'])).stdout).toContain(root);
  expect(await server.read('/etc/ssl/certs/ca-certificates.crt')).toContain(root);
});

it('has an operator in a container too', async () => {
  const { stdout } = await asOperator(['sh', '-c', 'node -v; ls package.json'], true);
  expect(stdout).toMatch(/^v20.*\npackage.json$/);
  const login = ['ssh', '-o', 'StrictHostKeyChecking=accept-new', `root@${server.address}`];
  expect((await asOperator([...login, 'hostname'], true)).stdout).toBe('fault-check');
  const fetched = await asOperator(
    ['node', '-e', `fetch('${ca.directory.production}').then((r) => console.log(r.status))`],
    true,
  );
  expect(fetched.stdout).toBe('200');
});
