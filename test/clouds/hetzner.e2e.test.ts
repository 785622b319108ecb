import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { begun, only } from '../job/messages.ts';
import { answersFor, started } from '../job/operator.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { type AtHetzner, atHetzner } from './at-hetzner.ts';
import { wrong } from './new-machine.ts';
import { PretendHetzner } from './pretend-hetzner.ts';

const HOSTNAME = 'z-hetzner.range.test';
const SECOND = 'z-hetzner-range-test-2';

describe('an app at Hetzner, from no server to two', () => {
  let hosts: readonly Host[];
  let hetzner: AtHetzner;
  let launch: readonly string[];
  let fingerprint: string;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    hosts = await Promise.all(
      ['z-hetzner-a', 'z-hetzner-b'].map((name) =>
        host(name, { suite: 'trixie', variant: 'docker', disk: 'tmpfs' }),
      ),
    );
    const [first, second] = hosts;
    if (!first || !second) throw new Error('There are not two hosts.');
    hetzner = await atHetzner(first.address, second.address);
    await dns.set(HOSTNAME, first.address);
    const fingerprintOf = async (of: Host) =>
      String((await answersFor(of, HOSTNAME))['ssh.fingerprint']);
    fingerprint = await fingerprintOf(second);
    const file = await hetzner.operator.answers({
      ...{ app: 'image', install: 'hello', 'image.reference': 'example/hello:1' },
      ...{ 'image.port': '8080', 'image.folders': '', hostname: HOSTNAME },
      ...{ 'host.kind': 'hetzner', 'hetzner.region': 'fsn1', 'hetzner.name': 'study' },
      ...{ 'hetzner.size': 'cx23', 'certificate.terms': true },
      'ssh.fingerprint': await fingerprintOf(first),
    });
    launch = ['--answers', file, '--yes', '--json'];
    return async () => {
      await hetzner.stop();
      await dns.del(HOSTNAME);
      await Promise.all(hosts.map((each) => each.remove()));
    };
  });

  const run = (words: readonly string[]) => hetzner.operator.run(words, hetzner);
  const answersAt = async () =>
    await Promise.all(
      hosts.map(
        async ({ address }) => (await visitor(address).visit(`https://${HOSTNAME}/`)).status,
      ),
    );

  it('gets its server once, though the run is killed, and answers there', async () => {
    const running = await hetzner.operator.start(launch, hetzner);
    await Promise.race([running.until(started('hetzner.entrance')), running.ended]);
    running.child.kill('SIGKILL');
    await running.ended;
    const ran = await run(launch);
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).not.toContain('hetzner.create');
    expect(hetzner.company.machines).toHaveLength(1);
    const [first] = hosts;
    const { status } = await visitor(first?.address ?? '').visit(`https://${HOSTNAME}/`);
    expect(status).toBe(200);
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(PretendHetzner.token);
  });

  it('gets another one beside it, and both reach each other', async () => {
    const settings = {
      ...{ 'swarm.from': 'hetzner', 'swarm.new': '1', 'hetzner.size': 'cx23' },
      ...{ 'swarm.stateless': 'yes', 'swarm.open': 'yes', 'swarm.fingerprints': fingerprint },
    };
    const ran = await run([
      ...['grow', HOSTNAME, '--yes', '--json'],
      ...Object.entries(settings).flatMap(([id, value]) => ['--set', `${id}=${value}`]),
    ]);
    expect(wrong(ran)).toEqual([]);
    expect(JSON.stringify(only(ran, 'plan')[0])).toContain('It costs €4.75 a month');
    expect(await answersAt()).toEqual([200, 200]);
    const between = hetzner.company.firewalls.find(({ name }) => name.endsWith('-cluster'));
    expect(between?.applied).toEqual(
      expect.arrayContaining(hetzner.company.machines.map(({ id }) => id)),
    );
    expect(JSON.stringify(between?.rules)).not.toContain('0.0.0.0/0');
  });

  it('goes back to the first one, and what was made for it is gone', async () => {
    const { company } = hetzner;
    // A second try finds done what the first one did.
    if (company.machines.length > 1) {
      const words = ['shrink', HOSTNAME, '--set', 'swarm.delete=yes', '--yes', '--json'];
      const ran = await run(words);
      expect(wrong(ran)).toEqual([]);
      expect(only(ran, 'receipt').at(-1)?.headline).toBe(`Gone: ${SECOND}`);
    }
    expect(company.machines.map(({ name }) => name)).toEqual(['study']);
    expect(company.firewalls.map(({ name }) => name)).toEqual(['study']);
  });

  it('leaves nothing behind that costs money, once its server is deleted', async () => {
    const words = ['launch', 'hetzner', '--remove', 'study', '--confirm', 'study'];
    expect(wrong(await run([...words, '--yes', '--json']))).toEqual([]);
    const { machines, firewalls, addresses, keys, undocumented } = hetzner.company;
    expect([machines, firewalls, addresses, keys, undocumented]).toEqual([[], [], [], [], []]);
  });
});
