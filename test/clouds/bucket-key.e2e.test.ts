import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { s3Bucket } from '../../source/clouds/ec2/bucket.ts';
import { bucketPolicy } from '../../source/clouds/ec2/policy.ts';
import { s3Launch } from '../../source/clouds/s3/launch.ts';
import { keyRemoval, keySteps } from '../../source/clouds/s3/steps.ts';
import { NO_USER, s3User } from '../../source/clouds/s3/user.ts';
import { parseEnvFile } from '../../source/containers/env-file.ts';
import { lookAtEc2 } from '../../source/edges/clouds/look-at-ec2.ts';
import { Facts, type Look } from '../../source/facts/facts.ts';
import { openLaunch } from '../../source/session/open-launch.ts';
import { type Amazon, REGION, signal, startAmazon } from './amazon.ts';

const BUCKET = 'forms-example-org-data';
let amazon: Amazon;
let folder: string;
beforeAll(async () => {
  amazon = await startAmazon(bucketPolicy(BUCKET));
  folder = await mkdtemp(join(tmpdir(), 'key-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await amazon?.stop();
});

it('A key to a bucket opens it and nothing else, wherever the run that made it was killed, and goes again', async () => {
  const file = join(folder, 'forms.env.list');
  const own = join(folder, 'shop');
  await mkdir(join(own, 'config'), { recursive: true });
  await writeFile(join(own, 'config', 'production.env'), 'DB_PASSWORD=hush\n');
  const steps = keySteps({ bucket: BUCKET, region: REGION, file, folder: own });
  const calls = await amazon.killedAnywhere(
    async () => steps,
    () => true,
    async () => {
      const { entries } = parseEnvFile(await readFile(file, 'utf8'));
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(await amazon.seen(s3User(REGION, BUCKET))).toEqual({
        ...{ user: true, opens: BUCKET, keys: [{ id: entries.get('S3ACCESSKEY'), used: false }] },
      });
      const theirs = new S3Client({
        region: REGION,
        credentials: {
          accessKeyId: entries.get('S3ACCESSKEY') ?? '',
          secretAccessKey: entries.get('S3SECRETACCESSKEY') ?? '',
        },
      });
      const kept = await theirs.send(
        new GetObjectCommand({ Bucket: BUCKET, Key: 'config/production.env' }),
      );
      expect(await kept.Body?.transformToString()).toBe('DB_PASSWORD=hush\n');
      await theirs.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'b' }));
      await expect(
        theirs.send(new PutObjectCommand({ Bucket: 'another-bucket', Key: 'a', Body: 'b' })),
      ).rejects.toMatchObject({ name: 'AccessDenied' });
      const gone = await amazon.runSteps(keyRemoval(REGION, BUCKET, true));
      expect(gone.filter(({ type }) => type === 'failed')).toEqual([]);
      expect(await amazon.seen(s3User(REGION, BUCKET))).toEqual(NO_USER);
      expect(await amazon.seen(s3Bucket(REGION, BUCKET))).toBeNull();
    },
  );
  expect(calls).toBeGreaterThan(6);
});

it('Who may not look there is shown what to allow, before anything is asked of Amazon in vain', async () => {
  const answers = {
    ...amazon.answersOf(amazon.nobody),
    ...{ 's3.bucket': BUCKET, 'ec2.region': REGION, 's3.file': join(folder, 'none.env.list') },
  };
  const look: Look = async function* (queries) {
    for (const query of queries) yield await lookAtEc2(query as never, answers, signal);
  };
  const clock = { pause: async () => {}, now: () => new Date() };
  const session = openLaunch({ look, close: async () => {} } as never, s3Launch, clock);
  const { planned } = await session.prepare(answers, new Facts(), signal);
  expect(planned.map(({ step, holds }) => [step.id, holds])).toEqual(
    ['ec2.allowed', 'ec2.bucket', 's3.user', 's3.key'].map((id) => [id, false]),
  );
  expect(planned[0]?.actions).toMatchObject([
    { do: 'instruct', fields: [{ label: 'Policy', value: expect.stringMatching(/iam:GetUser/) }] },
  ]);
});
