import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import { ec2Account } from '../../source/clouds/ec2/queries.ts';
import type { CloudAccountFact, MachineGoal } from '../../source/clouds/machine.ts';
import { EVERYBODY } from '../../source/clouds/machine-questions.ts';
import { callEc2 } from '../../source/edges/clouds/ec2-call.ts';
import { callIam } from '../../source/edges/clouds/iam.ts';
import { lookAtEc2 } from '../../source/edges/clouds/look-at-ec2.ts';
import { callRds } from '../../source/edges/clouds/rds.ts';
import { callS3 } from '../../source/edges/clouds/s3-call.ts';
import { lookAtOwnFiles } from '../../source/edges/local/own-files.ts';
import type { Event } from '../../source/event.ts';
import { Facts, type Look, type Query } from '../../source/facts/facts.ts';
import { type Apply, run } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import type { Step } from '../../source/steps/step.ts';
import { rangeUp } from '../range/range.ts';
import { startMotoEc2 } from './start-moto-ec2.ts';

export const REGION = 'eu-central-1';
export const signal = new AbortController().signal;

interface Key {
  readonly id: string;
  readonly secret: string;
}

/** Moto as Amazon, which checks every key and what it may do: the first user's policy is what we tell people to paste. */
export async function startAmazon(policy: string) {
  await rangeUp({ suites: [], apps: [] });
  const moto = await startMotoEc2();
  process.env.AWS_ENDPOINT_URL = moto.endpoint;
  const allowing = (Action: string) =>
    JSON.stringify({
      ...{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
    });
  const key = await moto.keyOf('setup-server', policy);
  const nobody = await moto.keyOf('nobody', allowing('s3:ListBucket'));
  const anything = await moto.keyOf('anything', allowing('*'));
  await moto.checkKeys();

  const answersOf = ({ id, secret }: Key = key) => ({
    ...{ 'ec2.key-id': id, 'ec2.secret': new Secret(secret) },
  });
  const seen = async (query: Query, whose = key) =>
    (await lookAtEc2(query as never, answersOf(whose), signal)).value;
  const accountAt = async (region: string, whose = key) =>
    (await seen(ec2Account(region, whose.id), whose)) as CloudAccountFact;
  const look: Look = async function* (queries) {
    for (const query of queries) {
      // Nobody stands at the addresses that moto gives.
      if (query.fact === 'ec2Entrance')
        yield { query, value: { open: true, fingerprints: [] } } as never;
      else if (query.fact === 'ownFiles')
        yield { query, value: await lookAtOwnFiles(query.subject) } as never;
      else yield await lookAtEc2(query as never, answersOf(), signal);
    }
  };
  const apply: Apply = async function* (action) {
    yield* [];
    if (action.do === 'ec2') await callEc2(action, answersOf(), signal);
    else if (action.do === 'iam') await callIam(action, answersOf(), signal);
    else if (action.do === 'rds') await callRds(action, answersOf(), signal);
    else if (action.do === 's3') await callS3(action, answersOf(), signal);
    else throw new Error('unexpected');
  };

  async function runSteps(steps: readonly Step[], doing: Apply = apply): Promise<Event[]> {
    const events: Event[] = [];
    const control = { stop: signal, abort: signal, overridden: new Set<string>() };
    const pause = async () => {};
    const now = () => Date.now() / 1000;
    const loop = run(steps, new Facts(), { look, apply: doing, pause, now }, control);
    for await (const event of loop) events.push(event);
    return events;
  }

  /**
   * Runs the steps until they are killed after the first call that counts, then to their end, and
   * sees `afterwards` what came of it; then the same after the second call, and so on to the last.
   * Gives how many there are.
   */
  async function killedAnywhere(
    stepsFor: (run: 'killed' | 'whole') => Promise<readonly Step[]>,
    counts: Counts,
    afterwards: (number: number) => Promise<void>,
  ): Promise<number> {
    for (let number = 1; ; number += 1) {
      const killing = killedAfter(apply, number, counts);
      const killed = await runSteps(await stepsFor('killed'), killing.doing).then(
        () => false,
        () => true,
      );
      await killing.rest();
      const events = await runSteps(await stepsFor('whole'));
      expect(
        events.filter(({ type }) => type === 'failed'),
        `after ${number}`,
      ).toEqual([]);
      await afterwards(number);
      if (!killed) return killing.calls();
    }
  }

  async function machineNamed(name: string): Promise<MachineGoal> {
    const account = await accountAt(REGION);
    const image = account.open && account.images.find((each) => each.architecture === 'x86_64');
    if (!image) throw new Error('Moto has no image of Debian.');
    return {
      ...{ name, region: REGION, type: 't3.small', image, diskGB: 30, protect: true },
      ...{ bucket: null, place: null, database: null, sshFrom: EVERYBODY },
      cost: 'about $21 a month with its disk and address, as of 2025-06',
      key: {
        ...{ file: '', make: false },
        publicKey:
          'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl test',
      },
    };
  }

  async function instancesNamed(name: string) {
    const credentials = { accessKeyId: key.id, secretAccessKey: key.secret };
    const client = new EC2Client({ region: REGION, credentials });
    const found = await client.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: [name] }] }),
    );
    const all = (found.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    return all.filter(({ State }) => State?.Name !== 'terminated');
  }

  const stop = async () => {
    delete process.env.AWS_ENDPOINT_URL;
    await moto.stop();
  };
  const users = { key, nobody, anything };
  const acting = { look, apply, runSteps, killedAnywhere, machineNamed, instancesNamed };
  return { ...users, ...acting, answersOf, seen, accountAt, stop };
}

type Counts = (action: Parameters<Apply>[0]) => boolean;

export type Amazon = Awaited<ReturnType<typeof startAmazon>>;

/**
 * What does the actions that `counts` says, one by one, until so many were done: then the process is dead, and makes
 * none of the calls beside that one either. `rest` waits for the last.
 */
function killedAfter(apply: Apply, number: number, counts: Counts) {
  let calls = 0;
  let before: Promise<unknown> = Promise.resolve();
  const doing: Apply = async function* (action, facts, stop) {
    yield* [];
    const mine = before.then(async () => {
      if (calls === number) throw new Error('killed');
      for await (const _ of apply(action, facts, stop));
      if (!counts(action)) return;
      calls += 1;
      if (calls === number) throw new Error('killed');
    });
    before = mine.catch(() => {});
    await mine;
  };
  return { doing, rest: async () => await before, calls: () => calls };
}
