import { describe, expect, it } from 'vitest';
import { docassemble } from '../../source/apps/docassemble.ts';
import { apps } from '../../source/apps/index.ts';
import { jatos } from '../../source/apps/jatos.ts';
import {
  type DatabaseGoal,
  databaseCost,
  databaseId,
  fingerprintOf,
  NO_DATABASE,
} from '../../source/clouds/ec2/database.ts';
import {
  databaseEnd,
  databaseGoal,
  databaseQuestion,
  databaseSizeQuestions,
  isWholeEnd,
} from '../../source/clouds/ec2/database-questions.ts';
import {
  databaseHandedOver,
  databaseLogin,
  databaseRemoval,
  databaseSteps,
} from '../../source/clouds/ec2/database-steps.ts';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { ec2Account } from '../../source/clouds/ec2/queries.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { ec2Steps } from '../../source/clouds/ec2/steps.ts';
import type { MachineGoal } from '../../source/clouds/machine.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { applies } from '../../source/interview.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { STANDARD } from './networks.ts';
import { PretendEc2 } from './pretend-ec2.ts';
import { Killed, killedAfter, runOn } from './run-on-ec2.ts';

const [region, name] = ['eu-central-1', 'study'];
/** Each process makes up another password. */
const goalWith = (password: string): DatabaseGoal => ({
  ...{ name, region, engine: 'postgres', login: 'docassemble', size: 'db.t4g.small' },
  ...{ storageGB: 20, backupDays: 7, protect: true, network: STANDARD },
  ...{ cost: 'about $26 a month more, as of 2025-06', password: new Secret(password) },
});
const machine: MachineGoal = {
  ...{ name, region, type: 't3.small', diskGB: 30, protect: true },
  ...{ bucket: null, place: null, database: null },
  image: {
    ...{ id: 'ami-1', name: 'debian-13-amd64-20261101', user: 'admin', architecture: 'x86_64' },
    rootDevice: '/dev/xvda',
  },
  cost: 'about $21 a month with its disk and address, as of 2025-06',
  sshFrom: '203.0.113.9/32',
  key: { publicKey: 'ssh-ed25519 AAAA', file: '', make: false },
};
const steps = (password: string) => [...ec2Steps(machine), ...databaseSteps(goalWith(password))];
const removal = (whole: boolean) => ec2Removal(region, name, databaseRemoval(region, name, whole));
const factsOf = (ec2: PretendEc2) =>
  new Facts([
    { query: query('ec2Database', '', `${region} ${name}`), value: ec2.rds.fact },
    { query: query('ec2Machine', '', `${region} ${name}`), value: ec2.machine },
  ] as never[]);

describe('a database for a server', () => {
  it('is one that only the server reaches, whose password is known, wherever the run was killed', async () => {
    const undisturbed = new PretendEc2();
    await runOn(undisturbed, steps('first'));
    expect(undisturbed.rds.fact).toMatchObject({
      group: { rules: ['5432 sg-1'] },
      database: { status: 'available', protected: true, known: fingerprintOf(new Secret('first')) },
    });
    const { length: count } = undisturbed.done;
    for (let number = 1; number <= count; number += 1) {
      const ec2 = new PretendEc2();
      const killed = runOn(ec2, steps('first'), killedAfter(ec2, number));
      await expect(killed).rejects.toThrow(Killed);
      const events = await runOn(ec2, steps('second'));
      expect(events.at(-1), `after ${number}`).toMatchObject({ outcome: 'complete' });
      expect(ec2.rds.made).toBe(1);
      expect(ec2.rds.fact.group?.rules).toEqual(['5432 sg-1']);
      const login = databaseLogin(goalWith('second'), factsOf(ec2));
      expect(login?.password?.reveal(), `after ${number}`).toBe(ec2.rds.password?.reveal());
    }
  });

  it('keeps its password once a server has it, and gets another one for another server', async () => {
    const ec2 = new PretendEc2();
    await runOn(ec2, steps('first'));
    for (const action of databaseHandedOver(goalWith('first'), factsOf(ec2)))
      for await (const _ of ec2.apply(action, new Facts(), new AbortController().signal));
    const before = ec2.done.length;
    await runOn(ec2, steps('second'));
    expect(ec2.done).toHaveLength(before);
    expect(databaseLogin(goalWith('second'), factsOf(ec2))).toMatchObject({
      ...{ host: 'db.internal', port: 5432, name: 'docassemble', password: null },
    });
    expect(databaseHandedOver(goalWith('second'), factsOf(ec2))).toEqual([]);

    const { instance } = ec2.machine;
    if (!instance) throw new Error('unexpected');
    ec2.machine = { ...ec2.machine, instance: { ...instance, id: 'i-another' } };
    await runOn(ec2, databaseSteps(goalWith('third')).slice(-1).map(alone));
    expect(ec2.rds.password?.reveal()).toBe('third');
  });

  it('is left alone where it was not made for this server, when one is made and when one goes', async () => {
    const ec2 = new PretendEc2();
    await runOn(ec2, steps('first'));
    const { database } = ec2.rds.fact;
    if (!database) throw new Error('unexpected');
    const theirs = { ...ec2.rds.fact, database: { ...database, of: null } };
    ec2.rds.fact = theirs;
    const events = await runOn(ec2, steps('second'));
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({ step: 'ec2.database' });
    expect(ec2.rds.password?.reveal()).toBe('first');
    await runOn(ec2, databaseRemoval(region, name, true).slice(0, 1).map(alone));
    expect(ec2.rds.fact).toEqual(theirs);
  });

  it('goes after a last copy of it, or whole where that is typed, wherever that was killed', async () => {
    for (const whole of [false, true]) {
      const made = async () => {
        const ec2 = new PretendEc2();
        await runOn(ec2, steps('first'));
        ec2.done.length = 0;
        return ec2;
      };
      const undisturbed = await made();
      await runOn(undisturbed, removal(whole));
      for (let number = 1; number <= undisturbed.done.length; number += 1) {
        const ec2 = await made();
        await expect(runOn(ec2, removal(whole), killedAfter(ec2, number))).rejects.toThrow(Killed);
        const events = await runOn(ec2, removal(whole));
        expect(events.at(-1), `after ${number}`).toMatchObject({ outcome: 'complete' });
        expect(Object.values(ec2.machine)).toEqual([null, null, null, null]);
        const copies = whole ? [] : ['study-db-last-20261129'];
        expect(ec2.rds.fact).toEqual({ ...NO_DATABASE, copies });
      }
    }
  });

  it('is not begun in a network with one zone alone', async () => {
    const ec2 = new PretendEc2();
    const network = { ...STANDARD, subnets: STANDARD.subnets.slice(0, 1) };
    const goal = { ...goalWith('first'), network };
    const events = await runOn(ec2, databaseSteps(goal).slice(2, 3));
    expect(ec2.done).toEqual([]);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      trouble: { why: expect.stringContaining('two zones') },
    });
    expect(ec2.rds.fact.subnets).toBe(false);
  });

  it('is shown as what a person could type, without its password', async () => {
    const ec2 = new PretendEc2();
    await runOn(ec2, steps('Very0secret1indeed'));
    await runOn(ec2, removal(false));
    const text = ec2.done.flatMap(describeAction).join('\n');
    expect(text).toContain('--no-publicly-accessible --db-subnet-group-name study-db');
    expect(text).toContain("UserIdGroupPairs=[{GroupId=sg-1}]'");
    expect(text).toContain('--final-db-snapshot-identifier study-db-last-20261129');
    expect(`${text}${JSON.stringify(ec2.done)}`).not.toContain('Very0secret1indeed');
  });
});

/** A step as if what it needs were so. */
function alone<S extends { readonly needs: readonly string[] }>(step: S): S {
  return { ...step, needs: [] };
}

describe('what is asked about it', () => {
  const answers = { 'ec2.name': name, 'ec2.region': region, 'ec2.database': true };

  it('is asked where the app takes one', () => {
    const [size] = databaseSizeQuestions;
    const asked = (app: string) => applies(databaseQuestion, { app }, new Facts());
    expect(
      apps
        .map(({ id }) => id)
        .filter(asked)
        .sort(),
    ).toEqual(['docassemble', 'jatos']);
    expect(size && applies(size, { app: 'jatos' }, new Facts())).toBe(false);
    const given = { network: STANDARD, protect: true, password: new Secret('x') };
    expect(databaseGoal({ ...answers, app: 'image' }, null, given)).toBeNull();
    expect(databaseGoal({ ...answers, app: 'jatos' }, null, given)).toMatchObject({
      engine: 'mysql',
      login: 'jatos',
      storageGB: 20,
      backupDays: 7,
    });
  });

  it('costs what Amazon says of its kind and size, or what the table says', () => {
    const databases = { mysql: { 'db.t4g.micro': 0.02 }, postgres: {} };
    const prices = { hourly: {}, perGB: 0.1, databases };
    const of = { engine: 'mysql', size: 'db.t4g.micro', storageGB: 20 } as const;
    expect(databaseCost(of, null)).toBe('about $14 a month more, as of 2025-06');
    expect(databaseCost(of, prices)).toBe('about $17 a month more, as Amazon says now');
    expect(databaseCost({ ...of, engine: 'postgres' }, prices)).toMatch(/\$14 .* as of/);
    const [size] = databaseSizeQuestions;
    const account = { query: ec2Account(region, ''), value: { open: true, prices } as never };
    const asked = { ...answers, app: 'jatos', 'ec2.database-disk': '20' };
    const choices = (facts: Facts) =>
      size?.kind === 'choice' ? size.choices(asked, facts).map(({ note }) => note) : [];
    expect(choices(new Facts())[0]).toBe('about $14 a month; db.t4g.micro');
    expect(choices(new Facts([account])).slice(0, 2)).toEqual([
      'about $17 a month; db.t4g.micro',
      'about $26 a month; db.t4g.small',
    ]);
  });

  it('becomes answers to questions that the app has, and they are taken', () => {
    const login = {
      ...{ host: 'study-db.abc.eu-central-1.rds.amazonaws.com', name: 'jatos', connections: 40 },
      password: new Secret('Made0up1by2us3'),
    };
    for (const app of [docassemble, jatos]) {
      const told = app.databaseAt?.told({ ...login, port: 3306 }) ?? {};
      expect(Object.values(told)).toContain(login.password);
      for (const [id, value] of Object.entries(told)) {
        const question = app.questions.find((each) => each.id === id);
        expect(question, id).toBeDefined();
        const problem =
          question?.kind === 'text'
            ? question.problem?.(value as string, told, new Facts())
            : question?.kind === 'secret'
              ? question.problem?.(value as Secret, told, new Facts())
              : undefined;
        expect(problem, id).toBeUndefined();
      }
      expect(
        Object.values(app.databaseAt?.told({ ...login, port: 1, password: null }) ?? {}).some(
          (value) => value instanceof Secret,
        ),
      ).toBe(false);
    }
  });

  it('is its name before no copy of it stays', () => {
    expect(databaseId('study--1')).toBe('study-1-db');
    expect(isWholeEnd({ ...answers, 'ec2.database-confirm': 'study-db' })).toBe(true);
    expect(isWholeEnd({ ...answers, 'ec2.database-confirm': '' })).toBe(false);
    expect(isWholeEnd(answers)).toBe(false);
    expect(
      databaseEnd.kind === 'text' && databaseEnd.problem?.('db', answers, new Facts()),
    ).toMatch('study-db');
  });

  it('lets a user make no role but the one that Amazon’s databases have', () => {
    const { Statement } = JSON.parse(ec2Policy({ database: true })) as {
      Statement: { Action: string[]; Resource: string[] }[];
    };
    expect(Statement.find(({ Action }) => Action.includes('iam:CreateServiceLinkedRole'))).toEqual({
      ...{ Effect: 'Allow', Action: ['iam:CreateServiceLinkedRole'] },
      Resource: ['arn:aws:iam::*:role/aws-service-role/rds.amazonaws.com/*'],
    });
    expect(JSON.stringify(Statement)).not.toMatch(/rds:\*|PassRole/);
  });
});
