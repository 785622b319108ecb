import type { Secret } from '../secrets/secret.ts';
import { quote } from '../shell.ts';
import { NAME_TAG } from './ec2/action.ts';
import { type DatabaseGoal, databaseId, fingerprintOf, VERSIONS } from './ec2/database.ts';

/** One call to RDS, which has the databases. Data, as all actions. `database`: its name there. */
export type RdsCall =
  | {
      readonly call: 'make-subnets';
      readonly name: string;
      readonly subnets: readonly string[];
    }
  /** `group`: its firewall. */
  | { readonly call: 'make-database'; readonly goal: DatabaseGoal; readonly group: string }
  | { readonly call: 'set-password'; readonly database: string; readonly password: Secret }
  | { readonly call: 'note-known'; readonly arn: string; readonly known: string }
  | { readonly call: 'unprotect-database'; readonly database: string }
  /** `copy`: the name of the last copy, which stays; null for none, and Amazon's own go, too. */
  | { readonly call: 'delete-database'; readonly database: string; readonly copy: string | null }
  | { readonly call: 'delete-subnets'; readonly name: string };

export interface RdsAction {
  readonly do: 'rds';
  readonly region: string;
  readonly what: RdsCall;
}

/** The tag that says who knows a database's password. */
export const KNOWN_TAG = 'setup-server-password';

/** The same for Amazon's command-line client, as one line; a password never stands in it. */
export function rdsLine({ region, what }: RdsAction): string {
  return ['aws rds', ...words(what), '--region', quote(region)].join(' ');
}

function words(what: RdsCall): readonly string[] {
  switch (what.call) {
    case 'make-subnets':
      return [
        ...['create-db-subnet-group --db-subnet-group-name', quote(databaseId(what.name))],
        ...['--db-subnet-group-description', quote(`Made by setup-server for ${what.name}`)],
        ...['--subnet-ids', ...what.subnets.map(quote), tagged([[NAME_TAG, what.name]])],
      ];
    case 'make-database': {
      const { name, engine, login, size, storageGB, backupDays, protect, password } = what.goal;
      const id = quote(databaseId(name));
      return [
        ...['create-db-instance --db-instance-identifier', id, '--engine', engine],
        ...['--engine-version', VERSIONS[engine], '--db-instance-class', quote(size)],
        ...['--allocated-storage', String(storageGB), '--storage-type gp3 --storage-encrypted'],
        ...['--db-name', quote(login), '--master-username', quote(login)],
        ...["--master-user-password '[secret]'", '--no-publicly-accessible'],
        ...['--db-subnet-group-name', id, '--vpc-security-group-ids', quote(what.group)],
        ...['--backup-retention-period', String(backupDays), '--copy-tags-to-snapshot'],
        ...(protect ? ['--deletion-protection'] : []),
        tagged([
          [NAME_TAG, name],
          [KNOWN_TAG, fingerprintOf(password)],
        ]),
      ];
    }
    case 'set-password':
      return [
        ...['modify-db-instance --db-instance-identifier', quote(what.database)],
        "--master-user-password '[secret]' --apply-immediately",
      ];
    case 'note-known':
      return [
        ...['add-tags-to-resource --resource-name', quote(what.arn)],
        tagged([[KNOWN_TAG, what.known]]),
      ];
    case 'unprotect-database':
      return [
        ...['modify-db-instance --db-instance-identifier', quote(what.database)],
        '--no-deletion-protection --apply-immediately',
      ];
    case 'delete-database':
      return [
        ...['delete-db-instance --db-instance-identifier', quote(what.database)],
        ...(what.copy === null
          ? ['--skip-final-snapshot --delete-automated-backups']
          : ['--final-db-snapshot-identifier', quote(what.copy)]),
      ];
    case 'delete-subnets':
      return ['delete-db-subnet-group --db-subnet-group-name', quote(databaseId(what.name))];
  }
}

function tagged(tags: readonly (readonly [string, string])[]): string {
  return `--tags ${tags.map(([key, value]) => quote(`Key=${key},Value=${value}`)).join(' ')}`;
}
