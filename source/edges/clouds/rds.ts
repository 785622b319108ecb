import type { RDSClient } from '@aws-sdk/client-rds';
import type { Answers } from '../../answers/answers.ts';
import { NAME_TAG } from '../../clouds/ec2/action.ts';
import {
  type DatabaseFact,
  databaseId,
  databaseTag,
  fingerprintOf,
  PORTS,
  VERSIONS,
} from '../../clouds/ec2/database.ts';
import { regionAndName } from '../../clouds/ec2/queries.ts';
import { KNOWN_TAG, type RdsAction, type RdsCall } from '../../clouds/rds-action.ts';
import { awsSettings } from './aws-settings.ts';
import { guarded, openEc2, orNone } from './ec2-client.ts';
import { rulesIn } from './ec2-machine.ts';

const NONE = /^(DBInstanceNotFound|DBSubnetGroupNotFound|DBSnapshotNotFound)/;

async function openRds(answers: Answers, region: string): Promise<RDSClient> {
  const { RDSClient } = await import('@aws-sdk/client-rds');
  return new RDSClient(awsSettings(answers, region));
}

/** What there is of a machine's database. */
export async function lookAtDatabase(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<DatabaseFact> {
  const { region, name } = regionAndName(subject);
  const { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, DescribeDBSubnetGroupsCommand } =
    await import('@aws-sdk/client-rds');
  const client = await openRds(answers, region);
  const [DBInstanceIdentifier, DBSubnetGroupName] = [databaseId(name), databaseId(name)];
  const asked = <Result>(work: Parameters<typeof guarded<Result>>[1]) =>
    orNone(guarded(signal, work), NONE);
  const [found, subnets, copies, group] = await Promise.all([
    asked((options) =>
      client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }), options),
    ),
    asked((options) =>
      client.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName }), options),
    ),
    asked((options) =>
      client.send(
        new DescribeDBSnapshotsCommand({ DBInstanceIdentifier, SnapshotType: 'manual' }),
        options,
      ),
    ),
    lookAtGroup(name, await openEc2(answers, region), signal),
  ]);
  const [database] = found?.DBInstances ?? [];
  const tag = (wanted: string) =>
    database?.TagList?.find(({ Key }) => Key === wanted)?.Value ?? null;
  return {
    group,
    subnets: (subnets?.DBSubnetGroups ?? []).length > 0,
    database: database
      ? {
          arn: database.DBInstanceArn ?? '',
          of: tag(NAME_TAG),
          status: database.DBInstanceStatus ?? '',
          host: database.Endpoint?.Address ?? null,
          port: database.Endpoint?.Port ?? 0,
          protected: database.DeletionProtection ?? false,
          changing: database.PendingModifiedValues?.MasterUserPassword !== undefined,
          known: tag(KNOWN_TAG),
          made: (database.InstanceCreateTime?.toISOString() ?? '').replace(/\D/g, '').slice(0, 14),
        }
      : null,
    copies: (copies?.DBSnapshots ?? []).flatMap((each) => each.DBSnapshotIdentifier ?? []),
  };
}

async function lookAtGroup(
  name: string,
  client: Awaited<ReturnType<typeof openEc2>>,
  signal: AbortSignal,
): Promise<DatabaseFact['group']> {
  const { DescribeSecurityGroupsCommand } = await import('@aws-sdk/client-ec2');
  const Filters = [{ Name: `tag:${NAME_TAG}`, Values: [databaseTag(name)] }];
  const found = await guarded(signal, (options) =>
    client.send(new DescribeSecurityGroupsCommand({ Filters }), options),
  );
  const [group] = found.SecurityGroups ?? [];
  return group
    ? { id: group.GroupId ?? '', rules: (group.IpPermissions ?? []).flatMap(rulesIn) }
    : null;
}

/** Makes the call. Throws an ExpectedError `ec2.*`. */
export async function callRds(
  { region, what }: RdsAction,
  answers: Answers,
  signal: AbortSignal,
): Promise<void> {
  const client = await openRds(answers, region);
  await guarded(signal, async (options) => {
    await send(client, what, options);
  });
}

async function send(
  client: RDSClient,
  what: RdsCall,
  options: { readonly abortSignal: AbortSignal },
): Promise<unknown> {
  const rds = await import('@aws-sdk/client-rds');
  switch (what.call) {
    case 'make-subnets':
      return await client.send(
        new rds.CreateDBSubnetGroupCommand({
          DBSubnetGroupName: databaseId(what.name),
          DBSubnetGroupDescription: `Made by setup-server for ${what.name}`,
          SubnetIds: [...what.subnets],
          Tags: [{ Key: NAME_TAG, Value: what.name }],
        }),
        options,
      );
    case 'make-database': {
      const { name, engine, login, size, storageGB, backupDays, protect, password } = what.goal;
      const id = databaseId(name);
      return await client.send(
        new rds.CreateDBInstanceCommand({
          ...{ DBInstanceIdentifier: id, DBSubnetGroupName: id, DBInstanceClass: size },
          ...{ Engine: engine, EngineVersion: VERSIONS[engine], Port: PORTS[engine] },
          ...{ AllocatedStorage: storageGB, StorageType: 'gp3', StorageEncrypted: true },
          ...{ DBName: login, MasterUsername: login, MasterUserPassword: password.reveal() },
          ...{ PubliclyAccessible: false, VpcSecurityGroupIds: [what.group] },
          ...{ BackupRetentionPeriod: backupDays, CopyTagsToSnapshot: true, MultiAZ: false },
          ...{ AutoMinorVersionUpgrade: true, DeletionProtection: protect },
          Tags: [
            { Key: NAME_TAG, Value: name },
            { Key: KNOWN_TAG, Value: fingerprintOf(password) },
          ],
        }),
        options,
      );
    }
    case 'set-password':
      return await client.send(
        new rds.ModifyDBInstanceCommand({
          DBInstanceIdentifier: what.database,
          MasterUserPassword: what.password.reveal(),
          ApplyImmediately: true,
        }),
        options,
      );
    case 'note-known':
      return await client.send(
        new rds.AddTagsToResourceCommand({
          ResourceName: what.arn,
          Tags: [{ Key: KNOWN_TAG, Value: what.known }],
        }),
        options,
      );
    case 'unprotect-database':
      return await client.send(
        new rds.ModifyDBInstanceCommand({
          DBInstanceIdentifier: what.database,
          ...{ DeletionProtection: false, ApplyImmediately: true },
        }),
        options,
      );
    case 'delete-database':
      return await client.send(
        new rds.DeleteDBInstanceCommand({
          DBInstanceIdentifier: what.database,
          ...(what.copy === null
            ? { SkipFinalSnapshot: true, DeleteAutomatedBackups: true }
            : { FinalDBSnapshotIdentifier: what.copy }),
        }),
        options,
      );
    case 'delete-subnets':
      return await client.send(
        new rds.DeleteDBSubnetGroupCommand({ DBSubnetGroupName: databaseId(what.name) }),
        options,
      );
  }
}
