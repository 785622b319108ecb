/** What a user is to be allowed beyond a server with its address. */
export interface PolicyWishes {
  /** Its name; null where there is to be none. */
  readonly bucket: string | null;
  readonly database: boolean;
  /** A load balancer in front of it, with a certificate and a name. */
  readonly balancer: boolean;
  /** Its certificate is given to Amazon, from files or by the server, which has a role for that. */
  readonly imports: 'files' | 'server' | null;
}

/** The least that a user at Amazon must be allowed for making, finding and deleting what is wished for, as JSON to paste. */
export function ec2Policy({
  bucket = null,
  database = false,
  balancer = false,
  imports = null,
}: Partial<PolicyWishes> = {}): string {
  const statements = [
    statement(['*'], SERVER),
    ...(bucket === null
      ? []
      : [statement([`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`], IN_BUCKET)]),
    ...(bucket === null && imports !== 'server'
      ? []
      : [statement(['*'], GIVING), statement(OURS, ROLES)]),
    ...(database ? [statement(['*'], DATABASES), statement(RDS_ITSELF, FIRST_DATABASE)] : []),
    ...(balancer
      ? [
          statement(['*'], imports === null ? BALANCER : [...BALANCER, ['acm:ImportCertificate']]),
          statement(OF_SERVICE, [['iam:CreateServiceLinkedRole']]),
        ]
      : []),
  ];
  return ['{ "Version": "2012-10-17", "Statement": [', statements.join(',\n'), '] }'].join('\n');
}

/** The same for a bucket whose user has a key: there is no server. */
export function bucketPolicy(bucket: string): string {
  const reads = SERVER.flat().filter((each) => /:(Describe|Get|List|Simulate)/.test(each));
  const statements = [
    statement(
      ['*'],
      reads.map((each) => [each]),
    ),
    statement([`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`], IN_BUCKET),
    statement(['arn:aws:iam::*:user/setup-server/*'], USERS),
  ];
  return ['{ "Version": "2012-10-17", "Statement": [', statements.join(',\n'), '] }'].join('\n');
}

const USERS = [
  ['iam:GetUser', 'iam:GetUserPolicy', 'iam:ListAccessKeys'],
  ['iam:CreateUser', 'iam:TagUser', 'iam:DeleteUser'],
  ['iam:PutUserPolicy', 'iam:DeleteUserPolicy'],
  ['iam:CreateAccessKey', 'iam:DeleteAccessKey'],
  ['iam:GetAccessKeyLastUsed'],
];

function statement(resources: readonly string[], actions: readonly string[][]): string {
  const rows = actions.map((row) => `    ${row.map((each) => `"${each}"`).join(', ')}`);
  return [
    '  { "Effect": "Allow", "Resource": [',
    resources.map((each) => `    "${each}"`).join(',\n'),
    '  ], "Action": [',
    rows.join(',\n'),
    '  ] }',
  ].join('\n');
}

/** By lines, which fit the screen. What is read of roles and buckets shows that nothing is left of them. */
const SERVER = [
  ['ec2:DescribeRegions', 'ec2:DescribeImages'],
  ['ec2:DescribeVpcs', 'ec2:DescribeSubnets'],
  ['ec2:DescribeRouteTables', 'ec2:DescribeSecurityGroups'],
  ['ec2:DescribeInstances', 'ec2:DescribeAddresses'],
  ['ec2:DescribeKeyPairs', 'ec2:ImportKeyPair'],
  ['ec2:DeleteKeyPair', 'ec2:CreateTags'],
  ['ec2:CreateSecurityGroup', 'ec2:DeleteSecurityGroup'],
  ['ec2:AuthorizeSecurityGroupIngress'],
  ['ec2:RevokeSecurityGroupIngress'],
  ['ec2:RunInstances', 'ec2:StartInstances'],
  ['ec2:TerminateInstances', 'ec2:ModifyInstanceAttribute'],
  ['ec2:GetConsoleOutput', 'ec2:AllocateAddress'],
  ['ec2:AssociateAddress', 'ec2:ReleaseAddress'],
  ['iam:GetRole', 'iam:GetRolePolicy', 'iam:GetInstanceProfile'],
  // Whether all of this is allowed is seen before any of it is done.
  ['iam:GetUser', 'iam:SimulatePrincipalPolicy'],
  ['s3:ListAllMyBuckets', 's3:GetBucketTagging'],
  ['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots'],
  ['rds:DescribeDBSubnetGroups', 'pricing:GetProducts'],
];

const DATABASES = [
  ['rds:CreateDBInstance', 'rds:ModifyDBInstance'],
  ['rds:DeleteDBInstance', 'rds:CreateDBSnapshot'],
  ['rds:CreateDBSubnetGroup', 'rds:DeleteDBSubnetGroup'],
  ['rds:AddTagsToResource'],
];

/** Amazon makes a role for RDS with the first database of an account. */
const RDS_ITSELF = ['arn:aws:iam::*:role/aws-service-role/rds.amazonaws.com/*'];
const FIRST_DATABASE = [['iam:CreateServiceLinkedRole']];

const GIVING = [['ec2:AssociateIamInstanceProfile']];

const IN_BUCKET = [
  ['s3:CreateBucket', 's3:TagResource', 's3:PutBucketTagging'],
  ['s3:ListBucket', 's3:ListBucketVersions', 's3:PutObject'],
  ['s3:GetBucketPublicAccessBlock'],
  ['s3:PutBucketPublicAccessBlock'],
  ['s3:GetBucketVersioning', 's3:PutBucketVersioning'],
  ['s3:GetEncryptionConfiguration'],
  ['s3:PutEncryptionConfiguration'],
  ['s3:GetLifecycleConfiguration'],
  ['s3:PutLifecycleConfiguration'],
  ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:DeleteBucket'],
];

const OURS = [
  'arn:aws:iam::*:role/setup-server/*',
  'arn:aws:iam::*:instance-profile/setup-server/*',
];

const ROLES = [
  ['iam:CreateRole', 'iam:TagRole', 'iam:DeleteRole'],
  ['iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:PassRole'],
  ['iam:CreateInstanceProfile', 'iam:TagInstanceProfile'],
  ['iam:DeleteInstanceProfile', 'iam:AddRoleToInstanceProfile'],
  ['iam:RemoveRoleFromInstanceProfile'],
];

const ELB = 'elasticloadbalancing';
const BALANCER = [
  ['ec2:DescribeNetworkInterfaces'],
  ['acm:ListCertificates', 'acm:ListTagsForCertificate'],
  ['acm:DescribeCertificate', 'acm:RequestCertificate'],
  ['acm:AddTagsToCertificate', 'acm:DeleteCertificate'],
  ['route53:ListHostedZones', 'route53:ListResourceRecordSets'],
  ['route53:ChangeResourceRecordSets'],
  [`${ELB}:DescribeTags`, `${ELB}:AddTags`],
  [`${ELB}:DescribeLoadBalancers`],
  [`${ELB}:DescribeLoadBalancerAttributes`],
  [`${ELB}:DescribeListeners`],
  [`${ELB}:DescribeTargetGroups`],
  [`${ELB}:DescribeTargetGroupAttributes`],
  [`${ELB}:DescribeTargetHealth`],
  [`${ELB}:CreateTargetGroup`],
  [`${ELB}:ModifyTargetGroupAttributes`],
  [`${ELB}:RegisterTargets`],
  [`${ELB}:DeleteTargetGroup`],
  [`${ELB}:CreateLoadBalancer`],
  [`${ELB}:ModifyLoadBalancerAttributes`],
  [`${ELB}:DeleteLoadBalancer`],
  [`${ELB}:CreateListener`],
  [`${ELB}:ModifyListener`],
];

/** The first balancer of an account takes a role that belongs to Amazon's service (AWS, "Service-linked roles"). */
const OF_SERVICE = ['arn:aws:iam::*:role/aws-service-role/elasticload*'];
