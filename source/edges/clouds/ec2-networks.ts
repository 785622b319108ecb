import type { EC2Client, RouteTable, Tag } from '@aws-sdk/client-ec2';
import type { CloudNetwork } from '../../clouds/machine.ts';
import { guarded } from './ec2-client.ts';

/** The networks of an account in a region, the standard one first. */
export async function lookAtNetworks(
  client: EC2Client,
  signal: AbortSignal,
): Promise<readonly CloudNetwork[]> {
  const { DescribeRouteTablesCommand, DescribeSubnetsCommand, DescribeVpcsCommand } = await import(
    '@aws-sdk/client-ec2'
  );
  const [networks, subnets, tables] = await Promise.all([
    guarded(signal, (options) => client.send(new DescribeVpcsCommand({}), options)),
    guarded(signal, (options) => client.send(new DescribeSubnetsCommand({}), options)),
    guarded(signal, (options) => client.send(new DescribeRouteTablesCommand({}), options)),
  ]);
  return (networks.Vpcs ?? [])
    .map(({ VpcId: id = '', CidrBlock: range = '', IsDefault: standard = false, Tags }) => ({
      ...{ id, range, standard, name: nameIn(Tags) },
      subnets: (subnets.Subnets ?? [])
        .filter(({ VpcId }) => VpcId === id)
        .map(({ SubnetId = '', AvailabilityZone: zone = '', Tags: tags }) => ({
          ...{ id: SubnetId, name: nameIn(tags), zone },
          open: isOpen(SubnetId, id, tables.RouteTables ?? []),
        })),
    }))
    .sort((one, other) => Number(other.standard) - Number(one.standard));
}

function nameIn(tags: readonly Tag[] = []): string {
  return tags.find(({ Key }) => Key === 'Name')?.Value ?? '';
}

/** A subnet without a route table of its own has the main one of its network. */
function isOpen(subnet: string, network: string, tables: readonly RouteTable[]): boolean {
  const its = tables.filter(({ VpcId }) => VpcId === network);
  const named = its.find(({ Associations = [] }) =>
    Associations.some(({ SubnetId }) => SubnetId === subnet),
  );
  const main = its.find(({ Associations = [] }) => Associations.some(({ Main }) => Main));
  return ((named ?? main)?.Routes ?? []).some(
    ({ DestinationCidrBlock, GatewayId = '', State }) =>
      DestinationCidrBlock === '0.0.0.0/0' && GatewayId.startsWith('igw-') && State !== 'blackhole',
  );
}
