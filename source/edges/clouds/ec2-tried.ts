import type { Answers } from '../../answers/answers.ts';
import { ExpectedError } from '../../expected-error.ts';
import { awsSettings } from './aws-settings.ts';
import { guarded } from './ec2-client.ts';

type Options = { readonly abortSignal: AbortSignal };
type Try = (settings: ReturnType<typeof awsSettings>, options: Options) => Promise<unknown>;

/** Harmless requests: EC2 says by itself whether it would do something (DryRun), others can be asked for a list. */
const TRIES: Readonly<Record<string, Try>> = {
  'ec2:CreateSecurityGroup': async (settings, options) => {
    const { CreateSecurityGroupCommand, EC2Client } = await import('@aws-sdk/client-ec2');
    const group = { GroupName: 'setup-server', Description: 'setup-server', DryRun: true };
    await new EC2Client(settings).send(new CreateSecurityGroupCommand(group), options);
  },
  'ec2:AllocateAddress': async (settings, options) => {
    const { AllocateAddressCommand, EC2Client } = await import('@aws-sdk/client-ec2');
    const address = { Domain: 'vpc', DryRun: true } as const;
    await new EC2Client(settings).send(new AllocateAddressCommand(address), options);
  },
  'iam:GetRole': async (settings, options) => {
    const { GetRoleCommand, IAMClient } = await import('@aws-sdk/client-iam');
    await new IAMClient(settings).send(new GetRoleCommand({ RoleName: 'setup-server' }), options);
  },
  'iam:GetUser': async (settings, options) => {
    const { GetUserCommand, IAMClient } = await import('@aws-sdk/client-iam');
    await new IAMClient(settings).send(new GetUserCommand({ UserName: 'setup-server' }), options);
  },
  's3:ListAllMyBuckets': async (settings, options) => {
    const { ListBucketsCommand, S3Client } = await import('@aws-sdk/client-s3');
    await new S3Client(settings).send(new ListBucketsCommand({}), options);
  },
  'rds:DescribeDBInstances': async (settings, options) => {
    const { DescribeDBInstancesCommand, RDSClient } = await import('@aws-sdk/client-rds');
    await new RDSClient(settings).send(new DescribeDBInstancesCommand({}), options);
  },
  'acm:ListCertificates': async (settings, options) => {
    const { ACMClient, ListCertificatesCommand } = await import('@aws-sdk/client-acm');
    await new ACMClient(settings).send(new ListCertificatesCommand({}), options);
  },
  'elasticloadbalancing:DescribeLoadBalancers': async (settings, options) => {
    const { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } = await import(
      '@aws-sdk/client-elastic-load-balancing-v2'
    );
    const client = new ElasticLoadBalancingV2Client(settings);
    await client.send(new DescribeLoadBalancersCommand({}), options);
  },
  'route53:ListHostedZones': async (settings, options) => {
    const { ListHostedZonesCommand, Route53Client } = await import('@aws-sdk/client-route-53');
    const client = new Route53Client({ ...settings, region: 'us-east-1' });
    await client.send(new ListHostedZonesCommand({}), options);
  },
};

/** Which of these actions Amazon refuses, as far as that can be seen without doing any. */
export async function triedOut(
  region: string,
  actions: ReadonlySet<string>,
  answers: Answers,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const settings = awsSettings(answers, region);
  const tries = Object.entries(TRIES).filter(([action]) => actions.has(action));
  const refused = await Promise.all(
    tries.map(async ([action, request]) =>
      (await isRefused(request, settings, signal)) ? [action] : [],
    ),
  );
  return refused.flat();
}

/** Any other answer, that there is no such thing, or that it was a dry run, is none about what is allowed. */
async function isRefused(
  request: Try,
  settings: ReturnType<typeof awsSettings>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await guarded(signal, (options) => request(settings, options));
    return false;
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    if (error.trouble.passing) throw error;
    return error.code === 'ec2.not-allowed';
  }
}
