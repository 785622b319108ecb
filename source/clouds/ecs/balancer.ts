import { SILENCE_SECONDS, TLS_POLICY } from '../balancer/balancer.ts';
import { inbound, ref, told } from './cloudformation.ts';
import { type EcsPart, type EcsWanted, idOf } from './wanted.ts';

const EVERYBODY = { CidrIp: '0.0.0.0/0' };

/** What lets visitors in, and nobody else. */
export function balancer(wanted: EcsWanted) {
  const { install, front, parts } = wanted;
  const security = (what: string, ingress: readonly object[]) => ({
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: `What may reach ${what} of ${install}`,
      ...{ VpcId: ref('Network'), SecurityGroupIngress: ingress },
    },
  });
  const silence = Math.min(Math.max(front.websocketTimeoutSeconds, 60), SILENCE_SECONDS);
  return {
    Door: security('the load balancer', [inbound(80, EVERYBODY), inbound(443, EVERYBODY)]),
    Wall: security('the copies', [
      inbound(front.port, { SourceSecurityGroupId: told('Door', 'GroupId') }),
    ]),
    ...(parts.length > 1 && { Between: between() }),
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: {
        ...{ Type: 'application', Scheme: 'internet-facing', Subnets: ref('Subnets') },
        SecurityGroups: [told('Door', 'GroupId')],
        LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: String(silence) }],
      },
    },
    ...Object.fromEntries(
      parts.filter(isVisited).map((part) => [idOf(part, 'Targets'), targets(wanted)]),
    ),
    Plain: listener(80, {
      Protocol: 'HTTP',
      DefaultActions: [
        {
          Type: 'redirect',
          RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
        },
      ],
    }),
    Secure: listener(443, {
      ...{ Protocol: 'HTTPS', SslPolicy: TLS_POLICY },
      Certificates: [{ CertificateArn: ref('Certificate') }],
      DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
    }),
    ...Object.fromEntries(apart(parts).map((part, at) => [idOf(part, 'Paths'), rule(part, at)])),
  };
}

/** Whether the balancer leads visitors to it. */
export function isVisited({ name, patterns }: EcsPart): boolean {
  return name === 'app' || patterns !== undefined;
}

/** What the service of a visited part waits for: without it, its targets belong to no balancer yet. */
export function waysTo(part: EcsPart): readonly string[] {
  return part.name === 'app' ? ['Plain', 'Secure'] : [idOf(part, 'Paths')];
}

function apart(parts: EcsWanted['parts']): readonly EcsPart[] {
  return parts.filter((part) => part.name !== 'app' && isVisited(part));
}

/** Parts reach each other by any port, and nobody else does. */
function between() {
  const wall = told('Wall', 'GroupId');
  return {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: {
      ...{ GroupId: wall, IpProtocol: 'tcp', FromPort: 1, ToPort: 65_535 },
      SourceSecurityGroupId: wall,
    },
  };
}

/** Each visitor stays with one copy. */
function targets({ front, health }: EcsWanted) {
  return {
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: {
      ...{ TargetType: 'ip', Protocol: 'HTTP', Port: front.port, VpcId: ref('Network') },
      ...{ HealthCheckPath: health.path, HealthCheckIntervalSeconds: 10 },
      ...{ HealthyThresholdCount: 2, Matcher: { HttpCode: health.codes } },
      TargetGroupAttributes: [
        { Key: 'deregistration_delay.timeout_seconds', Value: '30' },
        { Key: 'stickiness.enabled', Value: 'true' },
        { Key: 'stickiness.type', Value: 'lb_cookie' },
      ],
    },
  };
}

function listener(port: number, rest: object) {
  return {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: { LoadBalancerArn: ref('Balancer'), Port: port, ...rest },
  };
}

function rule(part: EcsPart, at: number) {
  return {
    Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    Properties: {
      ...{ ListenerArn: ref('Secure'), Priority: at + 1 },
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: part.patterns } }],
      Actions: [{ Type: 'forward', TargetGroupArn: ref(idOf(part, 'Targets')) }],
    },
  };
}
