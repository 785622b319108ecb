import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ec2Role, NO_ROLE, s3Bucket, s3Buckets, s3Files } from '../../source/clouds/ec2/bucket.ts';
import { bucketRemoval, bucketSteps } from '../../source/clouds/ec2/bucket-steps.ts';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { ec2Steps } from '../../source/clouds/ec2/steps.ts';
import { callEc2 } from '../../source/edges/clouds/ec2-call.ts';
import { callIam } from '../../source/edges/clouds/iam.ts';
import { callS3 } from '../../source/edges/clouds/s3-call.ts';
import { openS3 } from '../../source/edges/clouds/s3-look.ts';
import type { Apply } from '../../source/run.ts';
import { type Amazon, REGION, signal, startAmazon } from './amazon.ts';

const BUCKET = 'study-example-org-data';
let amazon: Amazon;
beforeAll(async () => {
  amazon = await startAmazon(ec2Policy({ bucket: BUCKET }));
});
afterAll(async () => await amazon?.stop());

const removal = (name: string, deleted: string | null) => [
  ...ec2Removal(REGION, name),
  ...bucketRemoval(REGION, name, deleted),
];

describe('a bucket for a machine at EC2', () => {
  it('is made closed and opened for the machine alone, wherever the run was killed, and goes when it is named', async () => {
    const machine = await amazon.machineNamed('stored');
    const goal = { bucket: BUCKET, region: REGION, name: 'stored', folder: '' };
    const steps = [...ec2Steps(machine), ...bucketSteps(goal)];
    const kept = { of: 'stored', closed: true, versioned: true, tidied: true, encrypted: true };
    const calls = await amazon.killedAnywhere(
      async () => steps,
      (action) => action.do !== 'ec2' || action.what.call === 'give-role',
      async () => {
        expect(await amazon.seen(s3Bucket(REGION, BUCKET))).toEqual(kept);
        expect(await amazon.seen(ec2Role(REGION, 'stored'))).toEqual({
          ...{ ...NO_ROLE, role: true, opens: BUCKET, profile: 'whole' },
        });
        expect(await amazon.instancesNamed('stored')).toHaveLength(1);
        const s3 = await openS3(amazon.answersOf(), REGION);
        for (const Body of ['one', 'two'])
          await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'data/a', Body }));
        const gone = await amazon.runSteps(removal('stored', BUCKET));
        expect(gone.filter(({ type }) => type === 'failed')).toEqual([]);
        expect(await amazon.seen(s3Buckets(REGION, 'stored'))).toEqual([]);
        expect(await amazon.seen(s3Bucket(REGION, BUCKET))).toBeNull();
        expect(await amazon.seen(ec2Role(REGION, 'stored'))).toEqual(NO_ROLE);
      },
    );
    expect(calls).toBeGreaterThan(8);
  });

  it('is not made by a user who may make servers alone; who may more goes on from there', async () => {
    const machine = await amazon.machineNamed('denied');
    const goal = { bucket: BUCKET, region: REGION, name: 'denied', folder: '' };
    const steps = [...ec2Steps(machine), ...bucketSteps(goal)];
    const asNobody: Apply = async function* (action) {
      yield* [];
      if (action.do === 'ec2') await callEc2(action, amazon.answersOf(), signal);
      if (action.do === 's3') await callS3(action, amazon.answersOf(amazon.nobody), signal);
      if (action.do === 'iam') await callIam(action, amazon.answersOf(amazon.nobody), signal);
    };
    const events = await amazon.runSteps(steps, asNobody);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      trouble: { code: 'ec2.not-allowed' },
    });
    expect(await amazon.seen(s3Buckets(REGION, 'denied'))).toEqual([]);
    expect((await amazon.runSteps(steps)).at(-1)).toMatchObject({ outcome: 'complete' });
    await amazon.runSteps(removal('denied', BUCKET));
    expect(await amazon.seen(s3Bucket(REGION, BUCKET))).toBeNull();
  });

  it('stays with what is in it where only the machine goes', async () => {
    const machine = await amazon.machineNamed('left');
    const folder = await mkdtemp(join(tmpdir(), 'own-files-'));
    onTestFinished(async () => await rm(folder, { recursive: true }));
    await mkdir(join(folder, 'config'));
    await writeFile(join(folder, 'config', 'production.env'), 'A=1\n');
    const goal = { bucket: BUCKET, region: REGION, name: 'left', folder };
    await amazon.runSteps([...ec2Steps(machine), ...bucketSteps(goal)]);
    const md5 = createHash('md5').update('A=1\n').digest('hex');
    const there = new Map([['config/production.env', md5]]);
    expect(await amazon.seen(s3Files(REGION, BUCKET))).toEqual(there);
    const again = await amazon.runSteps([...ec2Steps(machine), ...bucketSteps(goal)]);
    expect(again.filter(({ type }) => type === 'started')).toEqual([]);
    await amazon.runSteps(removal('left', null));
    expect(await amazon.seen(s3Files(REGION, BUCKET))).toEqual(there);
    expect(await amazon.seen(s3Buckets(REGION, 'left'))).toEqual([BUCKET]);
    expect(await amazon.seen(ec2Role(REGION, 'left'))).toEqual(NO_ROLE);
    const others = await amazon.runSteps(bucketSteps({ ...goal, name: 'others' }).slice(0, 1));
    expect(others.find(({ type }) => type === 'failed')).toMatchObject({ step: 'ec2.bucket' });
  });
});
