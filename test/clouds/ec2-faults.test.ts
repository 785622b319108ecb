import { describe, expect, it } from 'vitest';
import { bucketRemoval, bucketSteps } from '../../source/clouds/ec2/bucket-steps.ts';
import { NO_DATABASE } from '../../source/clouds/ec2/database.ts';
import { databaseRemoval, databaseSteps } from '../../source/clouds/ec2/database-steps.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { ec2Steps } from '../../source/clouds/ec2/steps.ts';
import type { MachineGoal } from '../../source/clouds/machine.ts';
import { ec2Trouble } from '../../source/edges/clouds/ec2-trouble.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Apply } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { STANDARD } from './networks.ts';
import { PretendEc2 } from './pretend-ec2.ts';
import { runOn } from './run-on-ec2.ts';

const [region, name, bucket] = ['eu-central-1', 'study', 'study-example-org-data'];
const machine: MachineGoal = {
  ...{ name, region, type: 't3.small', diskGB: 30, protect: true, bucket },
  ...{ place: null, database: null },
  image: {
    ...{ id: 'ami-1', name: 'debian-13-amd64-20261101', user: 'admin', architecture: 'x86_64' },
    rootDevice: '/dev/xvda',
  },
  cost: 'about $21 a month with its disk and address, as of 2025-06',
  sshFrom: '203.0.113.9/32',
  key: { publicKey: 'ssh-ed25519 AAAA', file: '', make: false },
};
const steps = [
  ...ec2Steps(machine),
  ...bucketSteps({ bucket, region, name, folder: '' }),
  ...databaseSteps({
    ...{ name, region, engine: 'postgres', login: 'docassemble', size: 'db.t4g.micro' },
    ...{ storageGB: 20, backupDays: 7, protect: true, network: STANDARD },
    ...{ cost: '', password: new Secret('Made0up1by2us3') },
  }),
];
const removal = [
  ...ec2Removal(region, name, databaseRemoval(region, name, true)),
  ...bucketRemoval(region, name, bucket),
];
const named = (error: string, message = '') => Object.assign(new Error(message), { name: error });

describe('what Amazon does at times', () => {
  it('does not show at once what was made: nothing is made twice, and nothing is given up', async () => {
    for (const lag of [1, 4]) {
      const ec2 = new PretendEc2();
      ec2.lag = lag;
      const events = await runOn(ec2, steps);
      expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
      expect([ec2.instances, ec2.rds.made, ec2.buckets.size]).toEqual([1, 1, 1]);
      const gone = await runOn(ec2, removal);
      expect(gone.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(Object.values(ec2.machine)).toEqual([null, null, null, null]);
      expect([ec2.rds.fact, ec2.buckets.size]).toEqual([NO_DATABASE, 0]);
    }
  });

  it('says that it is too busy, of any call: it is asked again', async () => {
    const undisturbed = new PretendEc2();
    await runOn(undisturbed, steps);
    for (let number = 1; number <= undisturbed.done.length; number += 1) {
      const ec2 = new PretendEc2();
      let count = 0;
      const throttled: Apply = async function* (action, facts, signal) {
        count += 1;
        if (count === number) throw ec2Trouble(named('RequestLimitExceeded', 'Slow down.'));
        yield* ec2.apply(action, facts, signal);
      };
      const events = await runOn(ec2, steps, throttled);
      expect(events.at(-1), `at ${number}`).toMatchObject({ outcome: 'complete' });
      expect(events.some(({ type }) => type === 'retried')).toBe(true);
      expect([ec2.instances, ec2.rds.made, ec2.buckets.size]).toEqual([1, 1, 1]);
    }
  });

  it('forbids one call: the run ends there, and goes on once that is allowed', async () => {
    const undisturbed = new PretendEc2();
    await runOn(undisturbed, steps);
    for (let number = 1; number <= undisturbed.done.length; number += 1) {
      const ec2 = new PretendEc2();
      let count = 0;
      const forbidden: Apply = async function* (action, facts, signal) {
        count += 1;
        if (count === number) throw ec2Trouble(named('AccessDenied', 'not authorized'));
        yield* ec2.apply(action, facts, signal);
      };
      const events = await runOn(ec2, steps, forbidden);
      expect(
        events.find(({ type }) => type === 'failed'),
        `at ${number}`,
      ).toMatchObject({
        trouble: { code: 'ec2.not-allowed' },
      });
      await runOn(ec2, steps);
      expect([ec2.instances, ec2.rds.made, ec2.buckets.size]).toEqual([1, 1, 1]);
    }
  });
});

describe('its words for a refusal', () => {
  it('name what the user may not do', () => {
    const message =
      'User: arn:aws:iam::1:user/a is not authorized to perform: s3:CreateBucket on resource: x';
    expect(ec2Trouble(named('AccessDenied', message)).trouble.what).toBe(
      'This user may not do that at Amazon: s3:CreateBucket.',
    );
  });

  it.each([
    ['ThrottlingException', '', 'ec2.busy', true],
    ['SlowDown', '', 'ec2.busy', true],
    ['OperationAborted', '', 'ec2.busy', true],
    ['InternalFailure', '', 'ec2.busy', true],
    ['InvalidInstanceID.NotFound', '', 'ec2.not-yet', true],
    ['EntityAlreadyExistsException', '', 'ec2.not-yet', true],
    ['BucketAlreadyOwnedByYou', '', 'ec2.not-yet', true],
    ['InvalidParameterValue', 'Invalid IAM Instance Profile name', 'ec2.not-yet', true],
    ['InvalidParameterValue', 'Invalid CIDR', 'ec2.refused', undefined],
    ['InvalidDBInstanceStateFault', '', 'ec2.in-use', true],
    ['DependencyViolation', '', 'ec2.in-use', true],
    ['ExpiredTokenException', '', 'ec2.no-credentials', undefined],
    ['RequestExpired', 'Request has expired.', 'ec2.expired', undefined],
    ['RequestTimeTooSkewed', 'The difference is too large.', 'ec2.expired', undefined],
    ['UnrecognizedClientException', '', 'ec2.wrong-key', undefined],
    ['AccessDeniedException', '', 'ec2.not-allowed', undefined],
    ['UnauthorizedOperation', '', 'ec2.not-allowed', undefined],
    ['BucketAlreadyExists', '', 'ec2.bucket-taken', undefined],
    ['TooManyBuckets', '', 'ec2.quota-others', undefined],
    ['InstanceQuotaExceededFault', '', 'ec2.quota-others', undefined],
    ['VcpuLimitExceeded', '', 'ec2.quota', undefined],
    ['Unsupported', '', 'ec2.no-capacity', undefined],
    ['OptInRequired', '', 'ec2.not-ready', undefined],
  ])('%s (%s) is %s', (error, message, code, passing) => {
    const trouble = ec2Trouble(named(error, message));
    expect(trouble).toBeInstanceOf(ExpectedError);
    expect(trouble.trouble).toMatchObject({ code, ...(passing && { passing }) });
    if (!passing) expect(trouble.trouble.passing).toBeUndefined();
  });
});
