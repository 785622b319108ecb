import { allow, document, ref, told } from './cloudformation.ts';
import { type EcsPart, type EcsWanted, idOf, LONGEST_STOP, parameterOf } from './wanted.ts';

/** What runs of each part, what it writes, and what it may do at Amazon. */
export function tasks(wanted: EcsWanted) {
  const { install, parts } = wanted;
  return {
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: install } },
    Log: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: `/setup-server/${install}`, RetentionInDays: 30 },
    },
    Role: role('start', starting(wanted)),
    ...(wanted.bucket !== undefined && { Rights: role('bucket', inBucket(wanted.bucket)) }),
    ...Object.fromEntries(parts.map((part) => [idOf(part, 'Task'), task(wanted, part)])),
  };
}

function role(name: string, statements: readonly object[]) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: document([
        { ...allow('sts:AssumeRole'), Principal: { Service: 'ecs-tasks.amazonaws.com' } },
      ]),
      Policies: [{ PolicyName: name, PolicyDocument: document(statements) }],
    },
  };
}

function task(wanted: EcsWanted, part: EcsPart) {
  const { install, processor, folder } = wanted;
  const { size, name } = part;
  return {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Family: name === 'app' ? install : `${install}-${name}`,
      ...{ NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'] },
      ...{ Cpu: String(size.cpu), Memory: String(size.memoryMB) },
      RuntimePlatform: {
        ...{ OperatingSystemFamily: 'LINUX' },
        CpuArchitecture: processor === 'arm64' ? 'ARM64' : 'X86_64',
      },
      ExecutionRoleArn: told('Role', 'Arn'),
      ...(wanted.bucket !== undefined && { TaskRoleArn: told('Rights', 'Arn') }),
      ...(folder && {
        Volumes: [
          {
            Name: 'shared',
            EFSVolumeConfiguration: {
              ...{ FilesystemId: ref('Files'), RootDirectory: ref('Folder') },
              TransitEncryption: 'ENABLED',
            },
          },
        ],
      }),
      ContainerDefinitions: [container(wanted, part)],
    },
  };
}

function container(wanted: EcsWanted, part: EcsPart) {
  const { install, image, front, secrets, folder } = wanted;
  const { command, entrypoint, workdir, user, stop, rights } = part.container;
  const environment = new Map([...wanted.environment, ...part.environment]);
  return {
    ...{ Name: part.name, Image: image, Essential: true },
    PortMappings: [{ ContainerPort: front.port, Protocol: 'tcp' }],
    ...(command && { Command: command }),
    ...(entrypoint && { EntryPoint: entrypoint }),
    ...(workdir !== undefined && { WorkingDirectory: workdir }),
    ...(user !== undefined && { User: user }),
    ...(rights?.drop && { LinuxParameters: { Capabilities: { Drop: rights.drop } } }),
    Environment: [...environment].map(([Name, Value]) => ({ Name, Value })),
    Secrets: secrets.map((Name) => ({ Name, ValueFrom: ofParameter(install, Name) })),
    ...(wanted.isPrivate && {
      RepositoryCredentials: { CredentialsParameter: ref('Registry') },
    }),
    // The longest that Amazon knows: fifteen minutes until one counts as ill.
    ...(part.well && {
      HealthCheck: {
        Command: ['CMD', ...part.well],
        ...{ Interval: 60, Timeout: 30, Retries: 10, StartPeriod: 300 },
      },
    }),
    ...(folder && {
      MountPoints: [{ SourceVolume: 'shared', ContainerPath: folder.target, ReadOnly: false }],
    }),
    StopTimeout: Math.min(stop.timeoutSeconds, LONGEST_STOP),
    LogConfiguration: {
      LogDriver: 'awslogs',
      Options: {
        ...{ 'awslogs-group': ref('Log'), 'awslogs-region': ref('AWS::Region') },
        'awslogs-stream-prefix': install,
      },
    },
  };
}

function ofParameter(install: string, name: string) {
  return {
    'Fn::Sub': `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${parameterOf(install, name)}`,
  };
}

/** What starting it takes, and nothing else. */
function starting({ install, image, isPrivate, secrets }: EcsWanted) {
  const isEcr = /^\d{12}\.dkr\.ecr\./.test(image);
  return [
    {
      ...allow('logs:CreateLogStream', 'logs:PutLogEvents'),
      Resource: told('Log', 'Arn'),
    },
    ...(secrets.length > 0
      ? [
          {
            ...allow('ssm:GetParameters'),
            Resource: secrets.map((name) => ofParameter(install, name)),
          },
        ]
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

/** The app itself is given no rights at Amazon but for its own bucket. */
function inBucket(bucket: string) {
  const arn = (end: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${bucket}${end}` });
  return [
    { ...allow('s3:ListBucket'), Resource: arn('') },
    { ...allow('s3:GetObject', 's3:PutObject', 's3:DeleteObject'), Resource: arn('/*') },
  ];
}

/** `123456789012.dkr.ecr.eu-central-1.amazonaws.com/study@sha256:…` as the end of an ARN. */
function ecrRepository(image: string): string {
  const [, account, region, name] =
    /^(\d{12})\.dkr\.ecr\.([\w-]+)\.[\w.]+\/([^:@]+)/.exec(image) ?? [];
  return `${region}:${account}:repository/${name}`;
}
