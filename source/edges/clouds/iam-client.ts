import type { GetRolePolicyCommandOutput, IAMClient } from '@aws-sdk/client-iam';
import type { Answers } from '../../answers/answers.ts';
import { bucketAccess } from '../../clouds/ec2/bucket.ts';
import { awsSettings } from './aws-settings.ts';

/** How IAM says that there is no such thing. */
export const NONE = /^NoSuchEntity/;

/** Amazon's own client for who may do what, loaded with the first call. */
export async function openIam(answers: Answers, region: string): Promise<IAMClient> {
  const { IAMClient } = await import('@aws-sdk/client-iam');
  return new IAMClient(awsSettings(answers, region));
}

/** The bucket that a policy of ours opens; null, too, where the policy is not as we write it: it is written anew then. */
export function bucketIn({
  PolicyDocument = '',
}: Pick<GetRolePolicyCommandOutput, 'PolicyDocument'>): string | null {
  const text = decodeURIComponent(PolicyDocument);
  const [, bucket = ''] = /arn:aws:s3:::([a-z0-9-]+)"/.exec(text) ?? [];
  return text === bucketAccess(bucket) ? bucket : null;
}
