import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type BalancerFact, balancerName } from '../../clouds/balancer/balancer.ts';
import { NAME_TAG } from '../../clouds/ec2/action.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { awsSettings } from './aws-settings.ts';
import { guarded, orNone } from './ec2-client.ts';

/** So Amazon says of what is asked for by name and is not there, and of what goes while it is looked at. */
const NONE = /^(LoadBalancer|TargetGroup|Listener)NotFound/;

type Parts = Pick<BalancerFact, 'targets' | 'balancer' | 'listeners'>;

/** The balancer itself, its targets and where it listens. Names are unique in a region; tags say whose they are. */
export async function balancerParts(
  settings: ReturnType<typeof awsSettings>,
  name: string,
  signal: AbortSignal,
): Promise<Parts> {
  const { ElasticLoadBalancingV2Client } = await import(
    '@aws-sdk/client-elastic-load-balancing-v2'
  );
  const client = new ElasticLoadBalancingV2Client(settings);
  const [targets, parts] = await Promise.all([
    orNone(targetsOf(client, name, signal), NONE),
    orNone(balancerOf(client, name, signal), NONE),
  ]);
  return { targets: targets ?? null, ...(parts ?? { balancer: null, listeners: [] }) };
}

async function targetsOf(
  client: ElasticLoadBalancingV2Client,
  name: string,
  signal: AbortSignal,
): Promise<Parts['targets']> {
  const {
    DescribeTargetGroupAttributesCommand,
    DescribeTargetGroupsCommand,
    DescribeTargetHealthCommand,
  } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const { TargetGroups = [] } = await guarded(signal, (options) =>
    client.send(new DescribeTargetGroupsCommand({ Names: [balancerName(name)] }), options),
  );
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
  if (TargetGroupArn === undefined) return null;
  const [{ Attributes = [] }, { TargetHealthDescriptions = [] }] = await Promise.all([
    guarded(signal, (options) =>
      client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }), options),
    ),
    guarded(signal, (options) =>
      client.send(new DescribeTargetHealthCommand({ TargetGroupArn }), options),
    ),
    mustBeOurs(client, TargetGroupArn, name, signal),
  ]);
  return {
    id: TargetGroupArn,
    sticky: Attributes.some(({ Key, Value }) => Key === 'stickiness.enabled' && Value === 'true'),
    instances: TargetHealthDescriptions.filter(
      ({ TargetHealth }) => TargetHealth?.State !== 'draining',
    ).flatMap(({ Target }) => Target?.Id ?? []),
  };
}

async function balancerOf(
  client: ElasticLoadBalancingV2Client,
  name: string,
  signal: AbortSignal,
): Promise<Pick<Parts, 'balancer' | 'listeners'>> {
  const {
    DescribeListenersCommand,
    DescribeLoadBalancerAttributesCommand,
    DescribeLoadBalancersCommand,
  } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const { LoadBalancers = [] } = await guarded(signal, (options) =>
    client.send(new DescribeLoadBalancersCommand({ Names: [balancerName(name)] }), options),
  );
  const [one] = LoadBalancers;
  const LoadBalancerArn = one?.LoadBalancerArn;
  if (LoadBalancerArn === undefined) return { balancer: null, listeners: [] };
  const [{ Attributes = [] }, { Listeners = [] }] = await Promise.all([
    guarded(signal, (options) =>
      client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }), options),
    ),
    guarded(signal, (options) =>
      client.send(new DescribeListenersCommand({ LoadBalancerArn }), options),
    ),
    mustBeOurs(client, LoadBalancerArn, name, signal),
  ]);
  const silence = Attributes.find(({ Key }) => Key === 'idle_timeout.timeout_seconds');
  return {
    balancer: {
      ...{ id: LoadBalancerArn, host: one?.DNSName ?? '' },
      ...{ zone: one?.CanonicalHostedZoneId ?? '', state: one?.State?.Code ?? '' },
      silentSeconds: Number(silence?.Value ?? 0),
    },
    listeners: Listeners.map(({ ListenerArn = '', Port = 0, Certificates = [] }) => ({
      ...{ id: ListenerArn, port: Port },
      certificate: Certificates[0]?.CertificateArn ?? null,
    })),
  };
}

async function mustBeOurs(
  client: ElasticLoadBalancingV2Client,
  arn: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const { DescribeTagsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const { TagDescriptions = [] } = await guarded(signal, (options) =>
    client.send(new DescribeTagsCommand({ ResourceArns: [arn] }), options),
  );
  const tags = TagDescriptions.flatMap(({ Tags = [] }) => Tags);
  if (tags.some(({ Key, Value }) => Key === NAME_TAG && Value === name)) return;
  throw new ExpectedError({
    code: 'ec2.name-taken',
    what: `There is a load balancer named ${balancerName(name)} at Amazon already, or its targets, and setup-server did not make it.`,
    next: ['Choose another name for the server.'],
  });
}
