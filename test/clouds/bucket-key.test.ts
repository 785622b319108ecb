import { describe, expect, it } from 'vitest';
import { type AllowedFact, ec2Allowed } from '../../source/clouds/ec2/allowed.ts';
import { type BucketFact, s3Bucket, s3Buckets } from '../../source/clouds/ec2/bucket.ts';
import { bucketPolicy } from '../../source/clouds/ec2/policy.ts';
import type { IamAction } from '../../source/clouds/iam-action.ts';
import { s3Launch, s3Remove } from '../../source/clouds/s3/launch.ts';
import { keyRemoval, keySteps } from '../../source/clouds/s3/steps.ts';
import { type KeyFileFact, NO_USER, s3User, type UserFact } from '../../source/clouds/s3/user.ts';
import { describeAction } from '../../source/describe.ts';
import { ec2Trouble } from '../../source/edges/clouds/ec2-trouble.ts';
import { Facts, type Look, query } from '../../source/facts/facts.ts';
import { type OwnFile, seemsSecret } from '../../source/facts/installs/own-files.ts';
import { applies } from '../../source/interview.ts';
import type { Apply } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { openLaunch } from '../../source/session/open-launch.ts';
import { PretendEc2 } from './pretend-ec2.ts';
import { Killed, runOn } from './run-on-ec2.ts';

const HIDDEN: Exclude<BucketFact, null> = {
  ...{ of: null, closed: false, versioned: false, tidied: false, encrypted: false },
  hidden: true,
};
const [region, bucket, file] = ['eu-central-1', 'forms-example-org-data', '~/forms.env.list'];

/** A user at Amazon and a file on this computer, beside what EC2 pretends. */
class PretendUser {
  readonly ec2 = new PretendEc2();
  user: UserFact = NO_USER;
  file: KeyFileFact = null;
  /** So many keys were made, ever. */
  made = 0;
  calls = 0;
  /** The process dies within the call of this number, with what Amazon did done. */
  diesIn = Number.POSITIVE_INFINITY;

  readonly look: Look = async function* (
    this: PretendUser,
    ...[queries, ...rest]: Parameters<Look>
  ) {
    for (const query of queries) {
      if (query.fact === 's3User') yield { query, value: this.user } as never;
      else if (query.fact === 's3KeyFile') yield { query, value: this.file } as never;
      else yield* this.ec2.look([query], ...rest);
    }
  }.bind(this);

  readonly apply: Apply = async function* (
    this: PretendUser,
    ...[action, ...rest]: Parameters<Apply>
  ) {
    if (this.calls >= this.diesIn) throw new Killed();
    this.calls += 1;
    if (action.do === 'iam') this.#call(action.what);
    else yield* this.ec2.apply(action, ...rest);
    if (this.calls >= this.diesIn) throw new Killed();
  }.bind(this);

  #call(what: IamAction['what']): void {
    const { keys } = this.user;
    switch (what.call) {
      case 'make-user':
        this.user = { ...this.user, user: true };
        return;
      case 'open-for-user':
        if (!this.user.user) throw new Error('NoSuchEntity');
        this.user = { ...this.user, opens: what.bucket };
        return;
      case 'make-key': {
        if (keys.length === 2) throw new Error('LimitExceeded');
        this.made += 1;
        const id = `AKIA${this.made}`;
        this.user = { ...this.user, keys: [...keys, { id, used: false }] };
        // Amazon shows it once: it is lost where that is not written any more.
        if (this.calls < this.diesIn) this.file = { bucket, key: id };
        return;
      }
      case 'drop-key':
        this.user = { ...this.user, keys: keys.filter(({ id }) => id !== what.key) };
        return;
      case 'close-for-user':
        this.user = { ...this.user, opens: null };
        return;
      case 'delete-user':
        if (keys.length > 0 || this.user.opens !== null) throw new Error('DeleteConflict');
        this.user = NO_USER;
        return;
      default:
        throw new Error(`Not asked of a user: ${what.call}`);
    }
  }
}

const run = (at: PretendUser, steps = keySteps({ bucket, region, file, folder: '' })) =>
  runOn(at, steps);

describe('a key to a bucket, for a server that is not at Amazon', () => {
  it('is one, and in the file, wherever the run was killed', async () => {
    const undisturbed = new PretendUser();
    await run(undisturbed);
    expect(undisturbed.user).toEqual({
      ...{ user: true, opens: bucket, keys: [{ id: 'AKIA1', used: false }] },
    });
    for (let number = 1; number <= undisturbed.calls; number += 1) {
      const at = new PretendUser();
      at.diesIn = number;
      await expect(run(at)).rejects.toThrow(Killed);
      at.diesIn = Number.POSITIVE_INFINITY;
      const events = await run(at);
      expect(events.at(-1), `after ${number}`).toMatchObject({ outcome: 'complete' });
      expect(at.user.keys.map(({ id }) => id)).toEqual([at.file?.key]);
    }
  });

  it('that a server uses is not made anew, though the file is gone', async () => {
    const at = new PretendUser();
    await run(at);
    at.user = { ...at.user, keys: at.user.keys.map(({ id }) => ({ id, used: true })) };
    at.file = null;
    const events = await run(at);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      trouble: { why: expect.stringContaining('AKIA1 is in use') },
    });
    expect([at.made, at.user.keys.length]).toEqual([1, 1]);
  });

  it('is not written over a file with other things in it', async () => {
    const at = new PretendUser();
    at.file = { bucket: '', key: '' };
    const events = await run(at);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({ step: 's3.key' });
    expect([at.made, at.file]).toEqual([0, { bucket: '', key: '' }]);
  });

  it('goes with its user; the bucket only where it is named', async () => {
    for (const whole of [false, true]) {
      const at = new PretendUser();
      await run(at);
      const events = await run(at, keyRemoval(region, bucket, whole));
      expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
      expect(at.user).toEqual(NO_USER);
      expect(at.ec2.buckets.has(bucket)).toBe(!whole);
    }
  });

  it('is told of as gone, with what stays and costs', () => {
    const answers = { 's3.bucket': bucket, 'ec2.region': region };
    const nobody = { ownKey: null, password: new Secret('x') };
    const { receipt } = s3Remove.undertake(answers, new Facts(), nobody);
    const told = (user: UserFact, buckets: readonly string[]) =>
      receipt(
        new Facts([
          { query: s3User(region, bucket), value: user },
          { query: s3Buckets(region, bucket), value: buckets },
        ]),
      );
    expect(told(NO_USER, [bucket])).toMatchObject({
      headline: `The key to the bucket ${bucket} is gone`,
      lines: [{ text: expect.stringContaining(`only the bucket ${bucket} is left`) }],
    });
    expect(told(NO_USER, []).headline).toBe(`The bucket ${bucket} and its key are gone`);
    expect(told({ ...NO_USER, user: true }, []).headline).toMatch(/still there/);
  });

  it('shows no secret in the plan, and needs of a user nothing beyond that bucket', () => {
    const steps = keySteps({ bucket, region, file, folder: '' });
    const lines = steps.flatMap((step) => step.actions(new Facts())).flatMap(describeAction);
    expect(lines).toContain(`aws iam create-access-key --user-name ${bucket} > '${file}'`);
    const { Statement } = JSON.parse(bucketPolicy(bucket)) as {
      Statement: { Action: string[]; Resource: string[] }[];
    };
    const writing = Statement.filter(({ Action }) =>
      Action.some((each) => !/:(Describe|Get|List|Simulate)/.test(each)),
    );
    expect(writing.flatMap(({ Resource }) => Resource)).toEqual([
      ...[`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      'arn:aws:iam::*:user/setup-server/*',
    ]);
  });

  it('takes the files of a folder along, each named, and those that seem secret apart', () => {
    const [, step] = keySteps({ bucket, region, file, folder: '~/shop' });
    const own = query('ownFiles', '', '~/shop');
    const named = (files: readonly OwnFile[]) =>
      step?.because?.(new Facts([{ query: own, value: { files } }]));
    const plain = { key: 'config/a.yml', md5: '1' };
    expect(named([plain])).toBe('It gets config/a.yml.');
    expect(named([plain, { key: 'config/b.env', md5: '2', secret: true }])).toBe(
      'It gets config/a.yml, config/b.env. There seem to be passwords or keys in config/b.env: whoever may read the bucket reads them.',
    );
    const many = Array.from({ length: 20 }, (_, at) => ({ key: `config/${at}`, md5: '' }));
    expect(named(many)).toContain(', and 8 more.');
    expect(keySteps({ bucket, region, file, folder: '' })).toHaveLength(3);
  });

  it.each([
    ['DB_PASSWORD=hush', true],
    ['"apiKey": "abc"', true],
    ['client_secret: abc', true],
    ['-----BEGIN EC PRIVATE KEY-----', true],
    ['id AKIAIOSFODNN7EXAMPLE', true],
    ['DB_PASSWORD=', false],
    ['PASSWORD_FILE is read elsewhere', false],
    ['DEBUG=1\nNAME=shop', false],
  ])('sees what seems to be a secret: %s', (text, seems) => {
    expect(seemsSecret(text)).toBe(seems);
  });

  it('is asked for by a name, whoever else has a bucket', () => {
    const [question] = s3Launch.questions;
    if (question?.kind !== 'text') throw new Error('unexpected');
    expect(applies(question, {}, new Facts())).toBe(true);
    const answers = { 'ec2.region': region };
    const there = (of: string | null) =>
      new Facts([
        {
          query: { host: '', fact: 's3Bucket', subject: `${region} ${bucket}` },
          value: { of, closed: true, versioned: true, tidied: true, encrypted: true },
        } as never,
      ]);
    expect(question.problem?.(bucket, answers, there(null))).toMatch(/already/);
    expect(question.problem?.(bucket, answers, there('study'))).toMatch(
      /belongs to your server study/,
    );
    expect(question.problem?.(bucket, answers, there(bucket))).toBeUndefined();
  });

  it('is not said to be taken by who may not look: only where all is allowed that must be', () => {
    const [question] = s3Launch.questions;
    if (question?.kind !== 'text') throw new Error('unexpected');
    const answers = { 'ec2.region': region };
    const problem = (allowed?: AllowedFact) =>
      question.problem?.(
        bucket,
        answers,
        new Facts([
          { query: s3Bucket(region, bucket), value: HIDDEN },
          ...(allowed ? [{ query: ec2Allowed(region, bucketPolicy(bucket)), value: allowed }] : []),
        ]),
      );
    expect(problem()).toBeUndefined();
    expect(problem({ how: 'asked', missing: ['s3:ListBucket'] })).toBeUndefined();
    expect(problem({ how: 'tried', missing: [] })).toBeUndefined();
    expect(problem({ how: 'asked', missing: [] })).toMatch(/most likely somebody else has it/);
  });
});

describe('a user at Amazon who may not even look', () => {
  const launch = (amazon: PretendUser) => {
    const look: Look = async function* (queries, ...rest) {
      for (const each of queries) {
        const refused = amazon.ec2.forbidden.length > 0 && each.fact === 's3User';
        if (refused) throw ec2Trouble(Object.assign(new Error('No.'), { name: 'AccessDenied' }));
        if (amazon.ec2.forbidden.length > 0 && each.fact === 's3Bucket')
          yield { query: each, value: HIDDEN } as never;
        else yield* amazon.look([each], ...rest);
      }
    };
    const clock = { pause: async () => {}, now: () => new Date(0) };
    return openLaunch({ look, close: async () => {} } as never, s3Launch, clock);
  };
  const answers = { 's3.bucket': bucket, 'ec2.region': region, 's3.file': file };
  const signal = new AbortController().signal;

  it('is shown the plan, and what to allow before all else', async () => {
    const amazon = new PretendUser();
    amazon.ec2.forbidden = ['iam:GetUser', 's3:ListBucket'];
    const { planned } = await launch(amazon).prepare(answers, new Facts(), signal);
    expect(planned.map(({ step, holds }) => [step.id, holds])).toEqual([
      ['ec2.allowed', false],
      ['ec2.bucket', false],
      ['s3.user', false],
      ['s3.key', false],
    ]);
    expect(planned[0]?.actions).toMatchObject([
      { do: 'instruct', fields: [{ label: 'Policy', value: expect.stringMatching(/GetUser/) }] },
    ]);
  });

  it('makes nothing under a name of which it is not known whose it is', async () => {
    const amazon = new PretendUser();
    amazon.ec2.buckets.set(bucket, HIDDEN);
    const events = await run(amazon);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      step: 'ec2.bucket',
      trouble: { why: expect.stringMatching(/does not tell your user/) },
    });
    expect(amazon.ec2.buckets.get(bucket)).toBe(HIDDEN);
    expect(amazon.made).toBe(0);
  });
});
