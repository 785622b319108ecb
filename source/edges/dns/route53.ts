import type { Route53Client } from '@aws-sdk/client-route-53';
import type { AwsKeys, Route53 } from '../../dns/providers/edges.ts';
import { route53Trouble } from './route53-trouble.ts';

const LIMIT_SECONDS = 30;

/** Route 53 by Amazon's own client, loaded with the first call. `endpoint` stands in for AWS. */
export function route53With(keys: AwsKeys, endpoint?: string): Route53 {
  let opened: Promise<Route53Client> | undefined;
  const client = () => {
    opened ??= open(keys, endpoint);
    return opened;
  };
  const guarded = async <Result>(signal: AbortSignal, work: () => Promise<Result>) => {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw route53Trouble(error, keys, LIMIT_SECONDS);
    }
  };
  const change = (
    action: 'UPSERT' | 'DELETE',
    { zone, name, type, values, ttl }: Parameters<Route53['upsert']>[0],
    signal: AbortSignal,
  ) =>
    guarded(signal, async () => {
      const { ChangeResourceRecordSetsCommand } = await import('@aws-sdk/client-route-53');
      const set = {
        Name: name,
        Type: type,
        TTL: ttl,
        ResourceRecords: values.map((Value) => ({ Value })),
      };
      const batch = { Changes: [{ Action: action, ResourceRecordSet: set }] };
      const command = new ChangeResourceRecordSetsCommand({
        HostedZoneId: zone,
        ChangeBatch: batch,
      });
      await (await client()).send(command, { abortSignal: signal });
    });
  return {
    zones: (signal) =>
      guarded(signal, async () => {
        const { ListHostedZonesCommand } = await import('@aws-sdk/client-route-53');
        const zones: { name: string; id: string }[] = [];
        let marker: string | undefined;
        do {
          const command = new ListHostedZonesCommand(
            marker === undefined ? {} : { Marker: marker },
          );
          const page = await (await client()).send(command, { abortSignal: signal });
          for (const { Id = '', Name = '', Config } of page.HostedZones ?? []) {
            const zone = { id: Id.replace('/hostedzone/', ''), name: Name.replace(/\.$/, '') };
            if (Config?.PrivateZone !== true) zones.push(zone);
          }
          marker = page.IsTruncated ? page.NextMarker : undefined;
        } while (marker !== undefined);
        return zones;
      }),
    read: ({ zone, name, type }, signal) =>
      guarded(signal, async () => {
        const { ListResourceRecordSetsCommand } = await import('@aws-sdk/client-route-53');
        const command = new ListResourceRecordSetsCommand({
          HostedZoneId: zone,
          StartRecordName: name,
          StartRecordType: type,
          MaxItems: 1,
        });
        const page = await (await client()).send(command, { abortSignal: signal });
        // It gives the first record from here on, which may be another one's.
        const found = page.ResourceRecordSets?.find(
          (set) => set.Name?.replace(/\.$/, '') === name && set.Type === type,
        );
        if (!found) return null;
        const values = (found.ResourceRecords ?? []).map(({ Value = '' }) => Value);
        return { values, ttl: found.TTL ?? 0 };
      }),
    upsert: (record, signal) => change('UPSERT', record, signal),
    remove: (record, signal) => change('DELETE', record, signal),
  };
}

async function open(keys: AwsKeys, endpoint: string | undefined): Promise<Route53Client> {
  const { Route53Client } = await import('@aws-sdk/client-route-53');
  return new Route53Client({
    // Route 53 is one service for the whole world, signed as us-east-1.
    region: 'us-east-1',
    credentials: {
      accessKeyId: keys.accessKeyId,
      secretAccessKey: keys.secretAccessKey.reveal(),
    },
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: { requestTimeout: LIMIT_SECONDS * 1000, connectionTimeout: 10_000 },
  });
}
