import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_PASSWORD, COPIES_AT, newOperator, type Operator } from '../job/operator.ts';
import { withTheHand } from '../range/containers.ts';
import { docker, dockerSucceeds } from '../range/engine.ts';
import { hostContainer } from '../range/host.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';

/*
 * A server that the world reaches over IPv6 only: the login, the CA's look at port 80, and the
 * website. What the server itself fetches comes over IPv4, as the range has its registry there.
 */

// Of the prefix for documentation (RFC 3849).
const PREFIX = '2001:db8:6:77';
const NETWORK = 'range-w6';
const AUTHORITIES = ['range-staging', 'range-production'];
const ADDRESS = `${PREFIX}::16`;
const HOSTNAME = 'w-six.range.test';

describe('a server that is reached over IPv6 only', () => {
  let server: Host;
  let operator: Operator;

  beforeAll(async () => {
    await rangeUp();
    await takeDown();
    await docker(['network', 'create', '--ipv6', '--subnet', `${PREFIX}::/64`, NETWORK]);
    server = await host('w-six', { variant: 'docker', disk: 'tmpfs' });
    await docker(['network', 'connect', '--ip6', ADDRESS, NETWORK, hostContainer('w-six')]);
    for (const each of AUTHORITIES) await docker(['network', 'connect', NETWORK, each]);
    // It has no IPv4 address for the world, only a way out, as behind a provider's NAT.
    await server.exec(`
      gateway=$(ip -4 route show default | cut -d' ' -f3)
      ip -4 addr flush dev eth0
      ip addr add ${server.address}/24 dev eth0 scope link
      ip -4 route replace default via "$gateway" dev eth0 onlink src ${server.address}
    `);
    // Nothing comes in over IPv4.
    const id = await docker(['inspect', '-f', '{{.State.Pid}}', hostContainer('w-six')]);
    const ports = ['-p', 'tcp', '-m', 'multiport', '--dports', '22,80,443', '-j', 'DROP'];
    const rule = ['iptables', '-t', 'raw', '-I', 'PREROUTING', '-i', 'eth0', ...ports];
    await withTheHand('nsenter', '-t', id.trim(), '-n', ...rule);
    await dns.set(HOSTNAME, ADDRESS);
    operator = await newOperator();
  });
  afterAll(async () => {
    await server.remove();
    await takeDown();
    await dns.del(HOSTNAME);
  });

  it('is not reached over IPv4', async () => {
    const open = await operator.program([
      'timeout',
      '2',
      'bash',
      '-c',
      `</dev/tcp/${server.address}/22`,
    ]);
    expect(open.code).toBe(124);
  });

  it('is set up by its address, to an app that answers over verified TLS', async () => {
    const key = await server.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    const answers = await operator.answers({
      ...{ app: 'jatos', server: `root@[${ADDRESS}]`, hostname: HOSTNAME },
      ...{ 'ssh.fingerprint': key.split(' ')[1], 'certificate.terms': true },
      'jatos.admin.password': ADMIN_PASSWORD,
      'backup.time': COPIES_AT,
    });
    const ran = await operator.run(['--answers', answers, '--yes', '--json']);
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    const page = await operator.program(['curl', '-6', '-sS', `https://${HOSTNAME}/ping`]);
    expect([page.stdout, page.stderr]).toEqual(['pong', '']);
    const again = await operator.run(['--answers', answers, '--yes', '--json']);
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('is remembered by its name, and chosen again by its address', async () => {
    const listed = await operator.run(['hosts']);
    expect(listed.stdout).toBe(`${HOSTNAME} (JATOS, root@${ADDRESS}, last used today)`);
    const ran = await operator.run([
      ...['--set', `host.kind=ssh://root@[${ADDRESS}]`, '--set', 'app=jatos'],
      ...['--set', `hostname=${HOSTNAME}`, '--set', 'certificate.terms=yes', '--plan'],
    ]);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
  });
});

async function takeDown(): Promise<void> {
  for (const each of [hostContainer('w-six'), ...AUTHORITIES])
    await dockerSucceeds(['network', 'disconnect', '-f', NETWORK, each]);
  await dockerSucceeds(['network', 'rm', NETWORK]);
}
