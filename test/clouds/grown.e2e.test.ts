import {
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type Instance,
} from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, it } from 'vitest';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { visitor } from '../front/visitor.ts';
import { begun, only, wrong } from '../job/messages.ts';
import { answersFor, type Ran, started } from '../job/operator.ts';
import { dns, rangeUp } from '../range/range.ts';
import { type NewMachine, newMachine } from './new-machine.ts';

const HOSTNAME = 'z-grown.range.test';
const SECOND = 'z-grown-range-test-2';

describe('an app at Amazon that outgrows its server', () => {
  let machine: NewMachine;
  let grow: readonly string[];
  let env: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    const key = await dns.key();
    machine = await newMachine({
      ...{
        called: 'z-grown-a',
        beside: ['z-grown-b'],
        options: { variant: 'user-docker', disk: 'tmpfs' },
      },
      ...{ hostname: HOSTNAME, leadsTo: null, policy: ec2Policy() },
      answers: {
        ...{ app: 'image', install: 'hello', 'image.reference': 'example/hello:1' },
        ...{ 'image.port': '8080', 'image.folders': '', 'ec2.name': 'study' },
        ...{ hostname: HOSTNAME, 'certificate.terms': true },
        ...{ 'dns.provider': 'rfc2136', 'dns.rfc2136.server': dns.address },
        ...{ 'dns.rfc2136.key': key.name, 'dns.rfc2136.secret': key.secret },
      },
    });
    expect(wrong(await machine.run())).toEqual([]);
    const fingerprintOf = async (host: NewMachine['server']) =>
      String((await answersFor(host, HOSTNAME))['ssh.fingerprint']);
    const [other] = machine.others;
    if (!other) throw new Error('There is no other host.');
    env = {
      ...machine.env,
      SETUP_SERVER_SSH_FINGERPRINT: await fingerprintOf(machine.server),
      SETUP_SERVER_SWARM_FINGERPRINTS: await fingerprintOf(other),
      SETUP_SERVER_SWARM_NAMES: 'yes',
      SETUP_SERVER_DNS_RFC2136_SECRET: key.secret,
    };
    const settings = {
      ...{ 'swarm.from': 'ec2', 'swarm.new': '1' },
      ...{ 'swarm.stateless': 'yes', 'swarm.open': 'yes' },
    };
    grow = [
      ...['grow', HOSTNAME, '--yes', '--json'],
      ...Object.entries(settings).flatMap(([id, value]) => ['--set', `${id}=${value}`]),
    ];
    return machine.remove;
  });

  const run = (words = grow) => machine.operator.run(words, { env });
  const addresses = () => [machine.server, ...machine.others].map(({ address }) => address);
  const lastly = ({ events }: Ran) => events.at(-1)?.ending;

  it('gets another one beside the first, which is made once though the run is killed', async () => {
    const running = await machine.operator.start(grow, { env });
    await Promise.race([running.until(started(`ec2.address@${SECOND}`)), running.ended]);
    running.child.kill('SIGKILL');
    await running.ended;
    const ran = await run();
    expect(wrong(ran)).toEqual([]);
    expect(JSON.stringify(only(ran, 'plan')[0])).toContain(' costs about $');
    expect(begun(ran)).not.toContain(`ec2.instance@${SECOND}`);
    expect((await dns.lookUp(HOSTNAME)).sort()).toEqual(addresses().sort());
    for (const address of addresses())
      expect((await visitor(address).visit(`https://${HOSTNAME}/`)).status).toBe(200);
    const record = await machine.server.exec('cat /etc/setup-server/hello/install.json');
    expect(JSON.parse(record).answers['swarm.made']).toBe(
      `ec2://eu-central-1/${SECOND}=${machine.others[0]?.address}`,
    );
    expect(record).not.toContain(machine.env.AWS_SECRET_ACCESS_KEY);
  });

  it('lets the two reach each other behind a firewall of their own, and nobody else', async () => {
    expect(await cluster(machine)).toEqual({
      running: ['study', SECOND],
      rules: [
        ...['50 -1 its own', 'tcp 2377 its own', 'tcp 7946 its own'],
        ...['udp 4789 its own', 'udp 7946 its own'],
      ],
      behind: ['study', SECOND],
    });
  });

  it('finds all of it done the second time', async () => {
    const ran = await run();
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).toEqual([]);
    expect(lastly(ran)).toBe('nothing-to-do');
  });

  it('goes back to the first one, to which alone its name leads again, and what was made goes', async () => {
    const words = ['shrink', HOSTNAME, '--set', 'swarm.delete=yes', '--yes', '--json'];
    const ran = await run(words);
    expect(wrong(ran)).toEqual([]);
    expect(await dns.lookUp(HOSTNAME)).toEqual([machine.server.address]);
    expect(only(ran, 'receipt').at(-1)?.headline).toBe(`Gone: ${SECOND}`);
    expect(await cluster(machine)).toEqual({ running: ['study'], rules: [], behind: [] });
  });
});

async function cluster({ moto, env }: NewMachine) {
  const credentials = {
    ...{
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
  const client = new EC2Client({ region: 'eu-central-1', endpoint: moto.endpoint, credentials });
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({}));
  const group = SecurityGroups.find(({ GroupName }) => GroupName?.endsWith('-cluster'));
  const rules = (group?.IpPermissions ?? []).flatMap((each) => {
    const from = (each.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId === group?.GroupId);
    return [...from, ...(each.IpRanges ?? [])].map((one) => {
      return `${each.IpProtocol} ${each.FromPort} ${one === true ? 'its own' : 'others'}`;
    });
  });
  const { Reservations = [] } = await client.send(new DescribeInstancesCommand({}));
  const there = Reservations.flatMap(({ Instances = [] }) => Instances).filter(
    ({ State }) => State?.Name === 'running',
  );
  const named = ({ Tags = [] }: Instance) => Tags.find(({ Key }) => Key === 'Name')?.Value;
  const behind = there
    .filter((each) => each.SecurityGroups?.some(({ GroupId }) => GroupId === group?.GroupId))
    .map(named);
  return { running: there.map(named).sort(), rules: rules.sort(), behind: behind.sort() };
}
