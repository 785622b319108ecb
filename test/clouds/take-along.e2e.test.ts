import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Moto } from '../dns-providers/moto.ts';
import { newOperator, type Operator } from '../job/operator.ts';
import { rangeUp } from '../range/range.ts';
import { startMotoEc2 } from './start-moto-ec2.ts';

const REGION = 'eu-central-1';
const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };
const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl test';

let moto: Moto;
let operator: Operator;
beforeAll(async () => {
  await rangeUp({ suites: [], apps: [] });
  moto = await startMotoEc2();
  operator = await newOperator();
});
afterAll(() => moto?.stop());

/** Moto tells the service from the credential's scope. */
async function stack(Action: string, more: Record<string, string> = {}): Promise<string> {
  const scope = `test/20260101/${REGION}/cloudformation/aws4_request`;
  const reply = await fetch(moto.endpoint, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}` },
    body: new URLSearchParams({ Version: '2010-05-15', Action, StackName: 'study', ...more }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(text);
  return text;
}

describe('a server as files', () => {
  const flags = [
    ...['launch', 'ec2', '--write', 'server', '--yes', '--json', '--set', 'ec2.name=study'],
    ...['--set', 'ec2.ssh-from=203.0.113.9/32', '--set', 'ec2.protect=no'],
    ...['--set', 'ec2.store=yes', '--set', 'ec2.bucket=study-range-test'],
  ];

  it('is written without any account', async () => {
    const ran = await operator.run(flags);
    expect(ran.code).toBe(0);
    const again = await operator.run(flags);
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    const script = await operator.program([
      'bash',
      '-n',
      join(operator.folder, 'server/user-data.sh'),
    ]);
    expect(script.code).toBe(0);
  });

  it('becomes that server by CloudFormation', async () => {
    const text = await readFile(join(operator.folder, 'server/template.json'), 'utf8');
    await stack('CreateStack', {
      TemplateBody: text,
      'Capabilities.member.1': 'CAPABILITY_IAM',
      'Parameters.member.1.ParameterKey': 'PublicKey',
      'Parameters.member.1.ParameterValue': PUBLIC_KEY,
    });
    expect(await stack('DescribeStacks')).toContain('<StackStatus>CREATE_COMPLETE</StackStatus>');
    const settings = { endpoint: moto.endpoint, region: REGION, credentials: KEYS };
    const found = await new EC2Client(settings).send(new DescribeInstancesCommand({}));
    const [instance] = found.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? [];
    expect(instance).toMatchObject({
      ImageId: 'ami-0deb130000000001',
      Tags: expect.arrayContaining([
        { Key: 'Bootstrap', Value: 's3://study-range-test/deploy/server.sh' },
      ]),
    });
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual(['study-range-test']);
    await stack('DeleteStack');
  });
});
