import { SILENCE_SECONDS, TLS_POLICY } from '../balancer.ts';
import { type EcsWanted, LONGEST_STOP, parameterOf } from './wanted.ts';

const EVERYBODY = { CidrIp: '0.0.0.0/0' };

/** All of it for AWS CloudFormation, as JSON: an app behind a load balancer, run by Amazon ECS on Fargate. */
export function ecsTemplate(wanted: EcsWanted): string {
  return `${JSON.stringify(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `${wanted.label} (${wanted.install}) on Amazon ECS. Written by setup-server.`,
      Parameters: parameters(wanted),
      Resources: { ...task(wanted), ...balancer(wanted), Service: service(wanted) },
      Outputs: {
        Address: {
          Description: `What ${wanted.hostname} must lead to`,
          Value: { 'Fn::GetAtt': ['Balancer', 'DNSName'] },
        },
      },
    },
    null,
    2,
  )}\n`;
}

function parameters({ copies, hostname, isPrivate }: EcsWanted) {
  return {
    Network: { Type: 'AWS::EC2::VPC::Id', Description: 'The network (VPC) that it runs in' },
    Subnets: {
      Type: 'List<AWS::EC2::Subnet::Id>',
      Description: 'At least two, in different zones, with a way to the internet',
    },
    Certificate: {
      Type: 'String',
      Description: `ARN of the certificate for ${hostname} (ACM), in the same region`,
    },
    Copies: { Type: 'Number', Description: 'How many copies run', Default: copies },
    ...(isPrivate && {
      Registry: { Type: 'String', Description: 'ARN of the secret that opens the registry' },
    }),
  };
}

function task(wanted: EcsWanted) {
  const { install, image, size, processor, container, front, secrets, environment } = wanted;
  const { command, entrypoint, workdir, user, stop, rights } = container;
  const ofParameter = (name: string) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${parameterOf(install, name)}`,
  });
  return {
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: install } },
    Log: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: `/setup-server/${install}`, RetentionInDays: 30 },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document([
          { ...allow('sts:AssumeRole'), Principal: { Service: 'ecs-tasks.amazonaws.com' } },
        ]),
        Policies: [{ PolicyName: 'start', PolicyDocument: document(needed(wanted, ofParameter)) }],
      },
    },
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        ...{ Family: install, NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'] },
        ...{ Cpu: String(size.cpu), Memory: String(size.memoryMB) },
        RuntimePlatform: {
          ...{ OperatingSystemFamily: 'LINUX' },
          CpuArchitecture: processor === 'arm64' ? 'ARM64' : 'X86_64',
        },
        ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        ContainerDefinitions: [
          {
            ...{ Name: 'app', Image: image, Essential: true },
            PortMappings: [{ ContainerPort: front.port, Protocol: 'tcp' }],
            ...(command && { Command: command }),
            ...(entrypoint && { EntryPoint: entrypoint }),
            ...(workdir !== undefined && { WorkingDirectory: workdir }),
            ...(user !== undefined && { User: user }),
            ...(rights?.drop && {
              LinuxParameters: { Capabilities: { Drop: rights.drop } },
            }),
            Environment: [...environment].map(([Name, Value]) => ({ Name, Value })),
            Secrets: secrets.map((Name) => ({ Name, ValueFrom: ofParameter(Name) })),
            ...(wanted.isPrivate && {
              RepositoryCredentials: { CredentialsParameter: ref('Registry') },
            }),
            StopTimeout: Math.min(stop.timeoutSeconds, LONGEST_STOP),
            LogConfiguration: {
              LogDriver: 'awslogs',
              Options: {
                ...{ 'awslogs-group': ref('Log'), 'awslogs-region': ref('AWS::Region') },
                'awslogs-stream-prefix': install,
              },
            },
          },
        ],
      },
    },
  };
}

/** What starting it takes, and nothing else; the app itself is given no rights at Amazon at all. */
function needed({ image, isPrivate, secrets }: EcsWanted, ofParameter: (name: string) => object) {
  const isEcr = /^\d{12}\.dkr\.ecr\./.test(image);
  return [
    {
      ...allow('logs:CreateLogStream', 'logs:PutLogEvents'),
      Resource: { 'Fn::GetAtt': ['Log', 'Arn'] },
    },
    ...(secrets.length > 0
      ? [{ ...allow('ssm:GetParameters'), Resource: secrets.map(ofParameter) }]
      : []),
    ...(isPrivate
      ? [{ ...allow('secretsmanager:GetSecretValue'), Resource: ref('Registry') }]
      : []),
    ...(isEcr
      ? [
          { ...allow('ecr:GetAuthorizationToken'), Resource: '*' },
          {
            ...allow('ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'),
            Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:ecr:${ecrRepository(image)}` },
          },
        ]
      : []),
  ];
}

/** `123456789012.dkr.ecr.eu-central-1.amazonaws.com/study@sha256:…` as the end of an ARN. */
function ecrRepository(image: string): string {
  const [, account, region, name] =
    /^(\d{12})\.dkr\.ecr\.([\w-]+)\.[\w.]+\/([^:@]+)/.exec(image) ?? [];
  return `${region}:${account}:repository/${name}`;
}

function balancer({ install, front, health }: EcsWanted) {
  const security = (what: string, ingress: readonly object[]) => ({
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: `What may reach ${what} of ${install}`,
      ...{ VpcId: ref('Network'), SecurityGroupIngress: ingress },
    },
  });
  const listener = (port: number, rest: object) => ({
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: { LoadBalancerArn: ref('Balancer'), Port: port, ...rest },
  });
  const silence = Math.min(Math.max(front.websocketTimeoutSeconds, 60), SILENCE_SECONDS);
  return {
    Door: security('the load balancer', [inbound(80, EVERYBODY), inbound(443, EVERYBODY)]),
    Wall: security('the copies', [
      inbound(front.port, { SourceSecurityGroupId: { 'Fn::GetAtt': ['Door', 'GroupId'] } }),
    ]),
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: {
        ...{ Type: 'application', Scheme: 'internet-facing', Subnets: ref('Subnets') },
        SecurityGroups: [{ 'Fn::GetAtt': ['Door', 'GroupId'] }],
        LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: String(silence) }],
      },
    },
    Targets: {
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
    },
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
  };
}

/** Copies are replaced one after another; where a new one does not become well, the old ones come back. */
function service({ install, front, patienceSeconds }: EcsWanted) {
  return {
    Type: 'AWS::ECS::Service',
    DependsOn: ['Plain', 'Secure'],
    Properties: {
      ...{ ServiceName: install, Cluster: ref('Cluster'), TaskDefinition: ref('Task') },
      ...{ LaunchType: 'FARGATE', DesiredCount: ref('Copies'), PropagateTags: 'SERVICE' },
      DeploymentConfiguration: {
        ...{ MinimumHealthyPercent: 100, MaximumPercent: 200 },
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
      HealthCheckGracePeriodSeconds: patienceSeconds,
      LoadBalancers: [
        { ContainerName: 'app', ContainerPort: front.port, TargetGroupArn: ref('Targets') },
      ],
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          ...{ AssignPublicIp: 'ENABLED', Subnets: ref('Subnets') },
          SecurityGroups: [{ 'Fn::GetAtt': ['Wall', 'GroupId'] }],
        },
      },
    },
  };
}

function ref(name: string) {
  return { Ref: name };
}

function inbound(port: number, from: object) {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...from };
}

function allow(...actions: readonly string[]) {
  return { Effect: 'Allow', Action: actions };
}

function document(statements: readonly object[]) {
  return { Version: '2012-10-17', Statement: statements };
}
