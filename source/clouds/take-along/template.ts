import { bucketAccess, KEPT_DAYS, TRUST } from '../ec2/bucket.ts';
import { EVERYBODY } from '../machine-questions.ts';
import { userData } from './scripts.ts';
import { bootstrapUrl, type TakenAlong } from './wanted.ts';

const WEB = [80, 443].flatMap((port) => [
  inbound(port, { CidrIp: EVERYBODY }),
  inbound(port, { CidrIpv6: '::/0' }),
]);

/** All of it for AWS CloudFormation, as JSON (docs.aws.amazon.com, "Template anatomy"). */
export function template(wanted: TakenAlong): string {
  return `${JSON.stringify(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `The server ${wanted.name}: Debian 13 with Docker. Written by setup-server.`,
      Parameters: parameters(wanted),
      Resources: {
        ...server(wanted),
        ...(wanted.bucket === null ? {} : store(wanted.bucket)),
      },
      Outputs: {
        Address: { Description: 'Where the server is found', Value: ref('Address') },
      },
    },
    null,
    2,
  )}\n`;
}

function parameters({ architecture, sshFrom, publicKey }: TakenAlong) {
  const image = architecture === 'arm64' ? 'arm64' : 'amd64';
  return {
    Image: {
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Description: "Debian's newest image, by the name that Debian gives it",
      Default: `/aws/service/debian/release/13/latest/${image}`,
    },
    PublicKey: {
      Type: 'String',
      Description: 'Your public key, a line such as ssh-ed25519 AAAA...',
      ...(publicKey !== null && { Default: publicKey }),
    },
    SshFrom: {
      Type: 'String',
      Description: 'From which addresses one may log in',
      Default: sshFrom,
    },
  };
}

function server({ name, type, diskGB, protect, bucket }: TakenAlong) {
  const tags = [{ Key: 'Name', Value: name }];
  const bootstrap = bucket === null ? [] : [{ Key: 'Bootstrap', Value: bootstrapUrl(bucket) }];
  return {
    Key: {
      Type: 'AWS::EC2::KeyPair',
      Properties: { KeyName: name, PublicKeyMaterial: ref('PublicKey'), Tags: tags },
    },
    Firewall: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: `What may reach ${name}`,
        SecurityGroupIngress: [inbound(22, { CidrIp: ref('SshFrom') }), ...WEB],
        Tags: tags,
      },
    },
    // An instance can't say by itself how its metadata are guarded.
    Settings: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: {
        LaunchTemplateData: {
          MetadataOptions: {
            ...{ HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
            InstanceMetadataTags: 'enabled',
          },
        },
      },
    },
    Server: {
      Type: 'AWS::EC2::Instance',
      ...(bucket !== null && { DependsOn: 'Bucket' }),
      Properties: {
        ...{ InstanceType: type, ImageId: ref('Image'), KeyName: ref('Key') },
        LaunchTemplate: {
          LaunchTemplateId: ref('Settings'),
          Version: { 'Fn::GetAtt': ['Settings', 'LatestVersionNumber'] },
        },
        SecurityGroupIds: [{ 'Fn::GetAtt': ['Firewall', 'GroupId'] }],
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvda',
            Ebs: { VolumeSize: diskGB, VolumeType: 'gp3', Encrypted: true },
          },
        ],
        DisableApiTermination: protect,
        ...(bucket !== null && { IamInstanceProfile: ref('Profile') }),
        Tags: [...tags, ...bootstrap],
        UserData: { 'Fn::Base64': userData },
      },
    },
    Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc', Tags: tags } },
    ItsAddress: {
      Type: 'AWS::EC2::EIPAssociation',
      Properties: {
        AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] },
        InstanceId: ref('Server'),
      },
    },
  };
}

/** The bucket stays when the rest is deleted: it holds data. */
function store(bucket: string) {
  return {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      ...{ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
      Properties: {
        BucketName: bucket,
        PublicAccessBlockConfiguration: {
          ...{ BlockPublicAcls: true, BlockPublicPolicy: true },
          ...{ IgnorePublicAcls: true, RestrictPublicBuckets: true },
        },
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        LifecycleConfiguration: {
          Rules: [
            {
              ...{ Id: 'old-versions', Status: 'Enabled' },
              NoncurrentVersionExpiration: { NoncurrentDays: KEPT_DAYS },
            },
          ],
        },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: JSON.parse(TRUST),
        Policies: [{ PolicyName: 'bucket', PolicyDocument: JSON.parse(bucketAccess(bucket)) }],
      },
    },
    Profile: {
      Type: 'AWS::IAM::InstanceProfile',
      Properties: { Roles: [ref('Role')] },
    },
  };
}

function ref(name: string) {
  return { Ref: name };
}

function inbound(port: number, from: object) {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...from };
}
