import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { beforeAll, describe, expect, it } from 'vitest';
import { ec2Policy } from '../../source/clouds/ec2-policy.ts';
import type { Moto } from '../dns-providers/moto.ts';
import { endTls } from '../front/ending-tls.ts';
import { begun, only } from '../job/messages.ts';
import { answersFor, newOperator, type Operator, type Ran } from '../job/operator.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { startMotoEc2 } from './start-moto-ec2.ts';

const HOSTNAME = 'z-new-balanced.range.test';

describe('an app on a server that is not there yet, behind a load balancer', () => {
  let server: Host;
  let standIn: Host;
  let moto: Moto;
  let operator: Operator;
  let env: Record<string, string>;
  let args: string[];

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('z-new-balanced', { suite: 'trixie', variant: 'cloud', disk: 'tmpfs' });
    // Moto's load balancer answers nobody: this host does instead, with a certificate for the name.
    standIn = await host('z-new-balancer', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    moto = await startMotoEc2(server.address);
    const key = await moto.keyOf('setup-server', ec2Policy({ bucket: null, balancer: true }));
    const settings = { endpoint: moto.endpoint, region: 'us-east-1' };
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    await new Route53Client({ ...settings, credentials }).send(
      new CreateHostedZoneCommand({ Name: 'range.test', CallerReference: 'test' }),
    );
    await moto.checkKeys();
    await dns.set(HOSTNAME, standIn.address);
    operator = await newOperator();
    const image = { app: 'image', 'image.reference': 'example/hello:1', 'image.port': '8080' };
    const there = await answersFor(standIn, HOSTNAME);
    const first = await operator.answers({ ...image, install: 'greeting', ...there });
    const got = await operator.run(['--answers', first, '--yes', '--json']);
    expect(got.code).toBe(0);
    await endTls(standIn, { to: server.address, from: standIn });
    env = {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: key.id,
      AWS_SECRET_ACCESS_KEY: key.secret,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { 'ssh.fingerprint': fingerprint } = await answersFor(server, HOSTNAME);
    const file = await operator.answers({
      ...{ ...image, 'host.kind': 'ec2', 'ec2.name': 'study', 'ssh.fingerprint': fingerprint },
      ...{ 'ec2.certificate': 'balancer', 'ec2.hostname': HOSTNAME },
    });
    args = ['--answers', file, '--yes', '--json'];
    return async () => {
      await dns.del(HOSTNAME);
      await moto.stop();
      await server.remove();
      await standIn.remove();
    };
  });

  const wrong = (ran: Ran) =>
    ran.events.filter(({ type }) => ['failed', 'trouble', 'problems'].includes(String(type)));

  it('gets both, and then all the rest there, without a certificate of its own', async () => {
    const ran = await operator.run(args, { env });
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(begun(ran)).toEqual(
      expect.arrayContaining([
        ...['balancer.make', 'balancer.proof', 'balancer.https', 'balancer.name'],
        ...['docker.install', 'app.start', 'site.open'],
      ]),
    );
    expect(begun(ran)).not.toContain('certificate.obtain');
    const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
    expect(JSON.parse(page.stdout)).toMatchObject({
      ...{ app: 'hello', headers: { 'X-Forwarded-Proto': 'https' } },
    });
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(env.AWS_SECRET_ACCESS_KEY);
  });

  it('is found complete the next time', async () => {
    const ran = await operator.run(args, { env });
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('can be deleted with all that costs money', async () => {
    const remove = ['launch', 'ec2', '--remove', 'study', '--confirm', 'study', '--yes', '--json'];
    const ran = await operator.run(remove, { env });
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).toEqual(
      expect.arrayContaining(['balancer.name-end', 'balancer.end', 'balancer.group-end']),
    );
    expect(only(ran, 'receipt')[0]).toMatchObject({
      headline: 'The server study is gone',
      lines: expect.arrayContaining([expect.objectContaining({ label: 'In the DNS' })]),
    });
  });
});
