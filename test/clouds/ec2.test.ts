import { describe, expect, it } from 'vitest';
import { ec2Line } from '../../source/clouds/ec2/action.ts';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { ec2Machine } from '../../source/clouds/ec2/queries.ts';
import { accountIn } from '../../source/clouds/ec2/questions.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { EC2_SIZES, monthlyDollars, pricesOf } from '../../source/clouds/ec2/sizes.ts';
import { ec2Steps } from '../../source/clouds/ec2/steps.ts';
import { cloudItems, cloudOf } from '../../source/clouds/index.ts';
import { machineGoal, wayInto } from '../../source/clouds/launch.ts';
import { type MachineGoal, smallestFor } from '../../source/clouds/machine.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { nextMove } from '../../source/interview.ts';
import type { Apply } from '../../source/run.ts';
import { OWN, STANDARD } from './networks.ts';
import { brought, PretendEc2 } from './pretend-ec2.ts';
import { Killed, killedAfter, runOn } from './run-on-ec2.ts';

const machine: MachineGoal = {
  ...{
    name: 'study',
    region: 'eu-central-1',
    type: 't3.small',
    diskGB: 30,
    protect: true,
    bucket: null,
  },
  image: {
    ...{ id: 'ami-1', name: 'debian-13-amd64-20261101', user: 'admin', architecture: 'x86_64' },
    rootDevice: '/dev/xvda',
  },
  cost: 'about $21 a month with its disk and address, as of 2025-06',
  sshFrom: '203.0.113.9/32',
  place: null,
  database: null,
  key: { publicKey: '', file: '~/.ssh/setup-server', make: true },
};

describe('a new machine', () => {
  it('is made step by step, and nothing of it twice', async () => {
    const ec2 = new PretendEc2();
    const events = await runOn(ec2, ec2Steps(machine));
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    expect(ec2.machine).toEqual({
      key: { name: 'study', publicKey: 'ssh-ed25519 AAAAmade' },
      group: {
        id: 'sg-1',
        rules: ['22 203.0.113.9/32', '80 0.0.0.0/0', '443 0.0.0.0/0', '80 ::/0', '443 ::/0'],
      },
      instance: {
        id: 'i-1',
        state: 'running',
        type: 't3.small',
        publicAddress: null,
        profile: null,
        groups: ['sg-1'],
      },
      address: { id: 'eip-1', ip: '198.51.100.112', instance: 'i-1' },
    });
    const before = ec2.done.length;
    await runOn(ec2, ec2Steps(machine));
    expect(ec2.done).toHaveLength(before);
  });

  it('is one machine with one address, wherever the run was killed', async () => {
    const undisturbed = new PretendEc2();
    await runOn(undisturbed, ec2Steps(machine));
    const count = undisturbed.done.length;
    expect(count).toBeGreaterThan(6);
    for (let number = 1; number <= count; number += 1) {
      const ec2 = new PretendEc2();
      const killed = runOn(ec2, ec2Steps(machine), killedAfter(ec2, number));
      await expect(killed).rejects.toThrow(Killed);
      const events = await runOn(ec2, ec2Steps(machine));
      expect(events.at(-1), `after ${number}`).toMatchObject({ outcome: 'complete' });
      expect(ec2.machine).toEqual(undisturbed.machine);
      expect(ec2.instances).toBe(1);
    }
  });

  it('opens the door for another address when it is asked for from there', async () => {
    const ec2 = new PretendEc2();
    await runOn(ec2, ec2Steps(machine));
    await runOn(ec2, ec2Steps({ ...machine, sshFrom: '192.0.2.7/32' }));
    expect(ec2.machine.group?.rules).toContain('22 192.0.2.7/32');
    expect(ec2.instances).toBe(1);
  });

  it('is told of as ended where somebody ended it meanwhile', async () => {
    const ec2 = new PretendEc2();
    const steps = ec2Steps(machine);
    const ended: Apply = async function* (action, facts, signal) {
      yield* ec2.apply(action, facts, signal);
      const { instance } = ec2.machine;
      if (action.do === 'ec2' && action.what.call === 'run-instance' && instance)
        ec2.machine = { ...ec2.machine, instance: { ...instance, state: 'shutting-down' } };
    };
    const events = await runOn(ec2, steps, ended);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      step: 'ec2.running',
      trouble: { why: expect.stringContaining('ended') },
    });
  });

  it('goes as a whole, wherever the run that removes it was killed', async () => {
    const made = async () => {
      const ec2 = new PretendEc2();
      await runOn(ec2, ec2Steps(machine));
      ec2.done.length = 0;
      return ec2;
    };
    const undisturbed = await made();
    await runOn(undisturbed, ec2Removal('eu-central-1', 'study'));
    const count = undisturbed.done.length;
    for (let number = 1; number <= count; number += 1) {
      const ec2 = await made();
      const killed = runOn(ec2, ec2Removal('eu-central-1', 'study'), killedAfter(ec2, number));
      await expect(killed).rejects.toThrow(Killed);
      const events = await runOn(ec2, ec2Removal('eu-central-1', 'study'));
      expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
      expect(Object.values(ec2.machine)).toEqual([null, null, null, null]);
    }
  });
});

describe('what is shown of it', () => {
  it('is what a person could type', async () => {
    const ec2 = new PretendEc2();
    await runOn(ec2, ec2Steps(machine));
    const lines = ec2.done.flatMap(describeAction);
    expect(lines[0]).toMatch(/^ssh-keygen -t ed25519 -N '' -f '~\/\.ssh\/setup-server'/);
    expect(lines.find((line) => line.includes('run-instances'))).toBe(
      `aws ec2 run-instances --image-id ami-1 --instance-type t3.small --key-name study --security-group-ids sg-1 --block-device-mappings '[{"DeviceName":"/dev/xvda","Ebs":{"VolumeSize":30,"VolumeType":"gp3","Encrypted":true,"DeleteOnTermination":true}}]' --metadata-options HttpTokens=required,HttpPutResponseHopLimit=2 --disable-api-termination --client-token sg-1 --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=study},{Key=setup-server,Value=study}]' --region eu-central-1`,
    );
    expect(ec2Line({ do: 'ec2', region: 'r', what: { call: 'delete-key', name: "a'b" } })).toBe(
      `aws ec2 delete-key-pair --key-name 'a'\\''b' --region r`,
    );
  });

  it('names the least that a user must be allowed', () => {
    const text = ec2Policy();
    const [statement, ...others] = JSON.parse(text).Statement;
    expect(others).toEqual([]);
    const actions: string[] = statement.Action;
    // Of all but EC2 it may read only: whether something is left.
    expect(actions.filter((each) => !each.startsWith('ec2:'))).toEqual(
      actions.filter((each) =>
        /^(iam:(Get|Simulate)|s3:Get|s3:List|rds:Describe|pricing:Get)/.test(each),
      ),
    );
    expect(actions.some((each) => each.includes('*'))).toBe(false);
    expect(text.split('\n').filter((line) => line.length > 72)).toEqual([]);
  });
});

describe('what is asked', () => {
  const BEGUN = {
    ...{ 'host.kind': 'ec2', 'ec2.certificate': 'server', 'ec2.profile': '' },
    'ec2.store': false,
  };
  const account = {
    ...({ open: true, account: '123456789012', region: 'eu-west-1' } as const),
    ...{
      prices: null,
      networks: [STANDARD],
      regions: ['eu-central-1', 'eu-west-1'],
      images: [machine.image],
    },
  };
  const seen = (value: unknown, subject = ' ') =>
    ({ query: query('ec2Account', '', subject), value }) as never;

  it('is nothing of an account that this computer has the credentials of', () => {
    const facts = new Facts([seen(account), { query: query('ownAddress', ''), value: null }]);
    const interview = { answers: BEGUN, facts, confirmed: Object.keys(BEGUN) };
    const move = nextMove(cloudItems, interview);
    expect(move.move === 'ask' && move.questions.map(({ id }) => id)).toEqual(['ec2.region']);
    expect(accountIn(interview.answers, facts)).toBe(account);
  });

  it('is an access key where there are none', () => {
    const facts = new Facts([
      seen({ open: false, why: 'no-credentials', says: '' }),
      { query: query('ownAddress', ''), value: null },
    ]);
    const interview = { answers: BEGUN, facts, confirmed: Object.keys(BEGUN) };
    const move = nextMove(cloudItems, interview);
    expect(move.move === 'ask' && move.questions.map(({ id }) => id)).toEqual(['ec2.key-id']);
  });

  it('is nothing of it for those who have a server', () => {
    const interview = { answers: { 'host.kind': 'ssh' }, facts: new Facts(), confirmed: [] };
    expect(nextMove(cloudItems, interview)).toEqual({ move: 'done' });
    expect(cloudOf({ 'host.kind': 'ssh' })).toBeUndefined();
  });

  it('ends there until the machine is made', () => {
    const answers = {
      ...{ ...BEGUN, 'ec2.region': 'eu-central-1', 'ec2.name': 'study', 'ec2.type': 't3.small' },
      ...{ 'ec2.disk': '30', 'ec2.ssh-from': '203.0.113.9/32', 'ec2.protect': true },
      'ec2.subnet': 'default',
    };
    const confirmed = Object.keys(answers);
    const facts = new Facts([
      seen(account),
      seen(account, 'eu-central-1 '),
      { query: query('ownAddress', ''), value: null },
    ]);
    expect(nextMove(cloudItems, { answers, facts, confirmed })).toEqual({
      ...{ move: 'done', early: true },
    });
  });

  it('makes a goal of it, and of what was made a way in', () => {
    const answers = {
      ...{ 'host.kind': 'ec2', 'ec2.region': 'eu-central-1', 'ec2.name': 'study' },
      ...{ 'ec2.type': 't3.small', 'ec2.ssh-from': '203.0.113.9/32', 'ec2.protect': true },
    };
    const facts = new Facts([seen(account, 'eu-central-1 ')]);
    expect(machineGoal(answers, facts, brought())).toEqual(machine);
    expect(() => machineGoal({ ...answers, 'ec2.type': 't4g.small' }, facts, brought())).toThrow(
      /image/,
    );
    const closed = new Facts([seen({ ...account, networks: [] }, 'eu-central-1 ')]);
    expect(() => machineGoal(answers, closed, brought())).toThrow(/no network/);
    const own = new Facts([seen({ ...account, networks: [OWN] }, 'eu-central-1 ')]);
    expect(machineGoal({ ...answers, 'ec2.subnet': 'subnet-4' }, own, brought()).place).toEqual({
      ...{ network: 'vpc-2', subnet: 'subnet-4' },
    });
    const address = { id: 'eip-1', ip: '198.51.100.112', instance: 'i-1' };
    const made = facts.with([
      {
        query: ec2Machine('eu-central-1', 'study'),
        value: { key: null, group: null, instance: null, address },
      },
      {
        query: query('ec2Entrance', '', 'eu-central-1 study'),
        value: { open: true, fingerprints: ['SHA256:abc'] },
      },
    ]);
    expect(wayInto(machine, made)).toEqual({
      ...{ 'host.kind': 'ssh', server: '198.51.100.112', 'ssh.user': 'admin' },
      ...{ 'ssh.key': '~/.ssh/setup-server', 'ssh.fingerprint': 'SHA256:abc' },
    });
  });

  it('suggests the smallest that has enough memory, and tells what all of it costs', () => {
    expect(smallestFor(EC2_SIZES, 4096)?.type).toBe('t4g.medium');
    expect(smallestFor(EC2_SIZES, 1_000_000)?.type).toBe('t3.xlarge');
    expect(monthlyDollars('t3.small', 30, null)).toBe(21);
    const prices = { hourly: { 't3.small': 0.024 }, perGB: 0.0952, databases: {} };
    expect(monthlyDollars('t3.small', 30, prices)).toBe(24);
    expect(pricesOf(prices, 't3.small')).toBe('as Amazon says now');
    // One that Amazon did not tell of is that of the table, and says so.
    expect(monthlyDollars('t3.medium', 30, prices)).toBe(36);
    expect(pricesOf(prices, 't3.medium')).toMatch(/^as of \d{4}-\d\d$/);
  });
});
