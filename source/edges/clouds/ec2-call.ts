import type {
  _InstanceType,
  EC2Client,
  IpPermission,
  ResourceType,
  Tag,
} from '@aws-sdk/client-ec2';
import type { Answers } from '../../answers/answers.ts';
import { balancerTag } from '../../clouds/balancer/balancer.ts';
import {
  type Ec2Action,
  type Ec2Call,
  ec2RuleParts,
  HOSTNAME_TAG,
  NAME_TAG,
} from '../../clouds/ec2/action.ts';
import { databaseTag } from '../../clouds/ec2/database.ts';
import { guarded, openEc2 } from './ec2-client.ts';

/** Makes the call. Throws an ExpectedError `ec2.*`. */
export async function callEc2(
  { region, what }: Ec2Action,
  answers: Answers,
  signal: AbortSignal,
): Promise<void> {
  const client = await openEc2(answers, region);
  await guarded(signal, async (options) => {
    await send(client, what, options);
  });
}

async function send(
  client: EC2Client,
  what: Ec2Call,
  options: { readonly abortSignal: AbortSignal },
): Promise<unknown> {
  const ec2 = await import('@aws-sdk/client-ec2');
  switch (what.call) {
    case 'import-key':
      return await client.send(
        new ec2.ImportKeyPairCommand({
          KeyName: what.name,
          PublicKeyMaterial: Buffer.from(what.publicKey),
          TagSpecifications: tagged('key-pair', what.name),
        }),
        options,
      );
    case 'make-group':
      return await client.send(
        new ec2.CreateSecurityGroupCommand({
          GroupName: what.name,
          Description: `Made by setup-server for ${what.name}`,
          ...(what.network !== null && { VpcId: what.network }),
          TagSpecifications: tagged('security-group', what.name),
        }),
        options,
      );
    case 'make-database-group':
      return await client.send(
        new ec2.CreateSecurityGroupCommand({
          GroupName: what.group,
          Description: `Made by setup-server for the database of ${what.name}`,
          VpcId: what.network,
          TagSpecifications: tagged('security-group', what.group, [
            { Key: NAME_TAG, Value: databaseTag(what.name) },
          ]),
        }),
        options,
      );
    case 'make-balancer-group':
      return await client.send(
        new ec2.CreateSecurityGroupCommand({
          GroupName: `${what.name}-balancer`,
          Description: `Made by setup-server for the balancer of ${what.name}`,
          VpcId: what.network,
          TagSpecifications: tagged('security-group', `${what.name}-balancer`, [
            { Key: NAME_TAG, Value: balancerTag(what.name) },
            { Key: HOSTNAME_TAG, Value: what.hostname },
          ]),
        }),
        options,
      );
    case 'open-ports':
    case 'close-ports': {
      const input = { GroupId: what.group, IpPermissions: what.rules.map(permission) };
      return what.call === 'open-ports'
        ? await client.send(new ec2.AuthorizeSecurityGroupIngressCommand(input), options)
        : await client.send(new ec2.RevokeSecurityGroupIngressCommand(input), options);
    }
    case 'run-instance': {
      const { name, type, image, diskGB, protect, place } = what.machine;
      return await client.send(
        new ec2.RunInstancesCommand({
          ...{ ImageId: image.id, MinCount: 1, MaxCount: 1, KeyName: name },
          InstanceType: type as _InstanceType,
          SecurityGroupIds: [what.group],
          ...(place !== null && { SubnetId: place.subnet }),
          // A run that was cut off and begun anew gets the same one (AWS, "Ensuring idempotency").
          ClientToken: what.group,
          DisableApiTermination: protect,
          MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
          BlockDeviceMappings: [
            {
              DeviceName: image.rootDevice,
              Ebs: {
                ...{ VolumeSize: diskGB, VolumeType: 'gp3', Encrypted: true },
                DeleteOnTermination: true,
              },
            },
          ],
          TagSpecifications: [...tagged('instance', name), ...tagged('volume', name)],
        }),
        options,
      );
    }
    case 'start-instance':
      return await client.send(
        new ec2.StartInstancesCommand({ InstanceIds: [what.instance] }),
        options,
      );
    case 'allocate-address':
      return await client.send(
        new ec2.AllocateAddressCommand({
          Domain: 'vpc',
          TagSpecifications: tagged('elastic-ip', what.name),
        }),
        options,
      );
    case 'associate-address':
      return await client.send(
        new ec2.AssociateAddressCommand({
          AllocationId: what.address,
          InstanceId: what.instance,
        }),
        options,
      );
    case 'give-role':
      return await client.send(
        new ec2.AssociateIamInstanceProfileCommand({
          InstanceId: what.instance,
          IamInstanceProfile: { Name: what.profile },
        }),
        options,
      );
    case 'set-groups':
      return await client.send(
        new ec2.ModifyInstanceAttributeCommand({
          InstanceId: what.instance,
          Groups: [...what.groups],
        }),
        options,
      );
    case 'unprotect':
      return await client.send(
        new ec2.ModifyInstanceAttributeCommand({
          InstanceId: what.instance,
          DisableApiTermination: { Value: false },
        }),
        options,
      );
    case 'terminate-instance':
      return await client.send(
        new ec2.TerminateInstancesCommand({ InstanceIds: [what.instance] }),
        options,
      );
    case 'release-address':
      return await client.send(
        new ec2.ReleaseAddressCommand({ AllocationId: what.address }),
        options,
      );
    case 'delete-group':
      return await client.send(
        new ec2.DeleteSecurityGroupCommand({ GroupId: what.group }),
        options,
      );
    case 'delete-key':
      return await client.send(new ec2.DeleteKeyPairCommand({ KeyName: what.name }), options);
  }
}

function tagged(
  ResourceType: ResourceType,
  name: string,
  ours: readonly Tag[] = [{ Key: NAME_TAG, Value: name }],
) {
  const Tags = [{ Key: 'Name', Value: name }, ...ours];
  return [{ ResourceType, Tags }];
}

function permission(rule: string): IpPermission {
  const { port, protocol, from } = ec2RuleParts(rule);
  return { IpProtocol: protocol, FromPort: port, ToPort: port, ...rangeOf(from) };
}

function rangeOf(from: string): IpPermission {
  if (from.startsWith('sg-')) return { UserIdGroupPairs: [{ GroupId: from }] };
  return from.includes(':')
    ? { Ipv6Ranges: [{ CidrIpv6: from }] }
    : { IpRanges: [{ CidrIp: from }] };
}
