import { balancer } from './balancer.ts';
import { told } from './cloudformation.ts';
import { services } from './service.ts';
import { tasks } from './task.ts';
import type { EcsWanted } from './wanted.ts';

/** All of it for AWS CloudFormation, as JSON: an app behind a load balancer, run by Amazon ECS on Fargate. */
export function ecsTemplate(wanted: EcsWanted): string {
  return `${JSON.stringify(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `${wanted.label} (${wanted.install}) on Amazon ECS. Written by setup-server.`,
      Parameters: parameters(wanted),
      Resources: { ...tasks(wanted), ...balancer(wanted), ...services(wanted) },
      Outputs: {
        Address: {
          Description: `What ${wanted.hostname} must lead to`,
          Value: told('Balancer', 'DNSName'),
        },
      },
    },
    null,
    2,
  )}\n`;
}

function parameters({ copies, hostname, isPrivate, folder }: EcsWanted) {
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
    ...(folder && {
      Files: { Type: 'String', Description: 'The file system (EFS) that the servers have, fs-…' },
      Folder: {
        ...{ Type: 'String', Default: `/${folder.source.split('/').at(-1)}` },
        Description: `Where on it is what the servers have in ${folder.source}`,
      },
    }),
  };
}
