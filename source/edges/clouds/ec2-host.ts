import type { EC2Client, Filter, Instance } from '@aws-sdk/client-ec2';
import type { Answers } from '../../answers/answers.ts';
import { NAME_TAG } from '../../clouds/ec2/action.ts';
import { regionAndName } from '../../clouds/ec2/queries.ts';
import type { HostFact } from '../../clouds/machine.ts';
import { guarded, openEc2 } from './ec2-client.ts';
import { groupsOf, lookAtEc2Machine } from './ec2-machine.ts';

/** A server that is there already, found by an address that the internet knows, or else by one in its network. */
export async function lookAtEc2Host(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<HostFact | null> {
  const { region, name: addresses } = regionAndName(subject);
  const Values = addresses.split(',').filter((each) => each !== '');
  if (Values.length === 0) return null;
  const client = await openEc2(answers, region);
  for (const Name of ['ip-address', 'private-ip-address']) {
    const [instance] = await instancesBy(client, { Name, Values }, signal);
    if (!instance) continue;
    const name = instance.Tags?.find(({ Key }) => Key === NAME_TAG)?.Value ?? null;
    return {
      ...{ instance: instance.InstanceId ?? '', name, type: instance.InstanceType ?? '' },
      ...{ network: instance.VpcId ?? '', subnet: instance.SubnetId ?? '' },
      ...{ address: instance.PrivateIpAddress ?? '', groups: groupsOf(instance) },
    };
  }
  return null;
}

/** Servers behind a firewall of ours, by its name; none where there is no such firewall. */
export async function lookAtEc2Behind(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<readonly Pick<HostFact, 'instance' | 'groups'>[]> {
  const { region } = regionAndName(subject);
  const { group } = await lookAtEc2Machine(subject, answers, signal);
  if (!group) return [];
  const client = await openEc2(answers, region);
  const found = await instancesBy(
    client,
    { Name: 'instance.group-id', Values: [group.id] },
    signal,
  );
  return found.map((each) => ({ instance: each.InstanceId ?? '', groups: groupsOf(each) }));
}

async function instancesBy(
  client: EC2Client,
  filter: Filter,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const found = await guarded(signal, (options) =>
    client.send(new DescribeInstancesCommand({ Filters: [filter] }), options),
  );
  return (found.Reservations ?? [])
    .flatMap(({ Instances }) => Instances ?? [])
    .filter(({ State }) => State?.Name !== 'terminated');
}
