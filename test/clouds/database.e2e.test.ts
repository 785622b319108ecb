import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type DatabaseFact,
  type DatabaseGoal,
  ec2Database,
  fingerprintOf,
  NO_DATABASE,
} from '../../source/clouds/ec2/database.ts';
import { databaseRemoval, databaseSteps } from '../../source/clouds/ec2/database-steps.ts';
import { ec2Launch } from '../../source/clouds/ec2/launch.ts';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { ec2Account } from '../../source/clouds/ec2/queries.ts';
import { ec2Removal } from '../../source/clouds/ec2/removal.ts';
import { ec2Steps } from '../../source/clouds/ec2/steps.ts';
import { lookAtPublicKey } from '../../source/edges/local/key-pair.ts';
import { Facts, type Look } from '../../source/facts/facts.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { openLaunch } from '../../source/session/open-launch.ts';
import { type Amazon, REGION, signal, startAmazon } from './amazon.ts';

let amazon: Amazon;
beforeAll(async () => {
  amazon = await startAmazon(ec2Policy({ database: true }));
});
afterAll(async () => await amazon?.stop());

const seen = async (name: string) => (await amazon.seen(ec2Database(REGION, name))) as DatabaseFact;
const removal = (name: string, whole: boolean) =>
  ec2Removal(REGION, name, databaseRemoval(REGION, name, whole));

async function goalFor(name: string, password: string): Promise<DatabaseGoal> {
  const account = await amazon.accountAt(REGION);
  const network = account.open && account.networks.find(({ standard }) => standard);
  if (!network) throw new Error('Moto has no standard network.');
  return {
    ...{ name, region: REGION, engine: 'postgres', login: 'docassemble', size: 'db.t4g.micro' },
    ...{ storageGB: 20, backupDays: 7, protect: true, network, password: new Secret(password) },
    cost: '',
  };
}

describe('a database for a machine at EC2', () => {
  it('is made once, for the machine alone, wherever the run was killed, and goes with its firewall', async () => {
    const machine = await amazon.machineNamed('kept');
    const calls = await amazon.killedAnywhere(
      async (run) => [
        ...ec2Steps(machine),
        ...databaseSteps(
          await goalFor('kept', run === 'killed' ? 'First0password' : 'Second0password'),
        ),
      ],
      (action) => action.do === 'rds' || (action.do === 'ec2' && about(action.what)),
      async (number) => {
        const { database, group, subnets } = await seen('kept');
        expect(database).toMatchObject({ of: 'kept', status: 'available', protected: true });
        expect(database?.known).toBe(fingerprintOf(new Secret('Second0password')));
        expect(group?.rules).toEqual([expect.stringMatching(/^5432 sg-/)]);
        expect(subnets).toBe(true);
        const gone = await amazon.runSteps(removal('kept', number % 2 === 0));
        expect(gone.filter(({ type }) => type === 'failed')).toEqual([]);
        const { copies, ...rest } = await seen('kept');
        expect({ ...rest, copies: [] }).toEqual(NO_DATABASE);
        if (number === 1) expect(copies).toEqual([expect.stringMatching(/^kept-db-last-\d{14}$/)]);
      },
    );
    expect(calls).toBeGreaterThan(3);
  });

  it('tells the app its password in the first run alone, once that is noted', async () => {
    const answers = {
      ...{ ...amazon.answersOf(), app: 'jatos', 'ec2.region': REGION, 'ec2.name': 'told' },
      ...{ 'ec2.type': 't3.small', 'ec2.protect': true, 'ec2.ssh-from': '0.0.0.0/0' },
      ...{ 'ec2.database': true, 'ec2.database-size': 'db.t4g.micro' },
    };
    const account = ec2Account(REGION, amazon.key.id);
    const facts = new Facts([{ query: account, value: await amazon.accountAt(REGION) }]);
    const control = { stop: signal, abort: signal, overridden: new Set<string>() };
    // A key is made there for who has none.
    const home = process.env.HOME;
    process.env.HOME = await mkdtemp(join(tmpdir(), 'home-'));
    onTestFinished(async () => {
      await rm(process.env.HOME ?? '', { recursive: true });
      process.env.HOME = home;
    });
    const launched = async () => {
      const look: Look = async function* (queries, ...rest) {
        for (const query of queries) {
          if (query.fact !== 'publicKeyFile') yield* amazon.look([query], ...rest);
          else yield { query, value: await lookAtPublicKey(query.subject) } as never;
        }
      };
      const base = { look, close: async () => {} } as never;
      const clock = { pause: async () => {}, now: () => new Date() };
      const session = openLaunch(base, ec2Launch, clock);
      const prepared = await session.prepare(answers, facts, signal);
      const events = session.run(prepared, control);
      for (let next = await events.next(); !next.done; next = await events.next())
        expect(next.value.type).not.toBe('failed');
      await session.receipt(prepared, signal);
      return session;
    };
    const passwordIn = (session: Awaited<ReturnType<typeof launched>>) =>
      session.wayIn()?.['settings.JATOS_DB_PASSWORD'];
    const first = await launched();
    expect(first.wayIn()).toMatchObject({
      ...{ 'host.kind': 'ssh', 'jatos.database': 'own', 'settings.JATOS_DB_USERNAME': 'jatos' },
      'settings.JATOS_DB_URL': expect.stringMatching(/^jdbc:mysql:\/\/told-db\..*:3306\/jatos\?/),
    });
    expect(passwordIn(first)).toBeInstanceOf(Secret);
    // Cut off before the server had it: another one is as good.
    const second = await launched();
    expect(passwordIn(second)).toBeInstanceOf(Secret);
    expect(String((passwordIn(second) as Secret).reveal())).not.toBe(
      (passwordIn(first) as Secret).reveal(),
    );
    await second.handedOver(signal);
    const third = await launched();
    expect(passwordIn(third)).toBeUndefined();
    await third.handedOver(signal);
    await amazon.runSteps(removal('told', true));
  });
});

function about({ call }: { readonly call: string }): boolean {
  return call === 'make-database-group' || call === 'open-ports';
}
