import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { beforeAll, describe, expect, it } from 'vitest';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { endTls } from '../front/ending-tls.ts';
import { begun, only, wrong } from '../job/messages.ts';
import { answersFor } from '../job/operator.ts';
import { host, rangeUp } from '../range/range.ts';
import { type NewMachine, newMachine } from './new-machine.ts';

const HOSTNAME = 'z-new-balanced.range.test';

describe('an app on a server that is not there yet, behind a load balancer', () => {
  let machine: NewMachine;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    // Moto's load balancer answers nobody: this host does instead, with a certificate for the name.
    const standIn = await host('z-new-balancer', {
      ...{ suite: 'trixie', variant: 'docker', disk: 'tmpfs' },
    });
    const image = { app: 'image', 'image.reference': 'example/hello:1', 'image.port': '8080' };
    machine = await newMachine({
      ...{ called: 'z-new-balanced', options: { disk: 'tmpfs', docker: true } },
      ...{ hostname: HOSTNAME, leadsTo: standIn.address },
      policy: ec2Policy({ bucket: null, balancer: true }),
      before: async ({ endpoint }) => {
        const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
        await new Route53Client({ endpoint, region: 'us-east-1', credentials }).send(
          new CreateHostedZoneCommand({ Name: 'range.test', CallerReference: 'test' }),
        );
      },
      answers: {
        ...{ ...image, 'ec2.name': 'study' },
        ...{ 'ec2.certificate': 'balancer', 'ec2.hostname': HOSTNAME },
      },
    });
    const { operator, server, remove } = machine;
    const there = await answersFor(standIn, HOSTNAME);
    const first = await operator.answers({ ...image, install: 'greeting', ...there });
    const got = await operator.run(['--answers', first, '--yes', '--json']);
    expect(got.code).toBe(0);
    await endTls(standIn, { to: server.address, from: standIn });
    return async () => {
      await remove();
      await standIn.remove();
    };
  });

  it('gets both, and then all the rest there, without a certificate of its own', async () => {
    const ran = await machine.run();
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(begun(ran)).toEqual(
      expect.arrayContaining([
        ...['balancer.make', 'balancer.proof', 'balancer.https', 'balancer.name'],
        ...['app.download', 'app.start', 'site.open'],
      ]),
    );
    expect(begun(ran)).not.toContain('certificate.obtain');
    const page = await machine.operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
    expect(JSON.parse(page.stdout)).toMatchObject({
      ...{ app: 'hello', headers: { 'X-Forwarded-Proto': 'https' } },
    });
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(machine.env.AWS_SECRET_ACCESS_KEY);
  });

  it('is found complete the next time', async () => {
    const ran = await machine.run();
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('can be deleted with all that costs money', async () => {
    const remove = ['launch', 'ec2', '--remove', 'study', '--confirm', 'study', '--yes', '--json'];
    const ran = await machine.run(remove);
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
