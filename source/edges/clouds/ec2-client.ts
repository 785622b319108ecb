import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Answers } from '../../answers/answers.ts';
import { ExpectedError } from '../../expected-error.ts';
import { awsSettings } from './aws-settings.ts';
import { ec2Trouble } from './ec2-trouble.ts';

const LIMIT_SECONDS = 30;

/** Amazon's own client, loaded with the first call. */
export async function openEc2(answers: Answers, region: string): Promise<EC2Client> {
  const { EC2Client } = await import('@aws-sdk/client-ec2');
  return new EC2Client(awsSettings(answers, region));
}

/** One call and what came of it; throws an ExpectedError `ec2.*`. */
export async function guarded<Result>(
  signal: AbortSignal,
  work: (options: { readonly abortSignal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_SECONDS * 1000)]);
  try {
    return await work({ abortSignal: limit });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ExpectedError ? error : ec2Trouble(error);
  }
}

/** The same, where Amazon may say by an error that there is no such thing: undefined then. */
export async function orNone<Result>(
  work: Promise<Result>,
  none: RegExp,
): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    const { name = '' } = (error instanceof Error && (error.cause as Error | undefined)) || {};
    if (none.test(name)) return undefined;
    throw error;
  }
}
