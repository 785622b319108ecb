import type { Answers } from '../../answers/answers.ts';
import { NAME_TAG } from '../../clouds/ec2-action.ts';
import { regionAndName } from '../../clouds/ec2-queries.ts';
import type { HostFact } from '../../clouds/machine.ts';
import { guarded, openEc2 } from './ec2-client.ts';
import { groupsOf } from './ec2-machine.ts';

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
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  for (const Name of ['ip-address', 'private-ip-address']) {
    const found = await guarded(signal, (options) =>
      client.send(new DescribeInstancesCommand({ Filters: [{ Name, Values }] }), options),
    );
    const all = (found.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    const [instance] = all.filter(({ State }) => State?.Name !== 'terminated');
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
