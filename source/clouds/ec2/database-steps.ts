import type { Facts } from '../../facts/facts.ts';
import { HOLDS, hopeless, lacks, type Step } from '../../steps/step.ts';
import type { RdsAction, RdsCall } from '../rds-action.ts';
import { GONE, SHOWN } from '../shown.ts';
import type { Ec2Action, Ec2Call } from './action.ts';
import {
  DATABASE_SIZES,
  type DatabaseFact,
  type DatabaseGoal,
  type DatabaseLogin,
  databaseId,
  ec2Database,
  fingerprintOf,
  NO_DATABASE,
  PORTS,
} from './database.ts';
import { ec2Machine } from './queries.ts';

const WAIT = { do: 'await', everySeconds: 10, patienceSeconds: 2400 } as const;
const FAILED = /^(failed|incompatible-|restore-error|inaccessible-|storage-full)/;

/** A database for a server at EC2, apart from it, which only the server reaches. */
export function databaseSteps(goal: DatabaseGoal): Step[] {
  const { name, region, engine, network, size, storageGB } = goal;
  const [seen, machine] = [ec2Database(region, name), ec2Machine(region, name)];
  const at = (facts: Facts): DatabaseFact => facts.get(seen) ?? NO_DATABASE;
  const ec2 = (what: Ec2Call): Ec2Action => ({ do: 'ec2', region, what });
  const rds = (what: RdsCall): RdsAction => ({ do: 'rds', region, what });
  const rule = (facts: Facts) => `${PORTS[engine]} ${facts.get(machine)?.group?.id ?? 'sg-…'}`;
  const isNarrow = new Set(network.subnets.map(({ zone }) => zone)).size < 2;
  const isAnothers = ({ database }: DatabaseFact) => database !== null && database.of !== name;
  return [
    {
      id: 'ec2.database-group',
      title: `Make a firewall for the database, named ${databaseId(name)}`,
      needs: [],
      sees: [seen],
      check: (facts) => (at(facts).group ? HOLDS : lacks('There is none of that name yet.')),
      actions: () => [
        ec2({ call: 'make-database-group', name, group: databaseId(name), network: network.id }),
        SHOWN,
      ],
    },
    {
      id: 'ec2.database-door',
      title: `Let the server in, and nobody else (port ${PORTS[engine]})`,
      needs: ['ec2.database-group', 'ec2.group'],
      sees: [seen, machine],
      check: (facts) =>
        at(facts).group?.rules.includes(rule(facts)) ? HOLDS : lacks('It is not let in yet.'),
      actions: (facts) => [
        ec2({ call: 'open-ports', group: at(facts).group?.id ?? '', rules: [rule(facts)] }),
        SHOWN,
      ],
    },
    {
      id: 'ec2.database-subnets',
      title: "Say in which parts of the server's network the database may lie",
      needs: [],
      sees: [seen],
      check: (facts) => {
        if (at(facts).subnets) return HOLDS;
        return isNarrow
          ? hopeless('Amazon wants the network to have subnets in two zones for a database.', [
              'Give the network a subnet in another zone: VPC, Subnets, Create subnet.',
            ])
          : lacks('Amazon does not know it yet.');
      },
      actions: () =>
        isNarrow
          ? []
          : [
              rds({ call: 'make-subnets', name, subnets: network.subnets.map(({ id }) => id) }),
              SHOWN,
            ],
    },
    {
      id: 'ec2.database',
      title: `Make the database: ${LABELS[engine]}, ${size}, ${storageGB} GB, encrypted`,
      because: () => `Only the server reaches it. It costs ${goal.cost}.`,
      needs: ['ec2.database-door', 'ec2.database-subnets'],
      sees: [seen],
      check: (facts) => {
        if (isAnothers(at(facts)))
          return hopeless(
            `There is a database ${databaseId(name)} already, which was not made for this server.`,
            ['Choose another name for the server.'],
          );
        return at(facts).database ? HOLDS : lacks('There is none of that name yet.');
      },
      actions: (facts) =>
        isAnothers(at(facts))
          ? []
          : [rds({ call: 'make-database', goal, group: at(facts).group?.id ?? '' }), SHOWN],
    },
    {
      id: 'ec2.database-ready',
      title: 'Wait until the database runs: about ten minutes',
      needs: ['ec2.database'],
      sees: [seen],
      check: (facts) => {
        const { status = 'not there', host = null } = at(facts).database ?? {};
        if (FAILED.test(status))
          return hopeless(`Amazon says of it: ${status}.`, [
            'Look at it in the console: RDS, Databases.',
          ]);
        return READY.has(status) && host !== null ? HOLDS : lacks(`It is ${status}.`);
      },
      actions: () => [{ ...WAIT, saying: 'the database to run' }],
    },
    {
      id: 'ec2.database-password',
      title: 'See that the server can be told its password',
      because: () => 'It is made up anew where no server has it: it is kept nowhere else.',
      needs: ['ec2.database-ready', 'ec2.running'],
      sees: [seen, machine],
      check: (facts) => {
        const { database } = at(facts);
        if (!database) return lacks('There is none of that name yet.');
        const { changing, known } = database;
        if (changing) return lacks('Its password is being changed.');
        const server = facts.get(machine)?.instance?.id;
        return known !== null && [fingerprintOf(goal.password), server].includes(known)
          ? HOLDS
          : lacks('Nobody knows its password any more.');
      },
      actions: (facts) => {
        const { database } = at(facts);
        const { password } = goal;
        if (!database) return [];
        return [
          rds({ call: 'set-password', database: databaseId(name), password }),
          rds({ call: 'note-known', arn: database.arn, known: fingerprintOf(password) }),
          { ...WAIT, saying: 'the new password to count' },
        ];
      },
    },
  ];
}

/** How the app gets in; the password only where it is the one that was made up now. Undefined where it can't yet. */
export function databaseLogin(goal: DatabaseGoal, facts: Facts): DatabaseLogin | undefined {
  const { region, name, engine, login, size, password } = goal;
  const { database } = facts.get(ec2Database(region, name)) ?? NO_DATABASE;
  if (!database?.host) return undefined;
  return {
    ...{ host: database.host, port: database.port || PORTS[engine], name: login },
    password: database.known === fingerprintOf(password) ? password : null,
    connections: DATABASE_SIZES.find((each) => each.size === size)?.connections ?? 40,
  };
}

/** What is noted once the server has the password, so that it is left as it is from then on. */
export function databaseHandedOver(goal: DatabaseGoal, facts: Facts): readonly RdsAction[] {
  const { region, name, password } = goal;
  const { database } = facts.get(ec2Database(region, name)) ?? NO_DATABASE;
  const server = facts.get(ec2Machine(region, name))?.instance?.id;
  if (!database || !server || database.known !== fingerprintOf(password)) return [];
  return [{ do: 'rds', region, what: { call: 'note-known', arn: database.arn, known: server } }];
}

/** Amazon copies it at times, and does what it put off: it works meanwhile. */
const READY: ReadonlySet<string> = new Set([
  ...['available', 'backing-up', 'storage-optimization', 'configuring-enhanced-monitoring'],
]);

export const LABELS = { postgres: 'PostgreSQL', mysql: 'MySQL' } as const;

/**
 * The database of a server goes, with a last copy that stays; none where `whole`. Its firewall goes before the server's
 * own, to which it refers.
 */
export function databaseRemoval(region: string, name: string, whole: boolean): Step[] {
  const seen = ec2Database(region, name);
  const at = (facts: Facts): DatabaseFact => facts.get(seen) ?? NO_DATABASE;
  const its = (facts: Facts) => (at(facts).database?.of === name ? at(facts).database : null);
  const rds = (what: RdsCall): RdsAction => ({ do: 'rds', region, what });
  const database = databaseId(name);
  const there = (is: unknown) => (is ? lacks('It is still there.') : HOLDS);
  return [
    {
      id: 'ec2.database-end',
      title: whole
        ? `Delete the database ${database} with all copies that Amazon made`
        : `Delete the database ${database}, after a last copy of it, which stays`,
      ...(whole && { because: () => 'This can not be taken back.' }),
      needs: ['ec2.terminate'],
      sees: [seen],
      check: (facts) => there(its(facts)),
      actions: (facts) => {
        const { status = '', made = '', protected: isProtected = false } = its(facts) ?? {};
        const copy = whole ? null : `${database}-last-${made}`;
        return [
          ...(isProtected ? [rds({ call: 'unprotect-database', database })] : []),
          ...(status === 'deleting' ? [] : [rds({ call: 'delete-database', database, copy })]),
          { ...WAIT, saying: 'the database to end' },
        ];
      },
    },
    {
      id: 'ec2.database-subnets-end',
      title: 'Forget where it might lie',
      needs: ['ec2.database-end'],
      sees: [seen],
      check: (facts) => there(at(facts).subnets),
      actions: () => [rds({ call: 'delete-subnets', name }), GONE],
    },
    {
      id: 'ec2.database-group-end',
      title: 'Delete the firewall of the database',
      needs: ['ec2.database-end'],
      sees: [seen],
      check: (facts) => there(at(facts).group),
      actions: (facts) => [
        {
          ...{ do: 'ec2', region },
          what: { call: 'delete-group', group: at(facts).group?.id ?? '' },
        },
        GONE,
      ],
    },
  ];
}
