import { describe, expect, it } from 'vitest';
import { template } from '../../source/clouds/take-along/template.ts';
import { ec2TakeAlong } from '../../source/clouds/take-along/work.ts';
import { describeAction } from '../../source/describe.ts';
import type { Event } from '../../source/event.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { nextMove } from '../../source/interview.ts';
import { plan } from '../../source/plan.ts';
import { type Apply, run } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me';
const answers = {
  ...{ 'ec2.name': 'study', 'ec2.type': 't4g.small', 'ec2.disk': '40', 'ec2.protect': true },
  ...{ 'ec2.ssh-from': '203.0.113.9/32', 'ec2.folder': '~/server/' },
  ...{ 'ec2.store': true, 'ec2.bucket': 'study-example-org' },
};
const files = new Map<string, string>();

async function write(given: Record<string, unknown> = answers, killed = Number.POSITIVE_INFINITY) {
  const { steps } = ec2TakeAlong.undertake(given as never, new Facts(), {
    ownKey: KEY,
    password: new Secret(''),
  });
  const signal = new AbortController().signal;
  const control = { stop: signal, abort: signal, overridden: new Set<string>() };
  const look = async function* (queries: readonly { subject: string }[]) {
    for (const each of queries)
      yield { query: each, value: files.get(each.subject) ?? null } as never;
  };
  let count = 0;
  const apply: Apply = async function* (action) {
    yield* [];
    if (action.do !== 'write-own') throw new Error('Only files are written.');
    count += 1;
    if (count > killed) throw new Error('killed');
    files.set(action.path, action.text);
  };
  const events: Event[] = [];
  const doing = { look, apply, pause: async () => {}, now: () => 0 };
  for await (const event of run(steps, new Facts(), doing, control)) events.push(event);
  return events;
}

describe('a server as files', () => {
  it('is asked for without any account, with every size', () => {
    const { 'ec2.type': _, ...rest } = answers;
    const facts = new Facts([{ query: query('ownAddress', ''), value: null }]);
    const interview = { answers: rest, facts, confirmed: Object.keys(rest) };
    const move = nextMove(ec2TakeAlong.script, interview);
    const size = move.move === 'ask' ? move.questions[0] : undefined;
    if (size?.kind !== 'choice') throw new Error('It is a choice.');
    expect(size.choices(rest, facts).map(({ value }) => value)).toContain('t4g.small');
  });

  it('is written whole, also after it was killed, and nothing the second time', async () => {
    files.clear();
    await expect(write(answers, 1)).rejects.toThrow('killed');
    expect((await write()).at(-1)).toMatchObject({ outcome: 'complete' });
    expect([...files.keys()].sort()).toEqual([
      ...['~/server/README.txt', '~/server/deploy/server.sh'],
      ...['~/server/template.json', '~/server/user-data.sh'],
    ]);
    expect((await write()).filter(({ type }) => type === 'started')).toEqual([]);
  });

  it('says the same as the answers: the bucket stays, nothing is open that need not be', async () => {
    await write();
    const { Resources, Parameters } = JSON.parse(files.get('~/server/template.json') ?? '');
    expect(Resources.Server.Properties).toMatchObject({
      ...{ InstanceType: 't4g.small', DisableApiTermination: true },
      BlockDeviceMappings: [{ Ebs: { VolumeSize: 40, VolumeType: 'gp3', Encrypted: true } }],
      Tags: [
        { Key: 'Name', Value: 'study' },
        { Key: 'Bootstrap', Value: 's3://study-example-org/deploy/server.sh' },
      ],
      UserData: { 'Fn::Base64': files.get('~/server/user-data.sh') },
    });
    const { MetadataOptions } = Resources.Settings.Properties.LaunchTemplateData;
    expect(MetadataOptions).toMatchObject({ HttpTokens: 'required', HttpPutResponseHopLimit: 2 });
    expect(Resources.Bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } },
    });
    expect(Parameters.SshFrom.Default).toBe('203.0.113.9/32');
    expect(Parameters.Image.Default).toMatch(/arm64$/);
    const without = { name: 'study', type: 't3.small', architecture: 'x86_64' } as const;
    const plain = template({
      ...{ ...without, diskGB: 30, sshFrom: '203.0.113.9/32', publicKey: null },
      ...{ protect: false, bucket: null },
    });
    expect(plain).not.toMatch(/S3|IAM|Bootstrap"/);
    expect(JSON.parse(plain).Parameters.PublicKey).not.toHaveProperty('Default');
  });

  it('holds no secret, whatever was answered', async () => {
    files.clear();
    const secrets = { 'ec2.key-id': 'AKIAIOSFODNN7EXAMPLE', 'ec2.secret': new Secret('hush-hush') };
    await write({ ...answers, ...secrets });
    const all = [...files.values()].join();
    expect(all).not.toMatch(/hush-hush|AKIAIOSFODNN7EXAMPLE/);
    const { steps } = ec2TakeAlong.undertake(answers, new Facts(), {
      ownKey: KEY,
      password: new Secret(''),
    });
    const shown = plan(steps, new Facts()).flatMap((each) => each.actions.flatMap(describeAction));
    expect(shown).toContain("cat > '~/server/README.txt' <<'END'");
  });
});
