import { describe, expect, it } from 'vitest';
import { onceAllowed } from '../../source/clouds/ec2/allowed.ts';
import { bucketSteps } from '../../source/clouds/ec2/bucket-steps.ts';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import type { Event } from '../../source/event.ts';
import { PretendEc2 } from './pretend-ec2.ts';
import { runOn } from './run-on-ec2.ts';

const [region, bucket] = ['eu-central-1', 'study-example-org-data'];
const steps = () => {
  const [made] = bucketSteps({ region, bucket, name: 'study', folder: '' });
  return onceAllowed(region, ec2Policy({ bucket }), made ? [made] : []);
};

describe('a user at Amazon who may not do all that is planned', () => {
  it('is told what to paste before anything is made, and may go on then', async () => {
    const ec2 = new PretendEc2();
    ec2.forbidden = ['s3:CreateBucket', 'iam:CreateRole'];
    const told: Extract<Event, { type: 'instructed' }>[] = [];
    const events = await runOn(ec2, steps(), ec2.apply, (event) => {
      if (event.type !== 'instructed') return;
      expect(ec2.done).toEqual([]);
      told.push(event);
      ec2.forbidden = [];
    });
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(ec2.buckets.has(bucket)).toBe(true);
    const policy = JSON.parse(told[0]?.fields[0]?.value ?? '');
    expect(policy.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:CreateBucket'],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
      { Effect: 'Allow', Action: ['iam:CreateRole'], Resource: expect.any(Array) },
    ]);
  });

  it('ends with nothing made where nobody allows it', async () => {
    const ec2 = new PretendEc2();
    ec2.forbidden = ['s3:CreateBucket'];
    let time = 0;
    const events = await runOn(
      ec2,
      steps(),
      ec2.apply,
      () => {},
      () => {
        time += 100;
        return time;
      },
    );
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      step: 'ec2.allowed',
      trouble: { why: expect.stringContaining('s3:CreateBucket') },
    });
    expect(ec2.done).toEqual([]);
  });
});
