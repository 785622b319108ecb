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
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ec2Role, NO_ROLE, s3Bucket, s3Buckets } from '../../source/clouds/ec2-bucket.ts';
import { bucketRemoval, bucketSteps } from '../../source/clouds/ec2-bucket-steps.ts';
import { ec2Policy } from '../../source/clouds/ec2-policy.ts';
import { ec2Account, ec2Machine } from '../../source/clouds/ec2-queries.ts';
import { ec2Removal } from '../../source/clouds/ec2-removal.ts';
import { ec2Steps } from '../../source/clouds/ec2-steps.ts';
import type { CloudAccountFact, MachineGoal } from '../../source/clouds/machine.ts';
import { EVERYBODY } from '../../source/clouds/machine-questions.ts';
import { callEc2 } from '../../source/edges/clouds/ec2-call.ts';
import { callIam } from '../../source/edges/clouds/iam.ts';
import { lookAtEc2 } from '../../source/edges/clouds/look-at-ec2.ts';
import { callS3 } from '../../source/edges/clouds/s3-call.ts';
import { openS3 } from '../../source/edges/clouds/s3-look.ts';
import type { Event } from '../../source/event.ts';
import { Facts, type Look } from '../../source/facts/facts.ts';
import { type Apply, run } from '../../source/run.ts';
import { Secret } from '../../source/secret.ts';
import type { Step } from '../../source/steps/step.ts';
import type { Moto } from '../dns-providers/moto.ts';
import { rangeUp } from '../range/range.ts';
import { startMotoEc2 } from './start-moto-ec2.ts';

const REGION = 'eu-central-1';
const BUCKET = 'study-example-org-data';
const signal = new AbortController().signal;
let moto: Moto;
let key = { id: '', secret: '' };
let nobody = key;
let anything = key;

beforeAll(async () => {
  await rangeUp({ suites: [], apps: [] });
  moto = await startMotoEc2();
  process.env.AWS_ENDPOINT_URL = moto.endpoint;
  // What we tell people to paste must do.
  key = await moto.keyOf('setup-server', ec2Policy({ bucket: BUCKET }));
  const little = { Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' };
  nobody = await moto.keyOf(
    'nobody',
    JSON.stringify({ Version: '2012-10-17', Statement: [little] }),
  );
  anything = await moto.keyOf(
    'anything',
    JSON.stringify({
      ...{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    }),
  );
  await moto.checkKeys();
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL;
  await moto?.stop();
});

const answersOf = ({ id, secret } = key) => ({
  ...{ 'ec2.key-id': id, 'ec2.secret': new Secret(secret) },
});
const accountAt = async (region: string, whose = key) =>
  (await lookAtEc2(ec2Account(region, whose.id), answersOf(whose), signal))
    .value as CloudAccountFact;

const look: Look = async function* (queries) {
  for (const query of queries) {
    // Nobody stands at the addresses that moto gives.
    if (query.fact === 'ec2Entrance')
      yield { query, value: { open: true, fingerprints: [] } } as never;
    else yield await lookAtEc2(query as never, answersOf(), signal);
  }
};

const apply: Apply = async function* (action) {
  yield* [];
  if (action.do === 'ec2') await callEc2(action, answersOf(), signal);
  else if (action.do === 'iam') await callIam(action, answersOf(), signal);
  else if (action.do === 's3') await callS3(action, answersOf(), signal);
  else throw new Error('unexpected');
};

async function runSteps(steps: readonly Step[], doing: Apply = apply): Promise<Event[]> {
  const events: Event[] = [];
  const control = { stop: signal, abort: signal, overridden: new Set<string>() };
  const pause = async () => {};
  const now = () => Date.now() / 1000;
  const loop = run(steps, new Facts(), { look, apply: doing, pause, now }, control);
  for await (const event of loop) events.push(event);
  return events;
}

async function machineNamed(name: string): Promise<MachineGoal> {
  const account = await accountAt(REGION);
  const image = account.open && account.images.find((each) => each.architecture === 'x86_64');
  if (!image) throw new Error('Moto has no image of Debian.');
  return {
    ...{
      name,
      region: REGION,
      type: 't3.small',
      image,
      diskGB: 30,
      protect: true,
      bucket: null,
      place: null,
    },
    sshFrom: EVERYBODY,
    key: {
      ...{ file: '', make: false },
      publicKey:
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl test',
    },
  };
}

async function instancesNamed(name: string) {
  const client = new EC2Client({
    region: REGION,
    credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
  });
  const found = await client.send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: [name] }] }),
  );
  const all = (found.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
  return all.filter(({ State }) => State?.Name !== 'terminated');
}

describe('an account at EC2', () => {
  it('tells whose it is, its regions, and the newest image for each kind of processor', async () => {
    expect(await accountAt(REGION)).toMatchObject({
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
      () => ({ id: key.id, secret: 'wr0ng/5ecret+0f/tests' }),
    ],
    ['may not do that', 'not-allowed', () => nobody],
  ])('says so where the secret or the user %s', async (_what, why, whose) => {
    expect(await accountAt(REGION, whose())).toMatchObject({ open: false, why });
  });
});

describe('a machine at EC2', () => {
  it('is made as it was wanted, once, with the least that a user may be allowed, and goes as a whole', async () => {
    const machine = await machineNamed('study');
    const events = await runSteps(ec2Steps(machine));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    const [instance, ...others] = await instancesNamed('study');
    expect(others).toEqual([]);
    expect(instance).toMatchObject({
      ...{ InstanceType: 't3.small', KeyName: 'study', ImageId: machine.image.id },
      State: { Name: 'running' },
    });
    const again = await runSteps(ec2Steps(machine));
    expect(again.filter(({ type }) => type === 'started')).toEqual([]);
    const removed = await runSteps(ec2Removal(REGION, 'study'));
    expect(removed.filter(({ type }) => type === 'failed')).toEqual([]);
    const left = await lookAtEc2(ec2Machine(REGION, 'study'), answersOf(), signal);
    expect(Object.values(left.value as object)).toEqual([null, null, null, null]);
  });

  it('is one and no more where the run was killed right after it was started', async () => {
    const machine = await machineNamed('killed');
    const killed: Apply = async function* (action, facts, stop) {
      yield* apply(action, facts, stop);
      if (action.do === 'ec2' && action.what.call === 'run-instance') throw new Error('killed');
    };
    await expect(runSteps(ec2Steps(machine), killed)).rejects.toThrow('killed');
    const events = await runSteps(ec2Steps(machine));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(await instancesNamed('killed')).toHaveLength(1);
    await runSteps(ec2Removal(REGION, 'killed'));
    expect(await instancesNamed('killed')).toHaveLength(0);
  });
});

describe('the networks of an account at EC2', () => {
  it('may be the person’s own alone: the server is put where the internet reaches it', async () => {
    const region = 'eu-north-1';
    const { id: accessKeyId, secret: secretAccessKey } = anything;
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

    const account = await accountAt(region);
    expect(account).toMatchObject({ networks: [{ id: VpcId, standard: false }] });
    const networks = account.open ? account.networks : [];
    expect(networks[0]?.subnets.filter(({ open }) => open).map(({ id }) => id)).toEqual([
      subnets[1],
    ]);
    const machine = {
      ...(await machineNamed('placed')),
      ...{ region, place: { network: VpcId ?? '', subnet: subnets[1] ?? '' } },
    };
    const events = await runSteps(ec2Steps(machine));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    const found = await client.send(new DescribeInstancesCommand({}));
    expect(found.Reservations?.[0]?.Instances?.[0]).toMatchObject({ VpcId, SubnetId: subnets[1] });
    const removed = await runSteps(ec2Removal(region, 'placed'));
    expect(removed.at(-1)).toMatchObject({ outcome: 'complete' });
  });
});

describe('a bucket for a machine at EC2', () => {
  const seen = async (query: Parameters<typeof lookAtEc2>[0]) =>
    (await lookAtEc2(query, answersOf(), signal)).value;
  const removal = (name: string, deleted: string | null) => [
    ...ec2Removal(REGION, name),
    ...bucketRemoval(REGION, name, deleted),
  ];

  it('is made closed and opened for the machine alone, wherever the run was killed, and goes when it is named', async () => {
    const machine = await machineNamed('stored');
    const goal = { bucket: BUCKET, region: REGION, name: 'stored' };
    const steps = [...ec2Steps(machine), ...bucketSteps(goal)];
    const kept = { of: 'stored', closed: true, versioned: true, tidied: true, encrypted: true };
    let calls = 0;
    // A process that is killed makes none of the calls beside that one either.
    let before: Promise<unknown> = Promise.resolve();
    const oneByOne = async (work: () => Promise<void>) => {
      const mine = before.then(work);
      before = mine.catch(() => {});
      await mine;
    };
    const killedAt = (number: number): Apply => {
      return async function* (action, facts, stop) {
        yield* [];
        await oneByOne(async () => {
          if (calls === number) throw new Error('killed');
          for await (const _ of apply(action, facts, stop));
          if (action.do === 'ec2' && action.what.call !== 'give-role') return;
          calls += 1;
          if (calls === number) throw new Error('killed');
        });
      };
    };
    for (let number = 1; ; number += 1) {
      calls = 0;
      const killed = await runSteps(steps, killedAt(number)).then(
        () => false,
        () => true,
      );
      await before;
      const events = await runSteps(steps);
      expect(
        events.filter(({ type }) => type === 'failed'),
        `after ${number}`,
      ).toEqual([]);
      expect(await seen(s3Bucket(REGION, BUCKET))).toEqual(kept);
      expect(await seen(ec2Role(REGION, 'stored'))).toEqual({
        ...{ role: true, opens: BUCKET, profile: 'whole' },
      });
      expect(await instancesNamed('stored')).toHaveLength(1);
      const s3 = await openS3(answersOf(), REGION);
      for (const Body of ['one', 'two'])
        await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'config/a.env', Body }));
      const gone = await runSteps(removal('stored', BUCKET));
      expect(gone.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(await seen(s3Buckets(REGION, 'stored'))).toEqual([]);
      expect(await seen(s3Bucket(REGION, BUCKET))).toBeNull();
      expect(await seen(ec2Role(REGION, 'stored'))).toEqual(NO_ROLE);
      if (!killed) break;
    }
    expect(calls).toBeGreaterThan(8);
  });

  it('stays with what is in it where only the machine goes', async () => {
    const machine = await machineNamed('left');
    const goal = { bucket: BUCKET, region: REGION, name: 'left' };
    await runSteps([...ec2Steps(machine), ...bucketSteps(goal)]);
    await runSteps(removal('left', null));
    expect(await seen(s3Buckets(REGION, 'left'))).toEqual([BUCKET]);
    expect(await seen(ec2Role(REGION, 'left'))).toEqual(NO_ROLE);
    const others = await runSteps(bucketSteps({ ...goal, name: 'others' }).slice(0, 1));
    expect(others.find(({ type }) => type === 'failed')).toMatchObject({ step: 'ec2.bucket' });
  });
});
