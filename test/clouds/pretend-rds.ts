import { type DatabaseFact, fingerprintOf, NO_DATABASE } from '../../source/clouds/ec2/database.ts';
import type { RdsCall } from '../../source/clouds/rds-action.ts';
import type { Secret } from '../../source/secrets/secret.ts';

/** RDS as far as the core can tell, with the firewall of its database. */
export class PretendRds {
  fact: DatabaseFact = NO_DATABASE;
  /** That of the database, as far as anybody but Amazon could know. */
  password: Secret | null = null;
  /** So many databases were made. */
  made = 0;
  /** Looks until the database is as it was asked to be. */
  #turning = 0;

  looked(): void {
    if (this.#turning > 0) this.#turning -= 1;
    else this.#turn();
  }

  open(rules: readonly string[]): void {
    const { group } = this.fact;
    if (group && rules.length === 0) throw new Error('InvalidGroup.Duplicate');
    this.fact = {
      ...this.fact,
      group: { id: 'sg-db', rules: [...(group?.rules ?? []), ...rules] },
    };
  }

  shut(): void {
    if (this.fact.database) throw new Error('DependencyViolation');
    this.fact = { ...this.fact, group: null };
  }

  #its(part: Partial<NonNullable<DatabaseFact['database']>>): void {
    const { database } = this.fact;
    if (!database) throw new Error('DBInstanceNotFound');
    this.fact = { ...this.fact, database: { ...database, ...part } };
  }

  #turn(): void {
    const { database } = this.fact;
    if (database?.status === 'creating') this.#its({ status: 'available', host: 'db.internal' });
    if (database?.changing) this.#its({ changing: false });
    if (database?.status === 'deleting') this.fact = { ...this.fact, database: null };
  }

  call(what: RdsCall): void {
    const { database, group, subnets } = this.fact;
    switch (what.call) {
      case 'make-subnets':
        if (subnets) throw new Error('DBSubnetGroupAlreadyExists');
        this.fact = { ...this.fact, subnets: true };
        return;
      case 'make-database': {
        if (database) throw new Error('DBInstanceAlreadyExists');
        if (!subnets || group?.id !== what.group) throw new Error('InvalidSubnet');
        const { name, protect, password } = what.goal;
        this.made += 1;
        this.#turning = 3;
        this.password = password;
        this.fact = {
          ...this.fact,
          database: {
            ...{ arn: 'arn:db', of: name, status: 'creating', host: null, port: 5432 },
            ...{ protected: protect, changing: false, made: '20261129' },
            known: fingerprintOf(password),
          },
        };
        return;
      }
      case 'set-password':
        if (database?.status !== 'available') throw new Error('InvalidDBInstanceState');
        this.password = what.password;
        this.#turning = 2;
        this.#its({ changing: true });
        return;
      case 'note-known':
        this.#its({ known: what.known });
        return;
      case 'unprotect-database':
        this.#its({ protected: false });
        return;
      case 'delete-database':
        if (database?.status === 'deleting') throw new Error('InvalidDBInstanceState');
        if (database?.protected) throw new Error('InvalidParameterCombination');
        this.#turning = 2;
        this.#its({ status: 'deleting' });
        if (what.copy !== null)
          this.fact = { ...this.fact, copies: [...this.fact.copies, what.copy] };
        return;
      case 'delete-subnets':
        if (database) throw new Error('InvalidDBSubnetGroupState');
        this.fact = { ...this.fact, subnets: false };
    }
  }
}
