import { isVisited, waysTo } from './balancer.ts';
import { ref, told } from './cloudformation.ts';
import { domainOf, type EcsPart, type EcsWanted, idOf } from './wanted.ts';

/** Each part runs, each once those before it are well. */
export function services(wanted: EcsWanted) {
  const { parts } = wanted;
  const found = parts.filter((part) => part.found !== undefined);
  return {
    ...(found.length > 0 && {
      Names: {
        Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace',
        Properties: { Name: domainOf(wanted), Vpc: ref('Network') },
      },
    }),
    ...Object.fromEntries(found.map((part) => [idOf(part, 'Name'), name(part)])),
    ...Object.fromEntries(
      parts.map((part, at) => [idOf(part, 'Service'), service(wanted, part, parts[at - 1])]),
    ),
  };
}

function name(part: EcsPart) {
  return {
    Type: 'AWS::ServiceDiscovery::Service',
    Properties: {
      ...{ Name: part.name, NamespaceId: ref('Names') },
      DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 10 }] },
      HealthCheckCustomConfig: { FailureThreshold: 1 },
    },
  };
}

/** Copies are replaced one after another; where a new one does not become well, the old ones come back. */
const ROLLING = { MinimumHealthyPercent: 100, MaximumPercent: 200 };
/** Never a new one beside an old one: both would write to the same data. */
const TOGETHER = { MinimumHealthyPercent: 0, MaximumPercent: 100 };

function service(wanted: EcsWanted, part: EcsPart, before: EcsPart | undefined) {
  const { install, front, patienceSeconds, parts } = wanted;
  const visited = isVisited(part);
  const after = [
    ...(visited ? waysTo(part) : []),
    ...(before ? [idOf(before, 'Service')] : []),
    ...(parts.length > 1 ? ['Between'] : []),
  ];
  return {
    Type: 'AWS::ECS::Service',
    DependsOn: after,
    Properties: {
      ServiceName: part.name === 'app' ? install : `${install}-${part.name}`,
      ...{ Cluster: ref('Cluster'), TaskDefinition: ref(idOf(part, 'Task')) },
      ...{ LaunchType: 'FARGATE', DesiredCount: part.once ? 1 : ref('Copies') },
      PropagateTags: 'SERVICE',
      DeploymentConfiguration: {
        ...(parts.length > 1 ? TOGETHER : ROLLING),
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
      ...(visited && {
        HealthCheckGracePeriodSeconds: patienceSeconds,
        LoadBalancers: [
          {
            ...{ ContainerName: part.name, ContainerPort: front.port },
            TargetGroupArn: ref(idOf(part, 'Targets')),
          },
        ],
      }),
      ...(part.found !== undefined && {
        ServiceRegistries: [{ RegistryArn: told(idOf(part, 'Name'), 'Arn') }],
      }),
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          ...{ AssignPublicIp: 'ENABLED', Subnets: ref('Subnets') },
          SecurityGroups: [told('Wall', 'GroupId')],
        },
      },
    },
  };
}
