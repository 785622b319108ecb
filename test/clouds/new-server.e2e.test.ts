import { beforeAll, describe, expect, it } from 'vitest';
import { ec2Policy } from '../../source/clouds/ec2-policy.ts';
import type { Moto } from '../dns-providers/moto.ts';
import { visitor } from '../front/visitor.ts';
import { begun, only } from '../job/messages.ts';
import { answersFor, newOperator, type Operator, type Ran, started } from '../job/operator.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { startMotoEc2 } from './start-moto-ec2.ts';

const HOSTNAME = 'z-new-server.range.test';
const BUCKET = 'z-new-server-data';
const LAUNCH = [
  'ec2.key',
  'ec2.group',
  'ec2.ports',
  'ec2.instance',
  'ec2.running',
  'ec2.address',
  'ec2.bucket',
  'ec2.role-given',
];

describe('an app on a server that is not there yet', () => {
  let server: Host;
  let moto: Moto;
  let operator: Operator;
  let env: Record<string, string>;
  let args: string[];

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('z-new-server', { suite: 'trixie', variant: 'cloud', disk: 'tmpfs' });
    moto = await startMotoEc2(server.address);
    const key = await moto.keyOf('setup-server', ec2Policy({ bucket: BUCKET }));
    await moto.checkKeys();
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    env = {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: key.id,
      AWS_SECRET_ACCESS_KEY: key.secret,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { 'ssh.fingerprint': fingerprint } = await answersFor(server, HOSTNAME);
    const file = await operator.answers({
      ...{ app: 'image', 'image.reference': 'example/hello:1', 'image.port': '8080' },
      ...{
        'host.kind': 'ec2',
        'ec2.name': 'study',
        'ec2.store': true,
        'ec2.bucket': BUCKET,
        'ssh.fingerprint': fingerprint,
      },
      ...{ hostname: HOSTNAME, 'certificate.terms': true },
    });
    args = ['--answers', file, '--yes', '--json'];
    return async () => {
      await dns.del(HOSTNAME);
      await moto.stop();
      await server.remove();
    };
  });

  const wrong = (ran: Ran) =>
    ran.events.filter(({ type }) => ['failed', 'trouble', 'problems'].includes(String(type)));

  it('tells beforehand what would be made, and makes nothing', async () => {
    const ran = await operator.run([...args, '--plan'], { env });
    expect(wrong(ran)).toEqual([]);
    const [plan] = only(ran, 'plan') as { steps: { step: string; holds: boolean }[] }[];
    expect(plan?.steps.map(({ step }) => step)).toEqual(expect.arrayContaining(LAUNCH));
    expect(plan?.steps.some(({ holds }) => holds)).toBe(false);
    expect(ran.events.at(-1)).toMatchObject({ ending: 'changes-pending' });
  });

  it('gets its server first, and then all the rest there, though the first run is killed', async () => {
    const running = await operator.start(args, { env });
    await running.until(started('ec2.address'));
    running.child.kill('SIGKILL');
    await running.ended;
    const ran = await operator.run(args, { env });
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).not.toContain('ec2.instance');
    expect(begun(ran)).toEqual(
      expect.arrayContaining(['docker.install', 'app.start', 'site.open']),
    );
    expect(ran.code).toBe(0);
    const { status } = await visitor(server.address).visit(`https://${HOSTNAME}/`);
    expect(status).toBe(200);
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(env.AWS_SECRET_ACCESS_KEY);
  });

  it('is found complete the next time', async () => {
    const ran = await operator.run(args, { env });
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('can be deleted with all that costs money, when its name is given twice', async () => {
    const once = await operator.run(['launch', 'ec2', '--remove', 'study', '--yes', '--json'], {
      env,
    });
    expect(once.code).toBe(64);
    const remove = ['launch', 'ec2', '--remove', 'study', '--confirm', 'study', '--yes', '--json'];
    const ran = await operator.run(remove, { env });
    expect(wrong(ran)).toEqual([]);
    expect(only(ran, 'receipt')[0]?.headline).toBe('The server study is gone');
    expect(JSON.stringify(only(ran, 'receipt'))).toContain(`only the bucket ${BUCKET}`);
    expect(ran.code).toBe(0);
    expect((await operator.run(remove, { env })).events.at(-1)).toMatchObject({
      ending: 'nothing-to-do',
    });
    const wrong64 = await operator.run([...remove, '--delete-bucket', 'another'], { env });
    expect(wrong64.code).toBe(64);
    const emptied = await operator.run([...remove, '--delete-bucket', BUCKET], { env });
    expect(wrong(emptied)).toEqual([]);
    expect(JSON.stringify(only(emptied, 'receipt'))).toContain('nothing of it is left');
  });
});
