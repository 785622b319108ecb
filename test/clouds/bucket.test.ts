import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { docassemble } from '../../source/apps/docassemble.ts';
import { isItsProfile, NO_ROLE, s3Bucket, s3Buckets } from '../../source/clouds/ec2/bucket.ts';
import {
  bucketEnd,
  bucketItems,
  bucketToDelete,
  problemWithBucketName,
} from '../../source/clouds/ec2/bucket-questions.ts';
import { bucketRemoval, bucketSteps } from '../../source/clouds/ec2/bucket-steps.ts';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { ec2Steps } from '../../source/clouds/ec2/steps.ts';
import { machineGoal, toldOf } from '../../source/clouds/launch.ts';
import type { MachineGoal } from '../../source/clouds/machine.ts';
import { describeAction } from '../../source/describe.ts';
import { lookAtOwnFiles } from '../../source/edges/local/own-files.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { nextMove } from '../../source/interview.ts';
import { isExpert } from '../../source/questions/question.ts';
import { STANDARD } from './networks.ts';
import { brought, PretendEc2 } from './pretend-ec2.ts';
import { Killed, killedAfter, runOn } from './run-on-ec2.ts';

const [region, name, bucket] = ['eu-central-1', 'study', 'study-example-org-data'];
const machine: MachineGoal = {
  ...{
    name,
    region,
    type: 't3.small',
    diskGB: 30,
    protect: true,
    bucket,
    place: null,
    database: null,
  },
  image: {
    ...{ id: 'ami-1', name: 'debian-13-amd64-20261101', user: 'admin', architecture: 'x86_64' },
    rootDevice: '/dev/xvda',
  },
  cost: 'about $21 a month with its disk and address, as of 2025-06',
  sshFrom: '203.0.113.9/32',
  key: { publicKey: 'ssh-ed25519 AAAA', file: '', make: false },
};
const steps = () => [...ec2Steps(machine), ...bucketSteps({ bucket, region, name, folder: '' })];
const removal = (deleted: string | null) => [
  ...ec2Removal(region, name),
  ...bucketRemoval(region, name, deleted),
];
const WANTED = { app: 'docassemble', 'ec2.store': true, 'ec2.bucket': bucket };
const KEPT = { of: name, closed: true, versioned: true, tidied: true, encrypted: true };

describe('a bucket for a server', () => {
  it('is made closed, with a role that opens nothing else, wherever the run was killed', async () => {
    const undisturbed = new PretendEc2();
    await runOn(undisturbed, steps());
    expect(undisturbed.buckets.get(bucket)).toEqual(KEPT);
    expect(undisturbed.role).toEqual({ ...NO_ROLE, role: true, opens: bucket, profile: 'whole' });
    const profile = undisturbed.machine.instance?.profile ?? null;
    expect(isItsProfile(profile, { region, name })).toBe(true);
    const count = undisturbed.done.length;
    for (let number = 1; number <= count; number += 1) {
      const ec2 = new PretendEc2();
      await expect(runOn(ec2, steps(), killedAfter(ec2, number))).rejects.toThrow(Killed);
      const events = await runOn(ec2, steps());
      expect(events.at(-1), `after ${number}`).toMatchObject({ outcome: 'complete' });
      expect([...ec2.buckets]).toEqual([[bucket, KEPT]]);
      expect(ec2.role).toEqual(undisturbed.role);
      expect(ec2.instances).toBe(1);
    }
    const before = undisturbed.done.length;
    await runOn(undisturbed, steps());
    expect(undisturbed.done).toHaveLength(before);
  });

  it('is left alone where it is somebody else’s, or of another server', async () => {
    for (const of of [null, 'other']) {
      const ec2 = new PretendEc2();
      const theirs = { of, closed: false, versioned: false, tidied: false, encrypted: false };
      ec2.buckets.set(bucket, theirs);
      const events = await runOn(ec2, steps());
      expect(events.find(({ type }) => type === 'failed')).toMatchObject({ step: 'ec2.bucket' });
      expect(ec2.buckets.get(bucket)).toBe(theirs);
    }
  });

  it('is not changed for another one in which the data are not', async () => {
    const ec2 = new PretendEc2();
    await runOn(ec2, steps());
    const events = await runOn(
      ec2,
      bucketSteps({ bucket: 'another', region, name, folder: '' }).slice(1, 2),
    );
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      trouble: { why: expect.stringContaining(bucket) },
    });
    expect(ec2.role.opens).toBe(bucket);
  });

  it('stays when the server goes, unless it is named; the role goes, wherever that was killed', async () => {
    for (const deleted of [null, bucket]) {
      const made = async () => {
        const ec2 = new PretendEc2();
        await runOn(ec2, steps());
        ec2.done.length = 0;
        return ec2;
      };
      const undisturbed = await made();
      await runOn(undisturbed, removal(deleted));
      for (let number = 1; number <= undisturbed.done.length; number += 1) {
        const ec2 = await made();
        await expect(runOn(ec2, removal(deleted), killedAfter(ec2, number))).rejects.toThrow(
          Killed,
        );
        await runOn(ec2, removal(deleted));
        expect(ec2.role, `after ${number}`).toEqual(NO_ROLE);
        expect([...ec2.buckets]).toEqual(deleted ? [] : [[bucket, KEPT]]);
      }
    }
  });

  it('is shown as what a person could type', async () => {
    const ec2 = new PretendEc2();
    await runOn(ec2, steps());
    await runOn(ec2, removal(bucket));
    const lines = ec2.done.flatMap(describeAction);
    expect(lines).toContain(
      `aws s3api create-bucket --bucket ${bucket} --create-bucket-configuration 'LocationConstraint=eu-central-1,Tags=[{Key=setup-server,Value=study}]' --region eu-central-1`,
    );
    expect(lines).toContain(
      `aws ec2 associate-iam-instance-profile --instance-id i-1 --iam-instance-profile Name=eu-central-1-study --region eu-central-1`,
    );
    expect(lines.filter((line) => line.includes('create-role'))).toHaveLength(1);
    expect(lines.at(lines.findIndex((line) => line.includes('delete-bucket')) - 1)).toMatch(/^#/);
  });
});

describe('files for a bucket', () => {
  const withFiles = () => [
    ...ec2Steps(machine),
    ...bucketSteps({ bucket, region, name, folder: '~/shop' }),
  ];

  it('go there, and those alone that have changed the next time', async () => {
    const ec2 = new PretendEc2();
    ec2.ownFiles.set('config/production.env', 'a1').set('deploy/web.sh', 'b1');
    await runOn(ec2, withFiles());
    expect(ec2.files).toEqual(ec2.ownFiles);
    ec2.ownFiles.set('config/production.env', 'a2');
    ec2.done.length = 0;
    await runOn(ec2, withFiles());
    expect(ec2.done.flatMap(describeAction)).toEqual([
      `aws s3 cp '~/shop/config/production.env' s3://${bucket}/config/production.env --region ${region}`,
    ]);
    expect(ec2.files).toEqual(ec2.ownFiles);
  });

  it('do not go into a bucket that is not the server’s own', async () => {
    const ec2 = new PretendEc2();
    ec2.ownFiles.set('config/production.env', 'a1');
    ec2.buckets.set(bucket, { ...KEPT, of: null });
    await runOn(ec2, withFiles());
    expect(ec2.files.size).toBe(0);
  });

  it('are read where they are said to lie, without links', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'own-files-'));
    onTestFinished(async () => await rm(folder, { recursive: true }));
    await mkdir(join(folder, 'config', 'more'), { recursive: true });
    await writeFile(join(folder, 'config', 'more', 'a.env'), 'A=1\n');
    await writeFile(join(folder, 'other.env'), 'B=1\n');
    await symlink(join(folder, 'other.env'), join(folder, 'config', 'link'));
    expect(await lookAtOwnFiles(folder)).toEqual({
      files: [{ key: 'config/more/a.env', md5: createHash('md5').update('A=1\n').digest('hex') }],
    });
    expect(await lookAtOwnFiles(join(folder, 'nowhere'))).toEqual({ files: [] });
    const answers = { ...WANTED, 'ec2.bucket-folder': join(folder, 'nowhere') };
    const facts = new Facts([
      { query: query('ownFiles', '', join(folder, 'nowhere')), value: { files: [] } } as never,
    ]);
    const confirmed = Object.keys(answers);
    expect(nextMove(bucketItems, { answers, facts, confirmed })).toMatchObject({
      ...{ move: 'ask', questions: [{ id: 'ec2.bucket-folder' }] },
    });
  });
});

describe('what is asked about it', () => {
  const answers = {
    ...{ ...WANTED, 'ec2.bucket-folder': '' },
    ...{ 'ec2.region': region, 'ec2.name': name },
  };
  const seen = (wanted: ReturnType<typeof s3Bucket>, value: unknown) =>
    new Facts([{ query: wanted, value } as never]);

  it('is asked of those whose app can use it, and of few others', () => {
    const [first] = bucketItems;
    if (!first || !('ask' in first)) throw new Error('unexpected');
    const { ask } = first;
    const facts = new Facts();
    const applies = (app: string) => ask.when?.({ app }, facts);
    expect(['docassemble', 'image', 'jatos'].map(applies)).toEqual([true, true, false]);
    expect(isExpert(ask, { app: 'docassemble' }, facts)).toBe(false);
    expect(isExpert(ask, {}, facts)).toBe(true);
  });

  it('is asked again where somebody has a bucket of that name', () => {
    const confirmed = Object.keys(answers);
    const move = (of: string | null) => {
      const facts = seen(s3Bucket(region, bucket), { ...KEPT, of });
      return nextMove(bucketItems, { answers, facts, confirmed });
    };
    expect(move(name)).toEqual({ move: 'done' });
    expect(move(null)).toMatchObject({ move: 'ask', questions: [{ id: 'ec2.bucket' }] });
    expect(move('other')).toMatchObject({ move: 'ask' });
  });

  it('takes only names that Amazon and docassemble take', () => {
    const right = ['study-example-org-data', 'abc', 'a1b2'];
    const wrong = [
      'ab',
      'Study',
      'study.example',
      '123456',
      '-abc',
      'abc-',
      'xn--abc',
      'a-s3alias',
    ];
    expect(right.map(problemWithBucketName)).toEqual(right.map(() => undefined));
    expect(wrong.filter((each) => problemWithBucketName(each) === undefined)).toEqual([]);
  });

  it('is its name before it is deleted, and any other leaves it', () => {
    const facts = seen(s3Buckets(region, name) as never, [bucket]);
    expect(bucketEnd.when?.(answers, facts)).toBe(true);
    expect(bucketEnd.when?.(answers, new Facts())).toBe(false);
    const typed = (text: string) => ({ ...answers, 'ec2.bucket-confirm': text });
    expect(bucketToDelete(typed(bucket), facts)).toBe(bucket);
    expect(bucketToDelete(typed(''), facts)).toBeNull();
    expect(bucketToDelete(typed('another'), facts)).toBeNull();
    expect(bucketEnd.kind === 'text' && bucketEnd.problem?.('another', answers, facts)).toMatch(
      bucket,
    );
  });

  it('becomes what docassemble is told: the bucket, and no key', () => {
    const account = {
      ...{ open: true, account: '1', region, networks: [STANDARD], regions: [region] },
      images: [machine.image],
    };
    const facts = new Facts([
      { query: query('ec2Account', '', `${region} `), value: account } as never,
    ]);
    const goal = machineGoal(
      { ...answers, 'ec2.type': 't3.small' },
      facts,
      brought('ssh-ed25519 AAAA'),
    );
    expect(goal.bucket).toBe(bucket);
    const told = toldOf(goal, answers, facts);
    const ids = docassemble.questions.map(({ id }) => id);
    expect(Object.keys(told).filter((id) => !ids.includes(id))).toEqual([]);
    expect(told).toEqual({
      ...{ 'docassemble.store': 's3', 'settings.S3BUCKET': bucket },
      ...{ 'settings.S3REGION': region, 'settings.S3ACCESSKEY': '' },
    });
    expect(toldOf({ ...goal, bucket: null }, answers, facts)).toEqual({});
    expect(toldOf(goal, { ...answers, app: 'image' }, facts)).toEqual({});
  });

  it('needs of a user nothing but that bucket, and roles of ours', () => {
    const text = ec2Policy({ bucket });
    const { Statement } = JSON.parse(text) as {
      Statement: { Action: string[]; Resource: string[] }[];
    };
    const writes = (service: string) =>
      Statement.filter(({ Action }) =>
        Action.some((each) => each.startsWith(service) && !/:(Get|List|Simulate)/.test(each)),
      ).flatMap(({ Resource }) => Resource);
    expect(writes('s3:')).toEqual([`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]);
    expect(writes('iam:').every((each) => each.endsWith('/setup-server/*'))).toBe(true);
    expect(text.split('\n').filter((line) => line.length > 72)).toEqual([]);
  });
});
