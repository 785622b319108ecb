import type { Route53Client, RRType } from '@aws-sdk/client-route-53';
import type { BalancerFact } from '../../clouds/balancer/balancer.ts';
import { zoneHolding } from '../../dns/relative-name.ts';
import { ExpectedError } from '../../expected-error.ts';
import { lookUp } from '../dns/look-up.ts';
import type { awsSettings } from './aws-settings.ts';
import { guarded } from './ec2-client.ts';

interface Wanted {
  readonly hostname: string;
  readonly proof: { readonly name: string; readonly value: string } | null;
  /** The balancer's own name. */
  readonly host: string | null;
}

/** The account's own zone that holds the name, and which of our records stand there; null where it has none. */
export async function zoneFor(
  settings: ReturnType<typeof awsSettings>,
  { hostname, proof, host }: Wanted,
  signal: AbortSignal,
): Promise<BalancerFact['zone']> {
  const { Route53Client } = await import('@aws-sdk/client-route-53');
  // One service for the whole world, signed as us-east-1.
  const client = new Route53Client({ ...settings, region: 'us-east-1' });
  const zone = zoneHolding(hostname, await publicZones(client, signal));
  if (!zone) return null;
  const [proofs, alias] = await Promise.all([
    proof ? setAt(client, zone.id, proof.name, 'CNAME', signal) : undefined,
    setAt(client, zone.id, hostname, 'A', signal),
  ]);
  const target = alias?.AliasTarget?.DNSName;
  return {
    ...zone,
    proven: Boolean(
      proof && proofs?.ResourceRecords?.some(({ Value = '' }) => isSame(Value, proof.value)),
    ),
    alias: host !== null && target !== undefined && isSame(target.replace('dualstack.', ''), host),
  };
}

async function publicZones(client: Route53Client, signal: AbortSignal) {
  const { ListHostedZonesCommand } = await import('@aws-sdk/client-route-53');
  const zones: { readonly id: string; readonly name: string }[] = [];
  let Marker: string | undefined;
  do {
    const page = await guarded(signal, (options) =>
      client.send(new ListHostedZonesCommand({ Marker }), options),
    );
    for (const { Id = '', Name = '', Config } of page.HostedZones ?? [])
      if (!Config?.PrivateZone)
        zones.push({ id: Id.replace('/hostedzone/', ''), name: Name.replace(/\.$/, '') });
    Marker = page.IsTruncated ? page.NextMarker : undefined;
  } while (Marker !== undefined);
  return zones;
}

/** It gives the first set from here on, which may be another one's. */
async function setAt(
  client: Route53Client,
  HostedZoneId: string,
  name: string,
  type: RRType,
  signal: AbortSignal,
) {
  const { ListResourceRecordSetsCommand } = await import('@aws-sdk/client-route-53');
  const from = { StartRecordName: name, StartRecordType: type, MaxItems: 1 };
  const { ResourceRecordSets = [] } = await guarded(signal, (options) =>
    client.send(new ListResourceRecordSetsCommand({ HostedZoneId, ...from }), options),
  );
  return ResourceRecordSets.find(({ Name = '', Type }) => isSame(Name, name) && Type === type);
}

function isSame(one: string, other: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, '');
  return plain(one) === plain(other);
}

/** Whether a name has one of the balancer's addresses, as everybody sees it. */
export async function leadsTo(
  hostname: string,
  host: string,
  signal: AbortSignal,
): Promise<boolean> {
  const [its, wanted] = await Promise.all(
    [hostname, host].map((name) =>
      lookUp(name, 'A', signal).catch((error: unknown): string[] => {
        if (error instanceof ExpectedError) return [];
        throw error;
      }),
    ),
  );
  return Boolean(its?.some((address) => wanted?.includes(address)));
}
