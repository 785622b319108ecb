import type { EC2Client, Instance, IpPermission } from '@aws-sdk/client-ec2';
import type { Answers } from '../../answers/answers.ts';
import { ESP, NAME_TAG } from '../../clouds/ec2/action.ts';
import { regionAndName } from '../../clouds/ec2/queries.ts';
import { ruleFrom } from '../../clouds/firewall-rules.ts';
import type { EntranceFact, MachineFact } from '../../clouds/machine.ts';
import { answersAt } from '../outside/port-answers.ts';
import { guarded, openEc2 } from './ec2-client.ts';

/** What there is of a machine, found by the tag that all of it has. */
export async function lookAtEc2Machine(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<MachineFact> {
  const { region, name } = regionAndName(subject);
  return await seen(await openEc2(answers, region), name, signal);
}

async function seen(client: EC2Client, name: string, signal: AbortSignal): Promise<MachineFact> {
  const {
    DescribeAddressesCommand,
    DescribeInstancesCommand,
    DescribeKeyPairsCommand,
    DescribeSecurityGroupsCommand,
  } = await import('@aws-sdk/client-ec2');
  const Filters = [{ Name: `tag:${NAME_TAG}`, Values: [name] }];
  const [keys, groups, instances, addresses] = await Promise.all([
    guarded(signal, (options) => client.send(new DescribeKeyPairsCommand({ Filters }), options)),
    guarded(signal, (options) =>
      client.send(new DescribeSecurityGroupsCommand({ Filters }), options),
    ),
    guarded(signal, (options) => client.send(new DescribeInstancesCommand({ Filters }), options)),
    guarded(signal, (options) => client.send(new DescribeAddressesCommand({ Filters }), options)),
  ]);
  const [key] = keys.KeyPairs ?? [];
  const [group] = groups.SecurityGroups ?? [];
  const [address] = addresses.Addresses ?? [];
  const all = (instances.Reservations ?? []).flatMap((each) => each.Instances ?? []);
  const instance = all.find(({ State }) => State?.Name !== 'terminated');
  return {
    key: key ? { name: key.KeyName ?? name, publicKey: key.PublicKey ?? null } : null,
    group: group
      ? { id: group.GroupId ?? '', rules: (group.IpPermissions ?? []).flatMap(rulesIn) }
      : null,
    instance: instance
      ? {
          id: instance.InstanceId ?? '',
          state: stateIn(instance.State?.Name),
          type: instance.InstanceType ?? '',
          publicAddress: instance.PublicIpAddress ?? null,
          profile: instance.IamInstanceProfile?.Arn ?? null,
          groups: groupsOf(instance),
        }
      : null,
    address: address
      ? {
          id: address.AllocationId ?? '',
          ip: address.PublicIp ?? '',
          instance: address.InstanceId || null,
        }
      : null,
  };
}

/** Ids of the firewalls that it stands behind. */
export function groupsOf({ SecurityGroups = [] }: Instance): string[] {
  return SecurityGroups.flatMap(({ GroupId }) => GroupId ?? []);
}

const STATES = ['pending', 'running', 'stopping', 'stopped', 'shutting-down'] as const;

function stateIn(name: string | undefined): (typeof STATES)[number] {
  return STATES.find((each) => each === name) ?? 'pending';
}

/** What a firewall lets in, as `ec2RuleParts` reads it. */
export function rulesIn({
  FromPort,
  IpProtocol,
  IpRanges = [],
  Ipv6Ranges = [],
  UserIdGroupPairs = [],
}: IpPermission): string[] {
  const from = [
    ...IpRanges.map(({ CidrIp }) => CidrIp),
    ...Ipv6Ranges.map((each) => each.CidrIpv6),
    ...UserIdGroupPairs.map(({ GroupId }) => GroupId),
  ];
  const parts =
    IpProtocol === ESP
      ? { port: '', protocol: 'esp' }
      : { port: String(FromPort), protocol: IpProtocol === 'udp' ? 'udp' : 'tcp' };
  return from.flatMap((each) => (each === undefined ? [] : [ruleFrom(parts, each)]));
}

/** Whether a new machine lets somebody in, and its host keys where its console shows them. */
export async function lookAtEc2Entrance(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<EntranceFact> {
  const { region, name } = regionAndName(subject);
  const client = await openEc2(answers, region);
  const { instance, address } = await seen(client, name, signal);
  if (!instance || !address) return { open: false, fingerprints: [] };
  const [open, fingerprints] = await Promise.all([
    answersAt(address.ip, 22, signal),
    onConsole(client, instance.id, signal),
  ]);
  return { open, fingerprints };
}

/** cloud-init prints them there at the first start (cloud-init's module `keys_to_console`). */
async function onConsole(client: EC2Client, InstanceId: string, signal: AbortSignal) {
  const { GetConsoleOutputCommand } = await import('@aws-sdk/client-ec2');
  const { Output = '' } = await guarded(signal, (options) =>
    client.send(new GetConsoleOutputCommand({ InstanceId }), options),
  ).catch(() => ({ Output: '' }));
  const text = Buffer.from(Output, 'base64').toString();
  const [, printed = ''] =
    /BEGIN SSH HOST KEY FINGERPRINTS([\s\S]*?)END SSH HOST KEY FINGERPRINTS/.exec(text) ?? [];
  return [...printed.matchAll(/SHA256:[A-Za-z0-9+/]{43}/g)].map(([each]) => each);
}
