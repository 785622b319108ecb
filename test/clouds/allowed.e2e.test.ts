import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AllowedFact, ec2Allowed } from '../../source/clouds/ec2/allowed.ts';
import { bucketPolicy, ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { type Amazon, REGION, startAmazon } from './amazon.ts';

const BUCKET = 'study-example-org-data';
let amazon: Amazon;
beforeAll(async () => {
  amazon = await startAmazon(ec2Policy({ bucket: BUCKET }));
});
afterAll(async () => await amazon?.stop());

const seen = async (policy: string, whose = amazon.key) =>
  (await amazon.seen(ec2Allowed(REGION, policy), whose)) as AllowedFact;

describe('what a user at Amazon may do', () => {
  it('is all that the policy allows which was pasted for it', async () => {
    const policy = ec2Policy({ bucket: BUCKET });
    expect(await seen(policy)).toEqual({ how: 'asked', missing: [] });
    expect(await seen(ec2Policy({}))).toEqual({ how: 'asked', missing: [] });
    expect(await seen(bucketPolicy(BUCKET), amazon.anything)).toEqual({
      ...{ how: 'asked', missing: [] },
    });
  });

  it('is named, action by action, where more is wished for', async () => {
    const more = await seen(ec2Policy({ bucket: BUCKET, balancer: true, database: true }));
    expect(more.how).toBe('asked');
    expect(more.missing).toEqual(
      expect.arrayContaining([
        ...['acm:RequestCertificate', 'elasticloadbalancing:CreateLoadBalancer'],
        ...['rds:CreateDBInstance', 'iam:CreateServiceLinkedRole'],
      ]),
    );
    expect(more.missing).not.toContain('ec2:RunInstances');
    const other = await seen(ec2Policy({ bucket: 'another-bucket' }));
    expect(other.missing).toContain('s3:PutObject');
    expect(other.missing).not.toContain('iam:CreateRole');
  });

  it('is tried by what does no harm where the user may not ask', async () => {
    const policy = ec2Policy({ balancer: true });
    const { how, missing } = await seen(policy, amazon.nobody);
    expect(how).toBe('tried');
    expect(missing).toEqual(
      expect.arrayContaining([
        ...['ec2:CreateSecurityGroup', 'acm:ListCertificates'],
        ...['elasticloadbalancing:DescribeLoadBalancers', 'iam:GetRole'],
      ]),
    );
  });
});
