import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { ec2Machine } from '../../source/clouds/ec2/queries.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { ec2Steps } from '../../source/clouds/ec2/steps.ts';
import type { Apply } from '../../source/run.ts';
import { type Amazon, REGION, startAmazon } from './amazon.ts';

let amazon: Amazon;
beforeAll(async () => {
  amazon = await startAmazon(ec2Policy());
});
afterAll(async () => await amazon?.stop());

describe('an account at EC2', () => {
  it('tells whose it is, its regions, and the newest image for each kind of processor', async () => {
    expect(await amazon.accountAt(REGION)).toMatchObject({
      ...{ open: true, account: '123456789012', region: REGION },
      networks: [{ standard: true, range: '172.31.0.0/16' }],
      regions: expect.arrayContaining(['eu-central-1', 'us-east-1']),
      images: [
        { name: 'debian-13-amd64-20261101-2300', user: 'admin', architecture: 'x86_64' },
        { name: 'debian-13-arm64-20261101-2300', user: 'admin', architecture: 'arm64' },
      ],
    });
  });

  it.each([
    [
      'does not belong to the key',
      'refused',
      () => ({ id: amazon.key.id, secret: 'wr0ng/5ecret+0f/tests' }),
    ],
    ['may not do that', 'not-allowed', () => amazon.nobody],
  ])('says so where the secret or the user %s', async (_what, why, whose) => {
    expect(await amazon.accountAt(REGION, whose())).toMatchObject({ open: false, why });
  });
});

describe('a machine at EC2', () => {
  it('is made as it was wanted, once, with the least that a user may be allowed, and goes as a whole', async () => {
    const machine = await amazon.machineNamed('study');
    const events = await amazon.runSteps(ec2Steps(machine));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    const [instance, ...others] = await amazon.instancesNamed('study');
    expect(others).toEqual([]);
    expect(instance).toMatchObject({
      ...{ InstanceType: 't3.small', KeyName: 'study', ImageId: machine.image.id },
      State: { Name: 'running' },
    });
    const again = await amazon.runSteps(ec2Steps(machine));
    expect(again.filter(({ type }) => type === 'started')).toEqual([]);
    const removed = await amazon.runSteps(ec2Removal(REGION, 'study'));
    expect(removed.filter(({ type }) => type === 'failed')).toEqual([]);
    const left = await amazon.seen(ec2Machine(REGION, 'study'));
    expect(Object.values(left as object)).toEqual([null, null, null, null]);
  });

  it('is one and no more where the run was killed right after it was started', async () => {
    const machine = await amazon.machineNamed('killed');
    const killed: Apply = async function* (action, facts, stop) {
      yield* amazon.apply(action, facts, stop);
      if (action.do === 'ec2' && action.what.call === 'run-instance') throw new Error('killed');
    };
    await expect(amazon.runSteps(ec2Steps(machine), killed)).rejects.toThrow('killed');
    const events = await amazon.runSteps(ec2Steps(machine));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(await amazon.instancesNamed('killed')).toHaveLength(1);
    await amazon.runSteps(ec2Removal(REGION, 'killed'));
    expect(await amazon.instancesNamed('killed')).toHaveLength(0);
  });
});

describe('the networks of an account at EC2', () => {
  it('may be the person’s own alone: the server is put where the internet reaches it', async () => {
    const region = 'eu-north-1';
    const { id: accessKeyId, secret: secretAccessKey } = amazon.anything;
    const client = new EC2Client({ region, credentials: { accessKeyId, secretAccessKey } });
    const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({}));
    for (const { SubnetId } of Subnets) await client.send(new DeleteSubnetCommand({ SubnetId }));
    const { Vpcs = [] } = await client.send(new DescribeVpcsCommand({}));
    for (const { VpcId } of Vpcs) await client.send(new DeleteVpcCommand({ VpcId }));
    const made = await client.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const VpcId = made.Vpc?.VpcId;
    const subnets: string[] = [];
    for (const CidrBlock of ['10.0.1.0/24', '10.0.2.0/24']) {
      const { Subnet } = await client.send(new CreateSubnetCommand({ VpcId, CidrBlock }));
      subnets.push(Subnet?.SubnetId ?? '');
    }
    const { RouteTable } = await client.send(new CreateRouteTableCommand({ VpcId }));
    const { InternetGateway } = await client.send(new CreateInternetGatewayCommand({}));
    const InternetGatewayId = InternetGateway?.InternetGatewayId;
    await client.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId }));
    const RouteTableId = RouteTable?.RouteTableId;
    await client.send(
      new CreateRouteCommand({
        ...{ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId },
      }),
    );
    await client.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: subnets[1] }));

    const account = await amazon.accountAt(region);
    expect(account).toMatchObject({ networks: [{ id: VpcId, standard: false }] });
    const networks = account.open ? account.networks : [];
    expect(networks[0]?.subnets.filter(({ open }) => open).map(({ id }) => id)).toEqual([
      subnets[1],
    ]);
    const machine = {
      ...(await amazon.machineNamed('placed')),
      ...{ region, place: { network: VpcId ?? '', subnet: subnets[1] ?? '' } },
    };
    const events = await amazon.runSteps(ec2Steps(machine));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    const found = await client.send(new DescribeInstancesCommand({}));
    expect(found.Reservations?.[0]?.Instances?.[0]).toMatchObject({ VpcId, SubnetId: subnets[1] });
    const removed = await amazon.runSteps(ec2Removal(region, 'placed'));
    expect(removed.at(-1)).toMatchObject({ outcome: 'complete' });
  });
});
