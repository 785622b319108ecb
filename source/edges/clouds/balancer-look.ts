import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Answers } from '../../answers/answers.ts';
import { type BalancerFact, balancerTag, NO_BALANCER } from '../../clouds/balancer/balancer.ts';
import { HOSTNAME_TAG, NAME_TAG } from '../../clouds/ec2/action.ts';
import { regionAndName } from '../../clouds/ec2/queries.ts';
import { awsSettings } from './aws-settings.ts';
import { certificatesFor } from './balancer-certificate.ts';
import { leadsTo, zoneFor } from './balancer-name.ts';
import { balancerParts } from './balancer-parts.ts';
import { guarded, openEc2 } from './ec2-client.ts';
import { rulesIn } from './ec2-machine.ts';
import { lookAtNetworks } from './ec2-networks.ts';

/**
 * What there is of a load balancer, found by its firewall. Where that is missing nothing else is
 * asked for: whoever wants none need not be allowed to.
 */
export async function lookAtEc2Balancer(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<BalancerFact> {
  const { region, name } = regionAndName(subject);
  const client = await openEc2(answers, region);
  const { own, group } = await groupsOf(client, name, signal);
  const network = own?.VpcId ?? group?.VpcId ?? null;
  const tag = (key: string) => group?.Tags?.find(({ Key }) => Key === key)?.Value ?? '';
  if (!group?.GroupId || network === null) return { ...NO_BALANCER, network };
  const hostname = tag(HOSTNAME_TAG);
  const settings = awsSettings(answers, region);
  const [used, subnets, certificates, parts] = await Promise.all([
    isUsed(client, group.GroupId, signal),
    subnetsIn(client, network, name, signal),
    certificatesFor(settings, name, hostname, signal),
    balancerParts(settings, name, signal),
  ]);
  const { balancer } = parts;
  const proof = certificates.certificate?.record ?? null;
  const zone = await zoneFor(settings, { hostname, proof, host: balancer?.host ?? null }, signal);
  return {
    ...{ network, subnets, zone, ...certificates, ...parts },
    group: {
      ...{ id: group.GroupId, rules: (group.IpPermissions ?? []).flatMap(rulesIn) },
      ...{ used, hostname },
    },
    leads: zone === null && balancer !== null && (await leadsTo(hostname, balancer.host, signal)),
  };
}

async function groupsOf(client: EC2Client, name: string, signal: AbortSignal) {
  const { DescribeSecurityGroupsCommand } = await import('@aws-sdk/client-ec2');
  const Filters = [{ Name: `tag:${NAME_TAG}`, Values: [name, balancerTag(name)] }];
  const { SecurityGroups = [] } = await guarded(signal, (options) =>
    client.send(new DescribeSecurityGroupsCommand({ Filters }), options),
  );
  const tagged = (value: string) =>
    SecurityGroups.find(({ Tags = [] }) =>
      Tags.some(({ Key, Value }) => Key === NAME_TAG && Value === value),
    );
  return { own: tagged(name), group: tagged(balancerTag(name)) };
}

/** A balancer stands in its firewall by network interfaces, which go some minutes after it. */
async function isUsed(client: EC2Client, group: string, signal: AbortSignal): Promise<boolean> {
  const { DescribeNetworkInterfacesCommand } = await import('@aws-sdk/client-ec2');
  const Filters = [{ Name: 'group-id', Values: [group] }];
  const { NetworkInterfaces = [] } = await guarded(signal, (options) =>
    client.send(new DescribeNetworkInterfacesCommand({ Filters }), options),
  );
  return NetworkInterfaces.length > 0;
}

/** A balancer reaches a machine only where it stands in the same zone; visitors reach it only where a subnet is open. */
async function subnetsIn(
  client: EC2Client,
  network: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const Filters = [{ Name: `tag:${NAME_TAG}`, Values: [name] }];
  const [networks, { Reservations = [] }] = await Promise.all([
    lookAtNetworks(client, signal),
    guarded(signal, (options) => client.send(new DescribeInstancesCommand({ Filters }), options)),
  ]);
  const own = Reservations.flatMap(({ Instances = [] }) => Instances)
    .filter(({ State }) => State?.Name !== 'terminated')
    .map(({ SubnetId }) => SubnetId)[0];
  const { subnets = [], standard = false } = networks.find(({ id }) => id === network) ?? {};
  const inOrder = subnets
    .filter(({ id, open }) => open || standard || id === own)
    .sort((one, other) => Number(other.id === own) - Number(one.id === own));
  const ofZone = new Map(inOrder.toReversed().map(({ zone, id }) => [zone, id]));
  return [...new Set(inOrder.flatMap(({ zone }) => ofZone.get(zone) ?? []))];
}
