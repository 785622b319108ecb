import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Answers } from '../../answers/answers.ts';
import {
  type Alias,
  type BalancerAction,
  type BalancerCall,
  requestToken,
} from '../../clouds/balancer/action.ts';
import { balancerName, SILENCE_SECONDS, TLS_POLICY } from '../../clouds/balancer/balancer.ts';
import { NAME_TAG } from '../../clouds/ec2/action.ts';
import { HEALTH_PATH } from '../../front/health.ts';
import { importedParts } from './acm-import.ts';
import { awsSettings } from './aws-settings.ts';
import { guarded } from './ec2-client.ts';
import { placeholderPair } from './placeholder-pair.ts';

type Options = { readonly abortSignal: AbortSignal };
type CertificateCall = Extract<
  BalancerCall,
  { call: 'request-certificate' | 'import-certificate' | 'delete-certificate' }
>;
type NameCall = Extract<BalancerCall, { call: 'prove' | 'set-alias' | 'remove-alias' }>;
type ElbCall = Exclude<BalancerCall, CertificateCall | NameCall>;

/** Makes the call. Throws an ExpectedError `ec2.*`. */
export async function callBalancer(
  { region, what }: BalancerAction,
  answers: Answers,
  signal: AbortSignal,
): Promise<void> {
  const settings = awsSettings(answers, region);
  await guarded(signal, async (options) => {
    switch (what.call) {
      case 'request-certificate':
      case 'import-certificate':
      case 'delete-certificate':
        return await askAcm(settings, what, options);
      case 'prove':
      case 'set-alias':
      case 'remove-alias':
        return await changeName(settings, what, options);
      default: {
        const { ElasticLoadBalancingV2Client } = await import(
          '@aws-sdk/client-elastic-load-balancing-v2'
        );
        await send(new ElasticLoadBalancingV2Client(settings), what, options);
      }
    }
  });
}

async function askAcm(
  settings: ReturnType<typeof awsSettings>,
  what: CertificateCall,
  options: Options,
): Promise<void> {
  const acm = await import('@aws-sdk/client-acm');
  const client = new acm.ACMClient(settings);
  if (what.call === 'delete-certificate') {
    const CertificateArn = what.certificate;
    await client.send(new acm.DeleteCertificateCommand({ CertificateArn }), options);
    return;
  }
  const { name, hostname } = what;
  if (what.call === 'import-certificate') {
    const { replaces, pair } = what;
    await client.send(
      new acm.ImportCertificateCommand({
        ...importedParts(pair ?? placeholderPair(hostname)),
        ...(replaces === null ? { Tags: tags(name) } : { CertificateArn: replaces }),
      }),
      options,
    );
    return;
  }
  const command = new acm.RequestCertificateCommand({
    ...{ DomainName: hostname, ValidationMethod: 'DNS', Tags: tags(name) },
    IdempotencyToken: requestToken(what),
  });
  await client.send(command, options);
}

async function changeName(
  settings: ReturnType<typeof awsSettings>,
  what: NameCall,
  options: Options,
): Promise<void> {
  const dns = await import('@aws-sdk/client-route-53');
  const Action = what.call === 'remove-alias' ? 'DELETE' : 'UPSERT';
  const ResourceRecordSet = what.call === 'prove' ? proof(what.record) : aliasSet(what.alias);
  const command = new dns.ChangeResourceRecordSetsCommand({
    HostedZoneId: what.zone,
    ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] },
  });
  await new dns.Route53Client({ ...settings, region: 'us-east-1' }).send(command, options);
}

function proof({ name, value }: Extract<NameCall, { call: 'prove' }>['record']): ResourceRecordSet {
  return { Name: name, Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: value }] };
}

function aliasSet({ hostname, host, hostZone }: Alias): ResourceRecordSet {
  const AliasTarget = { HostedZoneId: hostZone, DNSName: host, EvaluateTargetHealth: false };
  return { Name: hostname, Type: 'A', AliasTarget };
}

async function send(
  client: ElasticLoadBalancingV2Client,
  what: ElbCall,
  options: Options,
): Promise<unknown> {
  const elb = await import('@aws-sdk/client-elastic-load-balancing-v2');
  switch (what.call) {
    case 'make-targets':
      return await client.send(
        new elb.CreateTargetGroupCommand({
          ...{ Name: balancerName(what.name), VpcId: what.network, Tags: tags(what.name) },
          ...{ Protocol: 'HTTP', Port: 80, TargetType: 'instance' },
          ...{ HealthCheckPath: HEALTH_PATH, HealthCheckIntervalSeconds: 10 },
          ...{ HealthyThresholdCount: 2, Matcher: { HttpCode: '200-399' } },
        }),
        options,
      );
    case 'keep-visitors':
      return await client.send(
        new elb.ModifyTargetGroupAttributesCommand({
          TargetGroupArn: what.targets,
          Attributes: [
            { Key: 'stickiness.enabled', Value: 'true' },
            { Key: 'stickiness.type', Value: 'lb_cookie' },
          ],
        }),
        options,
      );
    case 'register':
      return await client.send(
        new elb.RegisterTargetsCommand({
          ...{ TargetGroupArn: what.targets, Targets: [{ Id: what.instance }] },
        }),
        options,
      );
    case 'delete-targets':
      return await client.send(
        new elb.DeleteTargetGroupCommand({ TargetGroupArn: what.targets }),
        options,
      );
    case 'make-balancer':
      return await client.send(
        new elb.CreateLoadBalancerCommand({
          ...{ Name: balancerName(what.name), Type: 'application', Scheme: 'internet-facing' },
          ...{ IpAddressType: 'ipv4', Subnets: [...what.subnets] },
          ...{ SecurityGroups: [what.group], Tags: tags(what.name) },
        }),
        options,
      );
    case 'allow-silence':
      return await client.send(
        new elb.ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn: what.balancer,
          Attributes: [{ Key: 'idle_timeout.timeout_seconds', Value: String(SILENCE_SECONDS) }],
        }),
        options,
      );
    case 'listen-securely':
      return await client.send(
        new elb.CreateListenerCommand({
          ...{ LoadBalancerArn: what.balancer, Protocol: 'HTTPS', Port: 443 },
          ...{ SslPolicy: TLS_POLICY, Certificates: [{ CertificateArn: what.certificate }] },
          DefaultActions: [{ Type: 'forward', TargetGroupArn: what.targets }],
        }),
        options,
      );
    case 'change-certificate':
      return await client.send(
        new elb.ModifyListenerCommand({
          ListenerArn: what.listener,
          Certificates: [{ CertificateArn: what.certificate }],
        }),
        options,
      );
    case 'lead-to-https': {
      const RedirectConfig = { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } as const;
      return await client.send(
        new elb.CreateListenerCommand({
          ...{ LoadBalancerArn: what.balancer, Protocol: 'HTTP', Port: 80 },
          DefaultActions: [{ Type: 'redirect', RedirectConfig }],
        }),
        options,
      );
    }
    case 'delete-balancer':
      return await client.send(
        new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: what.balancer }),
        options,
      );
  }
}

function tags(name: string) {
  return [
    { Key: 'Name', Value: name },
    { Key: NAME_TAG, Value: name },
  ];
}
